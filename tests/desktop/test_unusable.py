"""What is said of a data folder, or of something in it, that cannot be used."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.faults import Fault, FileUnwritable, FolderFull
from desktop.instance import Instance
from desktop.logs import start_logging
from desktop.paths import LOCK_NAME
from desktop.unusable import refused_by_system, unreadable
from server.identity import KEY_FILE, Identity
from server.store import Store


def of_newer_version(data: Path) -> None:
    made = sqlite3.connect(data / "x.db")
    made.execute("PRAGMA user_version = 1000")
    made.close()
    Store(data / "x.db")


def damaged(data: Path) -> None:
    (data / "x.db").write_text("no database " * 1000)
    Store(data / "x.db")


def without_key(data: Path) -> None:
    (data / KEY_FILE).write_text("nonsense")
    Identity.load_or_create(data)


def with_folder_for_key(data: Path) -> None:
    (data / KEY_FILE).mkdir()
    Identity.load_or_create(data)


@pytest.mark.parametrize(
    ("break_it", "english", "korean"),
    [
        (of_newer_version, "A newer version of Sarangbang has used", "더 새로운 사랑방이 쓰던"),
        (damaged, "(file is not a database). Put the folder back", "백업해 둔 폴더로 되돌리거나"),
        (without_key, f"{KEY_FILE}, is damaged. Put it back", f"{KEY_FILE})이 손상됐어요."),
        (
            with_folder_for_key,
            f"{KEY_FILE} cannot be used: a folder is there and no file.",
            f"{KEY_FILE} 파일을 쓸 수 없어요: 파일이 있을 자리에 폴더가 있어요.",
        ),
    ],
)
def test_what_happened_and_what_to_do_is_said(
    tmp_path: Path, break_it: Callable[[Path], None], english: str, korean: str
) -> None:
    with pytest.raises(Exception) as raised:
        break_it(tmp_path)
    fault = unreadable(raised.value, tmp_path)
    assert fault is not None
    assert english in fault.sentence("en")
    assert korean in fault.sentence("ko")
    assert fault.exit_code == 3


def test_a_bug_is_none_of_the_folders(tmp_path: Path) -> None:
    assert unreadable(KeyError("x"), tmp_path) is None


def test_a_file_in_place_of_the_log_is_named(tmp_path: Path) -> None:
    (tmp_path / "log").touch()
    with pytest.raises(FileUnwritable, match=r"/log cannot be used: a file is there"):
        start_logging(tmp_path)


def test_a_lock_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    (tmp_path / LOCK_NAME).mkdir()
    with pytest.raises(FileUnwritable, match=rf"{LOCK_NAME} cannot be used: a folder is there"):
        Instance.claim(tmp_path, "serve")


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_said_to_be_one(tmp_path: Path, number: int) -> None:
    fault = refused_by_system(OSError(number, os.strerror(number), tmp_path / "x"), tmp_path)
    assert isinstance(fault, FolderFull)


def test_a_rare_reason_is_told_in_the_systems_words(tmp_path: Path) -> None:
    fault: Fault = refused_by_system(OSError(errno.EMFILE, "Too many open files"), tmp_path)
    assert "cannot be used: Too many open files." in fault.sentence("en")
    assert "쓸 수 없어요: Too many open files." in fault.sentence("ko")
