from __future__ import annotations

from collections.abc import Callable

import pytest

from server.room.names import clean_name
from server.room.refusal import Refused
from server.settings import Settings, own_name
from tests.server.scene import Computer


def test_what_is_set_is_kept(make_computer: Callable[..., Computer]) -> None:
    one = make_computer("one")
    settings = Settings(one.store, one.disk)
    assert (settings.language, settings.theme) == ("system", "system")
    assert settings.set_name("  민수 ") == "민수"
    settings.set_language("ko")
    settings.set_theme("dark")
    settings.set_text_size("130")
    settings.keep("open", "ab")
    again = make_computer("one")
    kept = Settings(again.store, again.disk)
    assert (kept.name, *kept.look) == ("민수", "ko", "dark", "130")
    assert (kept.get("open"), kept.get("nothing", "x")) == ("ab", "x")


def test_nonsense_changes_nothing(computer: Computer) -> None:
    settings = Settings(computer.store, computer.disk)
    before = settings.name
    for wrong in (
        lambda: settings.set_name("\u202e"),
        lambda: settings.set_name("x" * 41),
        lambda: settings.set_language("fr"),
        lambda: settings.set_theme("pink"),
        lambda: settings.set_text_size("1000"),
    ):
        with pytest.raises(Refused):
            wrong()
    assert settings.name == before
    assert computer.store.rooms.settings() == {}


def test_the_first_name_is_a_name() -> None:
    assert clean_name(own_name()) == own_name()
