from __future__ import annotations

import pytest

from server.room.emoji import check_emoji, is_one_emoji, kind_of
from server.room.names import clean_name
from server.room.profile import clean_profile
from server.room.refusal import Refused


@pytest.mark.parametrize("emoji", ["👍", "❤️", "👨‍👩‍👧‍👦", "🇰🇷", "1️⃣", "👍🏽", "™️", "‼️"])
def test_emoji(emoji: str) -> None:
    check_emoji(emoji)


@pytest.mark.parametrize(
    "text", ["", " ", "ok", "한", "\u200d", "👍" * 17, "👍 ", "a👍", "1", "\u202e👍", "<b>", "\x00"]
)
def test_what_is_no_emoji(text: str) -> None:
    with pytest.raises(Refused):
        check_emoji(text)


@pytest.mark.parametrize("emoji", ["👍", "❤️", "👨‍👩‍👧‍👦", "🇰🇷", "1️⃣", "👍🏽", "™️", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🏳️‍🌈"])
def test_one_emoji(emoji: str) -> None:
    assert is_one_emoji(emoji)
    assert not is_one_emoji(emoji + emoji)


@pytest.mark.parametrize("text", ["", "a", "🇰", "🇰🇷🇰", "👍\u200d", "👍" + "\u0301", "🏽", "\u20e3"])
def test_what_is_not_one_emoji(text: str) -> None:
    assert not is_one_emoji(text)


def test_an_emoji_that_is_newer_than_this_python_is_one() -> None:
    # Of Unicode 15 and 16, in the page's picker; and one that nobody has drawn yet.
    for emoji in ("\U0001fae8", "\U0001fae9", "\U0001faff"):
        check_emoji(emoji)
        assert is_one_emoji(emoji)
        assert clean_name(f"Yuna {emoji}") == f"Yuna {emoji}"
        assert clean_profile(f"shaking {emoji}", None, emoji).picture == emoji
    assert kind_of("\u0378") == "Cn"
    with pytest.raises(Refused):
        clean_name("Yuna \u0378")
