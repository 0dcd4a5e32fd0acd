from __future__ import annotations

import re
from pathlib import Path

import pytest

from desktop.background import COLOURS, FILE_NAME, background, remember_theme
from tests.desktop.pages import Pages
from tests.support.copies import ROOT


def test_colours_are_the_pages_own() -> None:
    tokens = (ROOT / "assets" / "src" / "tokens.css").read_text()
    found = re.search(r"--paper: light-dark\((#\w+), (#\w+)\)", tokens)
    assert found is not None
    assert found.groups() == (COLOURS["light"], COLOURS["dark"])


def test_theme_of_last_time(tmp_path: Path, pages: Pages) -> None:
    assert background(tmp_path) in COLOURS.values()
    remember_theme(tmp_path, f"{pages.address}/#secret=x")
    assert background(tmp_path) == COLOURS["dark"]


@pytest.mark.parametrize("damaged", [b"", b"{}", b"[]", b'{"theme": "pink"}', b'{"theme": []}'])
def test_damaged_file_counts_as_none(tmp_path: Path, damaged: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(damaged)
    assert background(tmp_path) in COLOURS.values()


def test_page_that_does_not_answer(tmp_path: Path) -> None:
    remember_theme(tmp_path, "http://127.0.0.1:9/#secret=x")
    assert not (tmp_path / FILE_NAME).exists()
