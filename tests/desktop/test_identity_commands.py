"""`sarangbang identity export` and `import`, as a person types them."""

from __future__ import annotations

import os
import pty
import subprocess
from pathlib import Path

import pytest

from server.identity import Identity
from tests.support.copies import PROGRAM, ROOT, Copies, environment_of

PHRASE = "수박 seven lanterns"


def run(home: Path, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, "identity", *arguments],
        env=environment_of(home, {"LANG": "C.UTF-8"}),
        cwd=ROOT,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
    )


def export(tmp_path: Path, name: str = "old") -> Path:
    file = tmp_path / f"{name}.txt"
    place = ["--data", str(tmp_path / name), "--passphrase-file", "-"]
    done = run(tmp_path, "export", str(file), *place, stdin=PHRASE + "\n")
    assert done.returncode == 0, done.stderr
    return file


def bring(tmp_path: Path, file: Path, *more: str) -> subprocess.CompletedProcess[str]:
    (tmp_path / "phrase").write_text(PHRASE, encoding="utf-8")
    place = ["--data", str(tmp_path / "new"), "--passphrase-file", str(tmp_path / "phrase")]
    return run(tmp_path, "import", str(file), *place, *more)


def test_there_and_back(tmp_path: Path) -> None:
    file = export(tmp_path)
    assert file.stat().st_mode & 0o777 == 0o600
    before = Identity.load_or_create(tmp_path / "new")
    done = bring(tmp_path, file)
    assert done.returncode == 0, done.stderr
    old, new = (Identity.load_or_create(tmp_path / name) for name in ("old", "new"))
    assert new.member == old.member != before.member
    assert old.check_number in done.stdout
    (kept,) = (tmp_path / "new").glob("identity-*.pem.old")
    assert str(kept) in done.stdout
    assert kept.stat().st_mode & 0o777 == 0o600
    assert "already" in bring(tmp_path, file).stderr


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    file = export(tmp_path)
    before = file.read_bytes()
    done = run(tmp_path, "export", str(file), "--data", str(tmp_path / "old"))
    assert (done.returncode, len(done.stderr.splitlines())) == (9, 1)
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("phrase", "text", "sentence"),
    [("wrong passphrase", None, "does not open"), (PHRASE, "a letter", "no Sarangbang identity")],
)
def test_what_does_not_open_replaces_nothing(
    tmp_path: Path, phrase: str, text: str | None, sentence: str
) -> None:
    file = export(tmp_path)
    if text is not None:
        file.write_text(text)
    data = tmp_path / "new"
    before = Identity.load_or_create(data).member
    place = ["--data", str(data), "--passphrase-file", "-"]
    done = run(tmp_path, "import", str(file), *place, stdin=phrase)
    assert (done.returncode, len(done.stderr.splitlines())) == (9, 1)
    assert sentence in done.stderr
    assert Identity.load_or_create(data).member == before
    assert not list(data.glob("*.old"))


def test_a_copy_that_runs_keeps_its_identity(tmp_path: Path, copies: Copies) -> None:
    file = export(tmp_path)
    host = copies.host("Our room")
    place = ["--data", str(host.data), "--passphrase-file", "-"]
    done = run(tmp_path, "import", str(file), *place, stdin=PHRASE)
    assert done.returncode == 4
    assert host.stop() == 0
    # Rooms that are bound to the old key are named; only then it goes on.
    done = run(tmp_path, "import", str(file), *place, stdin=PHRASE)
    assert done.returncode == 9
    assert "Our room" in done.stderr
    done = run(tmp_path, "import", str(file), *place, "--leave-hosted-rooms", stdin=PHRASE)
    assert done.returncode == 0, done.stderr
    done = subprocess.run(
        [*PROGRAM, "serve", "Our room", "--data", str(host.data), "--port", "0"],
        env=environment_of(tmp_path, {"LANG": "C"}),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 8
    assert "another identity" in done.stderr


def test_without_a_terminal_the_option_is_named(tmp_path: Path) -> None:
    done = run(tmp_path, "export", str(tmp_path / "x"), "--data", str(tmp_path / "old"))
    assert done.returncode == 9
    assert "--passphrase-file" in done.stderr
    assert not (tmp_path / "x").exists()


def test_in_a_terminal_the_passphrase_is_asked_for_twice_and_not_shown(tmp_path: Path) -> None:
    file = tmp_path / "identity.txt"
    command = [*PROGRAM, "identity", "export", str(file), "--data", str(tmp_path / "old")]
    screen, keyboard = pty.openpty()
    environment = environment_of(tmp_path, {"LANG": "C.UTF-8"})
    process = subprocess.Popen(
        command, env=environment, cwd=ROOT, stdin=keyboard, stdout=keyboard, stderr=keyboard
    )
    os.close(keyboard)
    shown = ""
    for question in ("Passphrase", "Repeat"):
        while question not in shown:
            shown += os.read(screen, 1000).decode()
        os.write(screen, (PHRASE + "\n").encode())
    try:
        while part := os.read(screen, 1000):
            shown += part.decode()
    except OSError:
        pass  # it has ended
    assert process.wait(20) == 0, shown
    os.close(screen)
    assert "lanterns" not in shown
    assert file.exists()
