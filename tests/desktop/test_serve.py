"""`sarangbang serve`: no window, and nothing of one is loaded."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.copies import PROGRAM, ROOT, Copies, environment_of
from tests.support.processes import Process
from tests.support.wait import wait_for


def serve(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, "serve", *arguments],
        env=environment_of(home, {"LANG": "C"}),
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
    done = serve(tmp_path, "\u202e", "--port", "0", "--data", str(tmp_path / "data"))
    assert done.returncode == 8
    assert len(done.stderr.splitlines()) == 1


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
