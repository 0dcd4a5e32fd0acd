"""The full-text table, as those see it who change it together with the log."""

from __future__ import annotations

from server.store import Store
from server.store.word_index import drop, exists, indexed_up_to, said_in
from tests.server.store.test_remarks import Talk
from tests.server.store.test_search import put_into_index


def test_it_is_there_once_something_is_indexed_and_gone_when_dropped(store: Store) -> None:
    talk = Talk(store)
    with store.database.write() as connection:
        assert not exists(connection, talk.key)
        assert indexed_up_to(connection, talk.key) == 0
        drop(connection, talk.key)
    put_into_index(store, talk.key, store.log.after(talk.key, 0, 99))
    with store.database.write() as connection:
        assert exists(connection, talk.key)
        assert indexed_up_to(connection, talk.key) == 4
        drop(connection, talk.key)
        assert not exists(connection, talk.key)


def test_only_a_text_is_a_text() -> None:
    assert said_in('{"text": "x"}') == "x"
    assert said_in('{"text": 7}') is None
    assert said_in('{"name": "x"}') is None
    assert said_in(None) is None
