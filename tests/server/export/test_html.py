"""The lines of an exported page."""

from __future__ import annotations

import pytest

from server.export.html import HtmlPage
from server.export.words import WORDS
from server.store import About, Quote, Row


def row(number: int, kind: str = "said", body: str | None = '{"text": "hi"}', at: int = 0) -> Row:
    return Row(
        number, 1, f"i{number}", at, "m_a", "M<i>", kind, body, None, "", None, None, None, None
    )


def test_both_languages_have_every_sentence() -> None:
    assert WORDS["en"].keys() == WORDS["ko"].keys()


def test_what_is_known_of_a_message_stands_with_it() -> None:
    page = HtmlPage("Room", "en")
    about = About(1, text="new <words>", edits=1, pinned=True, reactions={"<b>": ["m_a", "m_b"]})
    line = page.line(
        row(1, body='{"text": "old", "reply_to": 9}'),
        about,
        {9: Quote(9, "m_b", "N", "what <was>")},
    )
    for part in ("new &lt;words&gt;", "edited", "pinned", "&lt;b&gt; 2", "what &lt;was&gt;"):
        assert part in line
    assert "old" not in line


def test_a_gap_and_what_is_deleted_are_told() -> None:
    page = HtmlPage("Room", "en")
    page.line(row(1), None, {})
    line = page.line(row(5, body=None), None, {})
    assert "not on this computer" in line
    assert "was deleted" in line


@pytest.mark.parametrize("body", ["[]", "1", '{"text": 5}', '{"reply_to": true}', None])
@pytest.mark.parametrize("at", [-(1 << 60), 0, 1 << 53])
def test_whatever_a_host_wrote_is_a_line(body: str | None, at: int) -> None:
    for kind in ("said", "joined", "left", "renamed", "topic_changed", "never_heard_of"):
        page = HtmlPage("Room", "ko")
        assert page.replied_to(row(1, kind, body)) is None
        assert "M<i>" not in page.line(row(1, kind, body, at), None, {})
