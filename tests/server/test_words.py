"""What is found by what: Korean inside words, alphabets by beginnings."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.words import folded, indexed, query_of


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("학교", "고등학교에서 만나요"), ("등학", "고등학교"), ("고등학교", "우리 고등학교는"),
        ("학", "학교"), ("hel", "Hello there"), ("HELLO", "hello"), ("cafe", "Café"),
        ("hello 학교", "학교 said Hello"), ("ＡＢＣ", "abc"), ("192", "at 192.168.0.5"),
        ("日本", "日本語"), ("ひら", "ひらがな"), ("naïve", "naive"),
        ("o'neil", "O'Neill was here"),
        ("can't", "I can't"), ("x" * 50, "x" * 60), ("안녕!", "안녕하세요"),
    ],
)  # fmt: skip
def test_is_found(query: str, text: str) -> None:
    wanted = query_of(query)
    assert wanted is not None
    assert wanted.fits(text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("학생", "학교"), ("교학", "학교"), ("ello", "hello"), ("help", "hello"),
        ("학교에 없", "학교에 있다"), ("hello world", "hello"), ("고교", "고등학교"),
    ],
)  # fmt: skip
def test_is_not_found(query: str, text: str) -> None:
    wanted = query_of(query)
    assert wanted is not None
    assert not wanted.fits(text)


@pytest.mark.parametrize("query", ["", " ", "!?", "😀", '"', "\u200d", "* OR *"])
def test_there_is_nothing_to_look_for(query: str) -> None:
    wanted = query_of(query)
    assert wanted is None or query == "* OR *"


@given(st.text(alphabet="학교에서고등abc AB.'\"*-()é日", max_size=20), st.data())
def test_the_index_finds_whatever_fits(text: str, data: st.DataObject) -> None:
    """Whatever `fits` says, the full-text table finds: it may find more, never less."""
    start = data.draw(st.integers(0, max(0, len(text) - 1)))
    query = query_of(text[start : start + data.draw(st.integers(1, 6))])
    if query is None:
        return
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE t USING fts5(w, content='', detail=none,"
                 " tokenize=\"unicode61 remove_diacritics 0\")")  # fmt: skip
    base.execute("INSERT INTO t(rowid, w) VALUES (1, ?)", (indexed(text),))
    found = base.execute("SELECT 1 FROM t WHERE t MATCH ?", (query.match,)).fetchone()
    base.close()
    if query.fits(text):
        assert found


@given(st.text(max_size=30))
def test_no_text_is_too_odd(text: str) -> None:
    assert folded(folded(text)) is not None
    indexed(text)
    query = query_of(text)
    if query is not None:
        query.places(text)


def test_what_was_found_is_marked() -> None:
    query = query_of("학교 hel")
    assert query is not None
    assert query.places("Hello 고등학교") == [(0, 3), (8, 10)]
