from __future__ import annotations

import pytest

from server.room.emoji import check_emoji, is_one_emoji
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
