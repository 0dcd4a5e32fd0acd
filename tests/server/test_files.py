from __future__ import annotations

import os
from pathlib import Path

import pytest

from server.files import clear_unfinished, write_privately


def test_the_file_is_for_its_owner_only(tmp_path: Path) -> None:
    write_privately(tmp_path / "key", b"secret")
    assert (tmp_path / "key").read_bytes() == b"secret"
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600


def test_a_failed_write_leaves_the_old_file_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_privately(tmp_path / "key", b"old")

    def no_space(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_space)
    with pytest.raises(OSError, match="No space left"):
        write_privately(tmp_path / "key", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["key"]
    assert (tmp_path / "key").read_bytes() == b"old"


def test_what_a_crash_left_is_cleared(tmp_path: Path) -> None:
    (tmp_path / "identity.key.0a1b2c3d.new").write_bytes(b"half")
    (tmp_path / "other.new").write_bytes(b"not ours")
    clear_unfinished(tmp_path, "identity.*")
    assert [path.name for path in tmp_path.iterdir()] == ["other.new"]
