"""Language and theme of last time, known before the database is open."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from server.look import FILE_NAME, keep_look, read_look


def test_kept_for_the_next_start(tmp_path: Path) -> None:
    assert read_look(tmp_path) == ("system", "system")
    keep_look(tmp_path, ("ko", "dark"))
    assert read_look(tmp_path) == ("ko", "dark")
    keep_look(tmp_path, ("en", "light"))
    assert read_look(tmp_path) == ("en", "light")
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


def test_written_only_when_it_has_changed(tmp_path: Path) -> None:
    keep_look(tmp_path, ("system", "system"))
    before = os.stat(tmp_path / FILE_NAME).st_ino
    keep_look(tmp_path, ("system", "system"))
    assert os.stat(tmp_path / FILE_NAME).st_ino == before


@pytest.mark.parametrize(
    "damaged", [b"", b"[]", b"\xff", b'{"theme": [], "language": {}}', b'{"theme": "pink"}']
)
def test_damaged_file_counts_as_none(tmp_path: Path, damaged: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(damaged)
    assert read_look(tmp_path) == ("system", "system")


def test_folder_that_takes_nothing(tmp_path: Path) -> None:
    keep_look(tmp_path / "gone", ("ko", "dark"))
    assert read_look(tmp_path / "gone") == ("system", "system")
