from __future__ import annotations

import pytest

from desktop.browse import may_be_opened
from desktop.home import Home, Way, origin_of

OURS = "http://127.0.0.1:4711"


@pytest.fixture
def home() -> Home:
    moved = Home()
    moved.move_in(f"{OURS}/#secret=abc")
    return moved


@pytest.mark.parametrize("url", [OURS, f"{OURS}/", f"{OURS}/a?b#c"])
def test_own_page_stays(home: Home, url: str) -> None:
    assert home.way(url, main_frame=True, followed=False) is Way.STAY
    assert home.way(url, main_frame=False, followed=False) is Way.NOWHERE


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:4712/",
        "http://localhost:4711/",
        "https://127.0.0.1:4711/",
        "http://127.0.0.1.example.com:4711/",
        "http://127.0.0.1:4711@example.com/",
        "http://user@127.0.0.1:4711/",
    ],
)
def test_look_alikes_are_not_at_home(home: Home, url: str) -> None:
    assert home.way(url, main_frame=True, followed=False) is Way.NOWHERE
    assert home.way(url, main_frame=True, followed=True) is Way.BROWSER


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "data:text/html,x",
        "ftp://example.com/",
        "sarangbang://join?v=1",
        "ms-msdt:/id",
        "blob:http://127.0.0.1:4711/x",
        "",
        "//example.com",
        "http://[",
        "http://",
        "mailto:",
        "http://example.com/a b",
        "http://example.com/\nx",
    ],
)
def test_other_kinds_lead_nowhere(home: Home, url: str) -> None:
    assert home.way(url, main_frame=True, followed=True) is Way.NOWHERE
    assert not may_be_opened(url)


def test_blank_page_before_the_server_is_there() -> None:
    home = Home()
    assert home.way("about:blank", main_frame=True, followed=False) is Way.STAY
    assert home.way("data:text/html,", main_frame=True, followed=False) is Way.STAY
    assert home.way(OURS, main_frame=True, followed=False) is Way.NOWHERE


def test_origins() -> None:
    assert origin_of("http://example.com") == origin_of("http://example.com:80/x")
    assert origin_of("http://example.com:99999999/") is None
    assert may_be_opened("mailto:someone@example.com")
    assert may_be_opened("https://example.com/한글")
