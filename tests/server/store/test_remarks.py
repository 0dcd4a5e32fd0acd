"""What is kept of remarks, also of those that another host should not have let through."""

from __future__ import annotations

from typing import Any

import pytest

from server.room.entry import Draft, Entry, append
from server.room.state import fold
from server.store import Store
from tests.server.room.people import HOST, SALT
from tests.server.store.test_log import Writer


class Talk(Writer):
    """A room with messages 3 and 4 of the host, and whatever is put behind them."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.found()
        self.write(self.texts("s-3", "s-4"))

    def put(self, kind: str, author: str = HOST, **body: Any) -> Entry:
        draft = Draft(f"x-{self.state.last + 1}", author, "X", kind, body, SALT)
        last, chain, term = self.state.last, self.state.chain, self.state.term
        (entry,) = append([draft], last=last, chain=chain, term=term, at=self.state.at)
        self.write([entry])
        self.state = fold(self.state, [entry])
        return entry


@pytest.fixture
def talk(store: Store) -> Talk:
    return Talk(store)


def test_the_last_words_count(store: Store, talk: Talk) -> None:
    talk.put("amended", target=3, target_id="s-3", text="two")
    talk.put("amended", target=3, target_id="s-3", text="three")
    ((about,), _) = store.remarks.about(talk.key, 1, 99)
    assert (about.number, about.text, about.edits) == (3, "three", 2)
    assert store.remarks.amendments(talk.key, 3) == [5, 6]
    assert store.remarks.about(talk.key, 4, 99)[0] == []


def test_a_message_is_known_by_its_id_whatever_number_stands_there(
    store: Store, talk: Talk
) -> None:
    talk.put("reacted", target=77, target_id="s-4", emoji="👍", on=True)
    ((about,), _) = store.remarks.about(talk.key, 1, 99)
    assert (about.number, about.reactions) == (4, {"👍": [HOST]})


@pytest.mark.parametrize(
    ("kind", "author", "body"),
    [
        ("amended", "m_other", {"target": 3, "target_id": "s-3", "text": "not mine"}),
        ("amended", HOST, {"target": 3, "target_id": "nobody", "text": "x"}),
        ("reacted", HOST, {"target": 1, "target_id": "e-1", "emoji": "👍", "on": True}),
        ("reacted", HOST, {"target": 3, "target_id": "s-3", "emoji": 7, "on": True}),
        ("withdrawn", HOST, {"target": 2, "target_id": "e-2"}),
        ("pinned", HOST, {"target": 5, "target_id": "x-5"}),
    ],
)
def test_what_says_nothing_about_a_message_is_passed_over(
    store: Store, talk: Talk, kind: str, author: str, body: dict[str, Any]
) -> None:
    talk.put(kind, author, **body)
    assert store.remarks.about(talk.key, 0, 99)[0] == []
    assert not store.remarks.any(talk.key)
    assert all(row.body is not None for row in store.log.after(talk.key, 0, 99))


def test_a_reaction_twice_is_one_and_taken_back_is_none(store: Store, talk: Talk) -> None:
    for on in (True, True, False, True):
        talk.put("reacted", target=3, target_id="s-3", emoji="👍", on=on)
    talk.put("reacted", "m_b", target=3, target_id="s-3", emoji="👍", on=True)
    ((about,), _) = store.remarks.about(talk.key, 1, 99)
    assert about.reactions == {"👍": [HOST, "m_b"]}


def test_a_deleted_message_and_all_its_words_lose_their_bodies(store: Store, talk: Talk) -> None:
    before = {row.number: row.digest for row in store.log.after(talk.key, 0, 99)}
    amended = talk.put("amended", target=3, target_id="s-3", text="two")
    talk.put("reacted", target=3, target_id="s-3", emoji="👍", on=True)
    talk.put("pinned", target=3, target_id="s-3")
    withdrawn = talk.put("withdrawn", target=3, target_id="s-3")
    rows = {row.number: row for row in store.log.after(talk.key, 0, 99)}
    for number in (3, amended.number):
        assert (rows[number].body, rows[number].salt) == (None, None)
        assert rows[number].withdrawn == withdrawn.number
    assert rows[3].digest == before[3]
    assert rows[4].body is not None
    assert store.remarks.about(talk.key, 0, 99)[0] == []
    assert store.remarks.pins(talk.key) == []
    (quote,) = store.remarks.quotes(talk.key, [3])
    assert (quote.name, quote.text) == ("Host", None)


def test_quotes_are_in_the_last_words(store: Store, talk: Talk) -> None:
    talk.put("amended", target=4, target_id="s-4", text="later")
    quotes = {quote.number: quote.text for quote in store.remarks.quotes(talk.key, [3, 4, 5, 99])}
    assert quotes == {3: "text of s-3", 4: "later"}
    assert store.remarks.quotes(talk.key, []) == []


def test_the_pin_put_last_is_first(store: Store, talk: Talk) -> None:
    for number in (3, 4):
        talk.put("pinned", target=number, target_id=f"s-{number}")
    assert store.remarks.pins(talk.key) == [4, 3]
    talk.put("unpinned", target=4, target_id="s-4")
    assert store.remarks.pins(talk.key) == [3]


def test_a_forgotten_room_leaves_nothing(store: Store, talk: Talk) -> None:
    talk.put("amended", target=3, target_id="s-3", text="two")
    store.rooms.forget(talk.key)
    assert not store.remarks.any(talk.key)
