from __future__ import annotations

from pathlib import Path

import pytest

from server.store import Shut, Store, search
from server.words import query_of
from tests.server.room.people import HOST
from tests.server.store.test_remarks import Talk
from tests.server.store.test_search import find, put, put_into_index

LOUD, QUIET = "m_loud", "m_quiet"


def test_who_is_blocked_is_kept_the_last_one_first(tmp_path: Path) -> None:
    store = Store(tmp_path / "x.db", synchronous="OFF")
    store.blocked.put(Shut(LOUD, "Loud", 1, wishes_only=True))
    store.blocked.put(Shut(QUIET, "Quiet", 2))
    store.blocked.put(Shut(LOUD, "Louder", 3))
    store.close()
    store = Store(tmp_path / "x.db", synchronous="OFF")
    assert store.blocked.all() == [Shut(LOUD, "Louder", 3, False), Shut(QUIET, "Quiet", 2, False)]
    store.blocked.remove(LOUD)
    store.blocked.remove("m_nobody")
    assert [one.member for one in store.blocked.all()] == [QUIET]
    store.close()


def test_what_they_say_is_not_counted(store: Store) -> None:
    talk = Talk(store)
    before = talk.state.last
    mentions = [{"member": "m_me", "name": "Me"}]
    for author in (LOUD, HOST, LOUD):
        talk.put("said", author, text="@Me come", mentions=mentions)
    counted = (talk.key, before, "m_me")
    assert (store.rooms.unread(*counted), store.rooms.mentions(*counted)) == (3, 3)
    store.blocked.put(Shut(LOUD, "Loud", 1))
    assert (store.rooms.unread(*counted), store.rooms.mentions(*counted)) == (1, 1)
    # Who only may not ask to talk in private is read like anybody.
    store.blocked.put(Shut(LOUD, "Loud", 1, wishes_only=True))
    assert (store.rooms.unread(*counted), store.rooms.mentions(*counted)) == (3, 3)


def test_what_they_say_is_found_only_if_they_are_asked_for(store: Store) -> None:
    talk = Talk(store)
    put_into_index(store, talk.key, store.log.after(talk.key, 0, 99))
    kept = put(store, talk, "an apple")
    loud = [put(store, talk, "an apple", LOUD) for _ in range(120)]
    store.blocked.put(Shut(LOUD, "Loud", 1))
    # However many of theirs are newer.
    assert find(store, talk.key, "apple", limit=1) == [kept]
    assert find(store, talk.key, "apple", author=LOUD, limit=200) == loud[::-1]
    store.blocked.remove(LOUD)
    assert len(find(store, talk.key, "apple", limit=200)) == 121


@pytest.mark.parametrize("text", ["apple", "see apple", ""])
def test_however_much_they_say_the_search_goes_on_below(
    store: Store, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr(search, "MOST_CANDIDATES", 200)
    talk = Talk(store)
    put_into_index(store, talk.key, store.log.after(talk.key, 0, 99))
    kept = put(store, talk, "see an apple")
    # More people, too, than a query is deep.
    for number in range(300):
        put(store, talk, "see an apple", f"m_{number}")
        store.blocked.put(Shut(f"m_{number}", "Loud", 1))
    hits = store.search.find(talk.key, query_of(text), before=2**53, limit=1)
    assert [hit.number for hit in hits] == [kept]
