"""Chain values that are not stored are those of the entries all the same."""

from __future__ import annotations

from dataclasses import replace

from server.room.state import State
from server.store import Store
from server.store.chains import EVERY
from tests.server.room.people import ROOM
from tests.server.store.test_log import Writer
from tests.support.stored import stored


def test_each_entry_has_its_chain_value(store: Store) -> None:
    writer = Writer(store)
    entries = writer.found()
    for part in range(5):
        added = writer.texts(*(f"{part}-{n}" for n in range(40)))
        writer.write(added)
        entries += added
    assert stored(store, writer.key) == entries
    assert [store.log.chain_at(writer.key, number) for number in (-1, 0, len(entries) + 1)] == [
        *(None, None, None)
    ]


def test_few_of_them_are_stored(store: Store) -> None:
    writer = Writer(store)
    writer.found()
    writer.write(writer.texts(*map(str, range(3 * EVERY))))
    with store.database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM chains").scalar_one() == 3


def test_a_withdrawn_body_changes_none(store: Store) -> None:
    writer = Writer(store)
    writer.found()
    writer.write(writer.texts(*map(str, range(90))))
    before = [entry.chain for entry in stored(store, writer.key)]
    for number in (3, EVERY, EVERY + 1, 90):
        store.log.erase(writer.key, number, 91)
    assert [entry.chain for entry in stored(store, writer.key)] == before


def test_what_is_at_hand_is_not_read_again(store: Store) -> None:
    writer = Writer(store)
    entries = writer.found()
    added = writer.texts(*map(str, range(2 * EVERY)))
    writer.write(added)
    entries += added
    for first, last in ((0, 3), (0, 90), (40, EVERY), (40, 90), (EVERY, 90), (80, 90)):
        rows = store.log.after(writer.key, first, last - first)
        assert store.log.chain_at(writer.key, last, rows) == entries[last - 1].chain
        others = [row._replace(name="Somebody") for row in rows]
        # Only where entries are missing before them, or are kept, is the log asked.
        asked = first > EVERY or last == EVERY
        chain = store.log.chain_at(writer.key, last, others)
        assert (chain == entries[last - 1].chain) is asked


def test_a_log_that_begins_late_knows_them_from_there_on(store: Store) -> None:
    host = Writer(store)
    host.found()
    host.write(host.texts(*map(str, range(40))))
    begun = host.state
    added = host.texts(*map(str, range(40, 90)))
    key = store.rooms.add("cd" * 16, "member", at=1, details={})
    store.rooms.begin_at(key, replace(begun, room="cd" * 16))
    late = Writer(store, id="cd" * 16)
    late.write(added)
    assert stored(store, key) == added
    assert store.log.chain_at(key, begun.last) == begun.chain
    assert store.log.chain_at(key, begun.last - 1) is None


def test_above_a_gap_none_is_known(store: Store) -> None:
    writer = Writer(store)
    entries = writer.found()
    added = writer.texts(*map(str, range(2 * EVERY)))
    island = [replace(entry, chain="") for entry in added[EVERY:]]
    writer.write(added[:10])
    store.log.add_island(writer.key, island)
    assert stored(store, writer.key) == [*entries, *added[:10], *island]
    writer.write(added[10:EVERY], replace=True)
    writer.write(added[EVERY:], replace=True)
    assert stored(store, writer.key) == [*entries, *added]
    store.log.drop_after(writer.key, 70)
    assert stored(store, writer.key) == [*entries, *added][:70]
    assert store.log.chain_at(writer.key, 80) is None


def test_a_forgotten_room_leaves_none(store: Store) -> None:
    writer = Writer(store)
    writer.found()
    writer.write(writer.texts(*map(str, range(EVERY))))
    store.rooms.forget(writer.key)
    with store.database.read() as connection:
        for table in ("chains", "speakers", "entries"):
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one() == 0
    assert State(room=ROOM).chain == Writer(store).state.chain
