"""What a host can do to its own log while it stands still: write it anew, chain and all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from server.room.entry import Entry, chained
from server.room.state import State, fold
from server.store import RoomRow, Store, entry_of

Change = Callable[[Entry], Iterable[Entry]]


def rewrite(data: Path, change: Change) -> None:
    """Put in the place of each entry of the only hosted room what `change` makes of it: itself,
    others, several, none."""
    store = Store(data / "sarangbang.db")
    room = hosted(store)
    fence = store.rooms.take_pen(room.key)
    old = [entry_of(row) for row in store.log.after(room.key, 0, 1_000_000)]
    state = State(room=room.state.room)
    new: list[Entry] = []
    for entry in old:
        for made in change(entry):
            place = len(new) + 1
            chain = new[-1].chain if new else state.chain
            new.append(chained(replace(made, number=place), chain))
    # An emptied body keeps an honest host from opening the room.
    state = replace(fold(state, new), unknown=False)
    with store.database.write() as connection:
        for table in ("entries", "members", "checks", "faults"):
            connection.exec_driver_sql(f"DELETE FROM {table} WHERE room = ?", (room.key,))
    with store.log.pen(room.key, fence) as pen:
        pen.write(new, state, state.members.values())
    store.close()


def hosted(store: Store) -> RoomRow:
    """The only room that is hosted there."""
    (room,) = [room for room in store.rooms.all() if room.role == "host"]
    return room


def text_of(entry: Entry) -> str | None:
    """What was said with it, if it is a message."""
    return (entry.body or {}).get("text") if entry.kind == "said" else None
