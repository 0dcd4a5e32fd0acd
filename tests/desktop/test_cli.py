"""The command line, as a person types it: what it says and with which code it ends."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from desktop import cli, dialog, serve
from desktop.cli import command_line
from server.version import VERSION
from tests.support.copies import PROGRAM, ROOT, environment_of

LINK = f"sarangbang://join?v=1&room={'ab' * 16}&key={'A' * 43}&at=10.0.0.7:47800"


def run(
    home: Path, *arguments: str, more: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *arguments],
        env=environment_of(home, {"LANG": "C.UTF-8", **(more or {})}),
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_version(tmp_path: Path) -> None:
    done = run(tmp_path, "--version")
    assert (done.returncode, done.stdout) == (0, f"sarangbang {VERSION}\n")


@pytest.mark.parametrize(
    "text", ["ftp://example.com", "not an address", "sarangbang://join?v=1#x", "10.0.0.7:99999", ""]
)
def test_bad_address_is_one_sentence(tmp_path: Path, text: str) -> None:
    done = run(tmp_path, "join", text)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert "neither an invitation nor an address" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["join", "10.0.0.7"],
        ["join", "7 단풍 등불"],
        ["join", f"Come in! {LINK} See you"],
        [LINK],
    ],
)
def test_no_display_names_the_headless_host(tmp_path: Path, arguments: list[str]) -> None:
    done = run(tmp_path, *arguments)
    assert done.returncode == 5
    assert len(done.stderr.splitlines()) == 1
    assert "sarangbang serve" in done.stderr


def test_display_that_does_not_answer(tmp_path: Path) -> None:
    done = run(tmp_path, more={"DISPLAY": ":9999"})
    assert done.returncode == 5
    assert ":9999 does not answer" in done.stderr


def test_sentences_follow_the_systems_language(tmp_path: Path) -> None:
    done = run(tmp_path, more={"LANG": "ko_KR.UTF-8"})
    assert done.returncode == 5
    assert "창을 띄울 화면이 없어요" in done.stderr


def test_folder_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for arguments in (["serve", "x"], ["join", "10.0.0.7"], []):
        done = run(tmp_path, "--data", str(tmp_path / "file"), *arguments)
        assert done.returncode == 3
        assert "Choose another with --data" in done.stderr


def test_folder_comes_from_either_place_or_the_variable(tmp_path: Path) -> None:
    named, other = tmp_path / "named", {"SARANGBANG_DATA": str(tmp_path / "variable")}
    run(tmp_path, "--data", str(named), "join", "10.0.0.7", more=other)
    assert named.is_dir()
    run(tmp_path, "join", "10.0.0.7", "--data", str(named / "second"), more=other)
    assert (named / "second").is_dir()
    assert not (tmp_path / "variable").exists()
    run(tmp_path, "join", "10.0.0.7", more=other)
    assert (tmp_path / "variable").is_dir()


def test_window_part_missing_is_one_sentence(tmp_path: Path) -> None:
    without = "import sys; sys.modules['webview'] = sys.modules['PySide6'] = None\n"
    done = subprocess.run(
        [sys.executable, "-c", without + "from desktop.cli import main; main([])"],
        env=environment_of(tmp_path, {"LANG": "C", "QT_QPA_PLATFORM": "offscreen"}),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 6
    assert "PySide6" in done.stderr
    assert "serve" in done.stderr


def test_usage_error_is_clicks_own(tmp_path: Path) -> None:
    done = run(tmp_path, "serve")
    assert done.returncode == 2
    assert "Missing argument 'NAME'" in done.stderr
    done = run(tmp_path, "serve", "My room", "--allow-origin", "example.com")
    assert done.returncode == 2
    assert "'example.com' is no origin: it looks like http://" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "guests"),
    [
        (["--guests", "My room"], 47880),
        (["My room", "--guests"], 47880),
        (["--guests", "5000", "My room"], 5000),
        (["My room", "--guests", "--json"], 47880),
        (["My room"], None),
    ],
)
def test_guests_may_stand_anywhere(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], guests: int | None
) -> None:
    wishes: list[serve.Wish] = []

    def note(_folder: Path | None, wish: serve.Wish, *, as_json: bool) -> None:
        wishes.append(wish)

    monkeypatch.setattr(serve, "serve", note)
    command_line.main(["serve", *arguments], standalone_mode=False)
    assert [(wish.name, wish.guests) for wish in wishes] == [("My room", guests)]


def test_bug_is_said_and_logged_not_hidden(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def fail(*ignored: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(cli, "_open", fail)
    monkeypatch.setenv("LC_ALL", "C")
    reading, writing = os.pipe()
    with os.fdopen(writing, "w") as stream, monkeypatch.context() as patched:
        patched.setattr(sys, "stderr", stream)
        with pytest.raises(SystemExit) as ended:
            cli.main([])
    assert ended.value.code == 1
    with os.fdopen(reading) as said:
        assert "ZeroDivisionError" in said.read()


@pytest.mark.parametrize("spelled", [("--data", "DIR"), ("--data=DIR",)])
def test_a_dialog_names_the_log_only_where_there_is_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, spelled: tuple[str, ...]
) -> None:
    def fail(*ignored: object) -> None:
        raise ZeroDivisionError

    shown: list[str] = []
    monkeypatch.setattr(cli, "_open", fail)
    monkeypatch.setattr(dialog, "show", shown.append)
    monkeypatch.setattr(dialog, "somebody_reads_the_terminal", lambda **_: False)
    monkeypatch.setenv("LC_ALL", "C")
    given = [part.replace("DIR", str(tmp_path)) for part in spelled]
    with pytest.raises(SystemExit):
        cli.main(given)
    log = tmp_path / "log" / "sarangbang.log"
    log.parent.mkdir()
    log.touch()
    with pytest.raises(SystemExit):
        cli.main(given)
    assert str(log) not in shown[0]
    assert shown[1].endswith(f"\n\nLog: {log}")
