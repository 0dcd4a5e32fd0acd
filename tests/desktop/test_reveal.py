"""Showing a file in the system's file manager."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from desktop.reveal import command_for, show_file
from tests.support.wait import wait_for


def test_a_file_s_folder_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = tmp_path / "seen"
    opener = tmp_path / "xdg-open"
    opener.write_text(f'#!/bin/sh\necho "$1" >> {seen}\n')
    opener.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setattr(sys, "platform", "linux")
    (tmp_path / "file.html").write_text("")
    show_file(tmp_path / "file.html")
    wait_for(lambda: seen.exists() and seen.read_text() == f"{tmp_path}\n", "the folder")


@pytest.mark.parametrize(
    ("system", "folder", "file"),
    [
        ("darwin", ["open"], ["open", "-R"]),
        ("win32", ["explorer.exe"], ["explorer.exe", "/select,"]),
    ],
)
def test_the_other_systems_point_at_the_file(
    system: str, folder: list[str], file: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    path = tmp_path / "file.html"
    path.write_text("")
    for shown, expected in ((tmp_path, folder), (path, file)):
        command = command_for(shown)
        assert command[0].endswith(expected[0])
        assert command[1:] == [*expected[1:], str(shown)]


def test_nothing_to_show_it_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert command_for(tmp_path) == []
