"""An entry as it is stored is the entry that is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from server.room.entry import Entry
from server.store import Store, entry_of, row_of
from tests.server.room.people import opened
from tests.server.store.test_log import Writer
from tests.support.stored import stored


def test_a_row_is_its_entry() -> None:
    for entry in opened()[1]:
        assert entry_of(row_of(entry)) == replace(entry, chain="")


def test_a_digest_that_the_body_gives_is_not_stored(store: Store) -> None:
    writer = Writer(store)
    entries = writer.found()
    for row, entry in zip(store.log.after(writer.key, 0, 9), entries, strict=True):
        assert row.kept_digest is None
        assert row.digest == entry.digest


@pytest.mark.parametrize(
    "odd",
    [
        lambda entry: replace(entry, digest="ab" * 32),
        lambda entry: replace(entry, digest=""),
        lambda entry: replace(entry, salt="no salt"),
        lambda entry: replace(entry, body=None, salt=None, spelled=None, withdrawn=3),
    ],
)
def test_any_other_is(store: Store, odd: Callable[[Entry], Entry]) -> None:
    writer = Writer(store)
    writer.write([odd(opened()[1][0])])
    (row,) = store.log.after(writer.key, 0, 9)
    assert row.kept_digest == odd(opened()[1][0]).digest
    assert entry_of(row) == replace(odd(opened()[1][0]), chain="")


def test_emptied_by_a_withdrawal_the_digest_stays() -> None:
    entry = opened()[1][1]
    row = row_of(entry).emptied(9)
    assert (row.body, row.salt, row.withdrawn) == (None, None, 9)
    assert row.digest == entry.digest


def test_who_said_it_is_stored_once(store: Store) -> None:
    writer = Writer(store)
    entries = writer.found()
    added: list[Entry] = writer.texts(*map(str, range(30)))
    writer.write(added)
    assert stored(store, writer.key) == [*entries, *added]
    with store.database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM speakers").scalar_one() == 1
