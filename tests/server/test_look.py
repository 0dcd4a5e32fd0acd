"""The look of last time, known before the database is open."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from server.look import FILE_NAME, Look, keep_look, read_look


def test_kept_for_the_next_start(tmp_path: Path) -> None:
    assert read_look(tmp_path) == Look()
    keep_look(tmp_path, Look("ko", "dark", "130"))
    assert read_look(tmp_path) == Look("ko", "dark", "130")
    keep_look(tmp_path, Look("en", "light"))
    assert read_look(tmp_path) == Look("en", "light")
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


def test_written_only_when_it_has_changed(tmp_path: Path) -> None:
    keep_look(tmp_path, Look())
    before = os.stat(tmp_path / FILE_NAME).st_ino
    keep_look(tmp_path, Look())
    assert os.stat(tmp_path / FILE_NAME).st_ino == before


@pytest.mark.parametrize(
    "damaged",
    [b"", b"[]", b"\xff", b'{"theme": [], "language": {}}', b'{"theme": "pink"}', b'{"text": 130}'],
)
def test_damaged_file_counts_as_none(tmp_path: Path, damaged: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(damaged)
    assert read_look(tmp_path) == Look()


def test_folder_that_takes_nothing(tmp_path: Path) -> None:
    keep_look(tmp_path / "gone", Look("ko", "dark"))
    assert read_look(tmp_path / "gone") == Look()
