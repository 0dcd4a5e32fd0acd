"""`sarangbang serve`: no window, and nothing of one is loaded."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.copies import PROGRAM, ROOT, Copies, environment_of
from tests.support.processes import Process
from tests.support.wait import wait_for


def serve(home: Path, *arguments: str, language: str = "C") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, "serve", *arguments],
        env=environment_of(home, {"LANG": "C", "LC_ALL": language}),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_json_line_has_the_contracts_fields(copies: Copies) -> None:
    host = copies.host("우리 방", guests=True, is_open=False)
    fields = {"room", "name", "fingerprint", "lan", "guest", "invite", "secret", "guest_secret"}
    assert set(host.said) == fields
    assert host.said["name"] == "우리 방"
    assert host.said["invite"].endswith("#" + host.said["secret"])
    assert host.said["secret"] != host.said["guest_secret"]
    assert host.stop() == 0
    log = (host.data / "log" / "sarangbang.log").read_text()
    assert host.said["secret"] not in log + host.process.tail()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signals_stop_cleanly(copies: Copies, number: signal.Signals) -> None:
    host = copies.host()
    host.process.popen.send_signal(number)
    assert host.process.popen.wait(15) == 0
    assert not (host.data / "running.json").exists()


def test_room_and_address_come_back(copies: Copies) -> None:
    first = copies.host("Our room")
    assert first.stop() == 0
    port = int(first.lan.rpartition(":")[2])
    again = copies.host("Our room", data=first.data, port=port)
    assert again.said["room"] == first.said["room"]
    assert again.said["lan"] == first.said["lan"]


def test_people_read_the_address_and_the_invitation(tmp_path: Path) -> None:
    log = tmp_path / "out.txt"
    command = [*PROGRAM, "serve", "Our room", "--port", "0", "--data", str(tmp_path / "data")]
    host = Process(command, log, environment=environment_of(tmp_path), folder=ROOT)
    try:
        wait_for(lambda: "sarangbang://join?" in host.tail(), "the invitation")
        assert "“Our room”" in host.tail()
        assert "https://" in host.tail()
        assert "Traceback" not in host.tail()
    finally:
        host.kill()


def test_port_in_use_is_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("0.0.0.0", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = serve(tmp_path, "Room", "--port", port, "--data", str(tmp_path / "data"))
    assert done.returncode == 7
    assert len(done.stderr.splitlines()) == 1
    assert port in done.stderr


def test_second_host_on_one_folder_is_one_sentence(copies: Copies) -> None:
    first = copies.host()
    done = serve(copies.folder / "second", "Room", "--data", str(first.data))
    assert done.returncode == 4
    assert len(done.stderr.splitlines()) == 1
    assert str(first.process.pid) in done.stderr


def test_name_that_is_refused(tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    done = serve(tmp_path, "\u202e", "--port", "0", "--data", data, language="ko_KR.UTF-8")
    assert done.returncode == 8
    assert done.stderr == (
        "sarangbang: 방을 열지 못했어요: "
        "쓸 수 없는 이름이에요. 눈에 보이는 글자로 1~40자를 써 주세요.\n"
    )


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to mount a small disk")
@pytest.mark.parametrize("left", [0, 24_000], ids=["at once", "at the database"])
def test_a_full_disk_is_one_sentence(small_disk: Path, tmp_path: Path, left: int) -> None:
    state = os.statvfs(small_disk)
    (small_disk / "ballast").write_bytes(bytes(state.f_bavail * state.f_frsize - left))
    data = small_disk / "data"
    done = serve(tmp_path, "방", "--port", "0", "--data", str(data), language="ko_KR.UTF-8")
    assert (done.returncode, len(done.stderr.splitlines())) == (3, 1), done.stderr
    assert f"데이터 폴더({data})가 있는 디스크가 가득 찼어요." in done.stderr
    (small_disk / "ballast").unlink()
    host = Process(
        [*PROGRAM, "serve", "방", "--port", "0", "--json", "--data", str(data)],
        tmp_path / "log.txt",
        environment=environment_of(tmp_path),
        folder=ROOT,
    )
    try:
        wait_for(lambda: '"room"' in host.tail(), "the room, as nothing was left half done")
    finally:
        host.kill()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    subprocess.run(command, check=True, capture_output=True, timeout=20)
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True, timeout=20)


def test_nothing_of_the_window_is_loaded(tmp_path: Path) -> None:
    """`pip install .` brings none of it."""
    without = "import sys\nfor name in ('webview', 'PySide6', 'qtpy', 'wakepy'):\n"
    without += "    sys.modules[name] = None\nfrom desktop.cli import main\nmain()"
    command = [sys.executable, "-c", without, "serve", "Room", "--json", "--port", "0"]
    command += ["--data", str(tmp_path / "data")]
    environment = environment_of(tmp_path)
    host = Process(command, tmp_path / "log.txt", environment=environment, folder=ROOT)
    try:
        wait_for(lambda: '"room"' in host.tail(), "the line of JSON")
        assert "PySide6" not in _mapped(host.pid)
        assert host.terminate() == 0
    finally:
        host.kill()


def _mapped(process: int) -> str:
    return Path(f"/proc/{process}/maps").read_text(encoding="utf-8")
