from __future__ import annotations

import re
from pathlib import Path

import pytest

from desktop.background import COLOURS, background
from server.look import FILE_NAME, Look, keep_look
from tests.support.copies import ROOT


def test_colours_are_the_pages_own() -> None:
    tokens = (ROOT / "assets" / "src" / "tokens.css").read_text()
    found = re.search(r"--paper: light-dark\((#\w+), (#\w+)\)", tokens)
    assert found is not None
    assert found.groups() == (COLOURS["light"], COLOURS["dark"])


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_theme_of_last_time(tmp_path: Path, theme: str) -> None:
    assert background(tmp_path) in COLOURS.values()
    keep_look(tmp_path, Look("system", theme))
    assert background(tmp_path) == COLOURS[theme]


@pytest.mark.parametrize("damaged", [b"", b"{}", b"[]", b'{"theme": "pink"}', b'{"theme": []}'])
def test_damaged_file_counts_as_none(tmp_path: Path, damaged: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(damaged)
    assert background(tmp_path) in COLOURS.values()
