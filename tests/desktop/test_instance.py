"""One copy per data folder, with real processes where one has to die."""

from __future__ import annotations

import json
import os
import socket
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.faults import AlreadyRunning, FirstCopySilent
from desktop.instance import ADDRESS_NAME, MESSAGE, Instance, hand_over, refuse_second
from tests.support.copies import ROOT
from tests.support.processes import Process
from tests.support.wait import wait_for

LINK = "sarangbang://join?v=1&room=ab#secret"

HOLD = """
import sys, time
from pathlib import Path
from desktop.instance import Instance
assert Instance.claim(Path(sys.argv[1]), "window")
print("held", flush=True)
time.sleep(600)
"""


@pytest.fixture
def first(tmp_path: Path) -> Iterator[Instance]:
    instance = Instance.claim(tmp_path, "window")
    assert instance is not None
    yield instance
    instance.release()


def test_second_copy_hands_its_link_over(first: Instance, tmp_path: Path) -> None:
    heard: list[str | None] = []
    assert Instance.claim(tmp_path, "window") is None
    hand_over(tmp_path, LINK)
    first.on_second_copy(heard.append)
    hand_over(tmp_path, None)
    wait_for(lambda: len(heard) == 2, "both")
    assert heard == [LINK, None]


def test_folder_is_free_again_after_release(tmp_path: Path) -> None:
    first = Instance.claim(tmp_path, "window")
    assert first is not None
    first.release()
    assert not (tmp_path / ADDRESS_NAME).exists()
    again = Instance.claim(tmp_path, "serve")
    assert again is not None
    again.release()


def test_folder_is_free_again_after_a_kill(tmp_path: Path) -> None:
    holder = Process([sys.executable, "-c", HOLD, tmp_path], tmp_path / "log.txt", folder=ROOT)
    try:
        wait_for(lambda: "held" in holder.tail(), "the lock")
        assert Instance.claim(tmp_path, "window") is None
    finally:
        holder.kill()
    assert (tmp_path / ADDRESS_NAME).exists(), "a killed copy leaves its address behind"
    again = Instance.claim(tmp_path, "window")
    assert again is not None
    again.release()


def test_headless_copy_has_no_window_to_raise(tmp_path: Path) -> None:
    first = Instance.claim(tmp_path, "serve")
    assert first is not None
    try:
        with pytest.raises(AlreadyRunning, match=str(os.getpid())):
            hand_over(tmp_path, None)
        assert isinstance(refuse_second(tmp_path), AlreadyRunning)
    finally:
        first.release()


def test_copy_that_does_not_answer(first: Instance, tmp_path: Path) -> None:
    told = json.loads((tmp_path / ADDRESS_NAME).read_text())
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        told["port"] = deaf.getsockname()[1]
        (tmp_path / ADDRESS_NAME).write_text(json.dumps(told))
        with pytest.raises(FirstCopySilent):
            hand_over(tmp_path, None)


def test_only_the_owner_can_read_the_secret(first: Instance, tmp_path: Path) -> None:
    for path in tmp_path.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "message",
    [
        b'{"secret": "guessed", "text": "x"}\n',
        b'{"text": "x"}\n',
        b"[]\n",
        b"\xff\xfe\n",
        b'{"secret": 1, "text": null}\n',
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"x" * (MESSAGE + 5000),
        b"",
    ],
)
def test_stranger_on_the_loopback_is_not_heard(
    first: Instance, tmp_path: Path, message: bytes
) -> None:
    heard: list[str | None] = []
    first.on_second_copy(heard.append)
    port = json.loads((tmp_path / ADDRESS_NAME).read_text())["port"]
    with socket.create_connection(("127.0.0.1", port), 5) as stranger:
        try:
            stranger.sendall(message)
            stranger.shutdown(socket.SHUT_WR)
            answer = stranger.recv(100)
        except OSError:
            answer = b""  # cut off in the middle of too long a message
    assert answer == b""
    hand_over(tmp_path, LINK)
    wait_for(lambda: heard, "the true second copy")
    assert heard == [LINK]
