"""What a host can do to its own log while it stands still: write it anew, chain and all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from server.room.entry import Entry, chained
from server.room.state import State, fold
from server.store import RoomRow, Store, entry_of

Change = Callable[[Entry], Iterable[Entry]]
# What the log says of itself, and what is worked out from it.
KEPT = ("entries", "chains", "members", "checks", "faults", "amendments", "reactions", "pins")


def rewrite(data: Path, change: Change) -> None:
    """Rewrite the log of the only hosted room of a data folder."""
    store = Store(data / "sarangbang.db")
    (room,) = [room for room in store.rooms.all() if room.role == "host"]
    rewrite_log(store, room, change)
    store.close()


def rewrite_log(store: Store, room: RoomRow, change: Change) -> None:
    """Put in the place of each entry what `change` makes of it: itself, others, several, none."""
    fence = store.rooms.take_pen(room.key)
    state, new = State(room=room.state.room), list[Entry]()
    for row in store.log.after(room.key, 0, 1_000_000):
        for made in change(entry_of(row)):
            chain = new[-1].chain if new else state.chain
            new.append(chained(replace(made, number=len(new) + 1), chain))
    # An emptied body keeps an honest host from opening the room.
    state = replace(fold(state, new), unknown=False)
    with store.database.write() as connection:
        for table in KEPT:
            connection.exec_driver_sql(f"DELETE FROM {table} WHERE room = ?", (room.key,))
    with store.log.pen(room.key, fence) as pen:
        pen.write(new, state, state.members.values())


def cut(after: int) -> Change:
    """Nothing after entry `after`: an older copy of the database was put back."""
    return lambda entry: [entry] if entry.number <= after else []


def text_of(entry: Entry) -> str | None:
    """What was said with it, if it is a message."""
    return (entry.body or {}).get("text") if entry.kind == "said" else None
