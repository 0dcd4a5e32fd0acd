"""The index of a room: what is said is found, what is gone is not, and it stays small."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import event

from server.store import Hit, Row, Store, search
from server.store.word_index import author_word
from server.words import query_of
from tests.server.room.people import HOST
from tests.server.store.test_remarks import Talk


@pytest.fixture
def talk(store: Store) -> Talk:
    made = Talk(store)
    put_into_index(store, made.key, store.log.after(made.key, 0, 99))
    return made


def put_into_index(store: Store, room: int, rows: Sequence[Row]) -> None:
    words = store.search.words(rows)
    store.search.add(room, rows[0].number, rows[-1].number, words)


def put(store: Store, talk: Talk, text: str, author: str = HOST) -> int:
    entry = talk.put("said", author, text=text)
    put_into_index(store, talk.key, store.log.after(talk.key, entry.number - 1, 1))
    return entry.number


def find(store: Store, room: int, text: str, **more: int | str) -> list[int]:
    query = query_of(text)
    assert query is not None
    asked = {"before": 2**53, "limit": 50, **more}
    hits: list[Hit] = store.search.find(room, query, **asked)  # type: ignore[arg-type]
    return [hit.number for hit in hits]


def in_table(store: Store, talk: Talk, word: str) -> int:
    table = f"search_{talk.key}"
    with store.database.read() as connection:
        found = connection.exec_driver_sql(
            f"SELECT count(*) FROM {table} WHERE {table} MATCH '{word}'"
        )
        return int(found.scalar_one())


def test_messages_are_found_the_newest_first(store: Store, talk: Talk) -> None:
    one = put(store, talk, "고등학교에서 보자")
    two = put(store, talk, "See you at school, 학교")
    assert find(store, talk.key, "학교") == [two, one]
    assert find(store, talk.key, "등학") == [one]
    assert find(store, talk.key, "scho 학교") == [two]
    assert find(store, talk.key, "학교", before=two) == [one]
    assert find(store, talk.key, "학교", limit=1) == [two]
    assert find(store, talk.key, "학교", author="m_other") == []
    assert find(store, talk.key, "학교", until=1) == []


def test_more_candidates_than_are_read_at_once(store: Store, talk: Talk) -> None:
    wanted = put(store, talk, "rare word")
    for _ in range(250):
        put(store, talk, "word")
    assert len(find(store, talk.key, "word", limit=300)) == 251
    assert find(store, talk.key, "rare word") == [wanted]


def test_pairs_that_do_not_follow_each_other_are_sorted_out(store: Store, talk: Talk) -> None:
    put(store, talk, "나다 가나")  # has the pairs of 가나다, and not the word
    assert find(store, talk.key, "가나다") == []


def test_a_deleted_message_is_not_found_and_not_in_the_table(store: Store, talk: Talk) -> None:
    number = put(store, talk, "a secret word")
    talk.put("withdrawn", target=number, target_id=f"x-{number}")
    assert find(store, talk.key, "secret") == []
    assert in_table(store, talk, "secret") == 0


def test_a_message_deleted_while_it_is_put_into_the_index_is_not_in_it(
    store: Store, talk: Talk
) -> None:
    number = talk.put("said", HOST, text="a secret word").number
    rows = store.log.after(talk.key, number - 1, 1)
    talk.put("withdrawn", target=number, target_id=f"x-{number}")
    put_into_index(store, talk.key, rows)
    assert in_table(store, talk, "secret") == 0


def test_only_the_last_words_are_found(store: Store, talk: Talk) -> None:
    number = put(store, talk, "first words")
    for text in ("second words", "third words"):
        entry = talk.put("amended", target=number, target_id=f"x-{number}", text=text)
        put_into_index(store, talk.key, store.log.after(talk.key, entry.number - 1, 1))
    assert find(store, talk.key, "first") == []
    assert find(store, talk.key, "second") == []
    assert find(store, talk.key, "third") == [number]
    assert find(store, talk.key, "words") == [number]
    talk.put("withdrawn", target=number, target_id=f"x-{number}")
    assert find(store, talk.key, "third") == []


def test_what_is_not_in_the_index_yet_can_be_deleted(store: Store, talk: Talk) -> None:
    entry = talk.put("said", text="not indexed")
    talk.put("withdrawn", target=entry.number, target_id=entry.id)
    put_into_index(store, talk.key, store.log.after(talk.key, entry.number - 1, 9))
    assert find(store, talk.key, "indexed") == []


def test_a_forgotten_room_leaves_no_table(store: Store, talk: Talk) -> None:
    put(store, talk, "word")
    store.rooms.forget(talk.key)
    assert find(store, talk.key, "word") == []
    assert store.search.indexed(talk.key) == 0


def test_what_somebody_types_is_no_language(store: Store, talk: Talk) -> None:
    put(store, talk, "near or not")
    for text in ('near" OR "', "NEAR(a b)", "words:near", "near*", "-near", "near AND", "^near"):
        query = query_of(text)
        if query is not None:
            find(store, talk.key, text)
    assert len(find(store, talk.key, 'near" or not')) == 1


def test_by_who_said_it_and_when_also_without_words(store: Store, talk: Talk) -> None:
    other = "m_" + "0" * 30
    mine = [put(store, talk, f"word {number}") for number in range(150)]
    theirs = put(store, talk, "word", author=other)
    mine.append(put(store, talk, "word"))
    assert find(store, talk.key, "word", author=other) == [theirs]

    def every(**narrowed: Any) -> list[int]:
        hits = store.search.find(talk.key, None, before=2**53, limit=500, **narrowed)
        return [hit.number for hit in hits]

    assert every(author=other) == [theirs]
    assert every(since=1) == [*sorted([*mine, theirs], reverse=True), 4, 3]
    assert every(author=other, until=0) == []


def test_who_said_a_deleted_message_is_not_in_the_table(store: Store, talk: Talk) -> None:
    number = put(store, talk, "a secret word")
    talk.put("withdrawn", target=number, target_id=f"x-{number}")
    word = author_word(HOST)
    with store.database.read() as connection:
        found = connection.exec_driver_sql(
            f"SELECT rowid FROM search_{talk.key} WHERE search_{talk.key} MATCH ?", (f'"{word}"',)
        ).all()
    assert [row[0] for row in found] == [3, 4]
    typed = query_of(word)
    assert typed is not None
    assert word not in typed.match


def test_a_single_letter_is_found_in_the_newest_and_below(
    store: Store, talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "NEWEST", 10)
    monkeypatch.setattr(search, "LOOKED_THROUGH_AT_ONCE", 4)
    numbers = [put(store, talk, f"가방 {n}" if n % 3 else f"나무 {n}") for n in range(40)]
    wanted = [number for place, number in enumerate(numbers) if place % 3][::-1]
    assert find(store, talk.key, "가") == wanted
    assert find(store, talk.key, "가", limit=3) == wanted[:3]
    assert find(store, talk.key, "가", limit=20) == wanted[:20]
    assert find(store, talk.key, "가", before=wanted[5]) == wanted[6:]
    assert find(store, talk.key, "가", author=HOST) == wanted
    assert find(store, talk.key, "가", author="m_other") == []
    assert find(store, talk.key, "뷁") == []
    talk.put("withdrawn", target=wanted[0], target_id=f"x-{wanted[0]}")
    talk.put("said", text="가: not in the index yet")
    assert find(store, talk.key, "가") == wanted[1:]


def test_a_single_letter_that_is_said_often_needs_no_index(store: Store, talk: Talk) -> None:
    for n in range(60):
        put(store, talk, f"가방 {n}")
    asked: list[str] = []

    def note(*told: Any) -> None:
        asked.append(told[2])

    event.listen(store.database.engine, "before_cursor_execute", note)
    assert len(find(store, talk.key, "가", limit=50)) == 50
    assert not [statement for statement in asked if "MATCH" in statement]
    assert len(find(store, talk.key, "가방", limit=50)) == 50
    assert [statement for statement in asked if "MATCH" in statement]
