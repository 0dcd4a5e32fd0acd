from __future__ import annotations

import os
from pathlib import Path

import pytest

from desktop.browse import open_in_browser, outside_environment
from tests.support.wait import wait_for


def test_link_is_handed_to_the_persons_browser(
    browser_script: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import webbrowser

    monkeypatch.setattr(webbrowser, "_tryorder", [str(browser_script)])
    monkeypatch.setitem(
        webbrowser._browsers,  # type: ignore[attr-defined]
        str(browser_script),
        [None, webbrowser.GenericBrowser(str(browser_script))],
    )
    assert open_in_browser("https://example.com/a?b=c#d")
    browsed = tmp_path / "browsed"
    wait_for(browsed.exists, "the browser")
    assert browsed.read_text() == "https://example.com/a?b=c#d\n"
    assert not open_in_browser("file:///etc/passwd")


def test_browser_does_not_get_the_bundles_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", "/bundle")
    monkeypatch.delenv("LD_LIBRARY_PATH_ORIG", raising=False)
    assert "LD_LIBRARY_PATH" not in outside_environment()
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/before")
    assert outside_environment()["LD_LIBRARY_PATH"] == "/before"
    assert os.environ["LD_LIBRARY_PATH"] == "/bundle"
