from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from desktop.faults import FolderForeign, FolderUnwritable
from desktop.paths import LOCK_NAME, default_data_folder, prepare_data_folder, program_file


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_new_folder_is_its_owners_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        folder = prepare_data_folder(tmp_path / "new" / "data")
    finally:
        os.umask(before)
    assert mode(folder) == 0o700


@pytest.mark.parametrize("name", [None, LOCK_NAME])
def test_empty_or_own_folder_is_closed_to_others(tmp_path: Path, name: str | None) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    folder.chmod(0o755)
    if name is not None:
        (folder / name).touch()
    assert mode(prepare_data_folder(folder)) == 0o700


def test_folder_with_other_peoples_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.odt").touch()
    tmp_path.chmod(0o755)
    with pytest.raises(FolderForeign):
        prepare_data_folder(tmp_path)
    assert mode(tmp_path) == 0o755


def test_file_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    with pytest.raises(FolderUnwritable, match=r"data .*cannot be used"):
        prepare_data_folder(tmp_path / "data")


def test_folder_that_takes_no_files() -> None:
    with pytest.raises(FolderUnwritable):
        prepare_data_folder(Path("/proc/1/sarangbang"))


def test_default_follows_the_system(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_data_folder() == tmp_path / "sarangbang"
    assert prepare_data_folder(None) == tmp_path / "sarangbang"


def test_files_of_the_program_are_found() -> None:
    assert program_file("assets", "icons", "sarangbang-256.png").is_file()
