from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from server.identity import Identity
from tests.support.copies import Copies
from tests.support.wait import wait_for
from tests.together.joined import Joined, local_link
from tests.together.ledger import read_log, read_outbox, said


class Stranger:
    """Somebody else's host at an address: shakes hands over TLS and writes down what comes."""

    def __init__(self, folder: Path, port: int) -> None:
        self.heard = b""
        self.calls = 0
        self._context = Identity.load_or_create(folder).server_context(ssl.SSLContext)
        self._listener = socket.create_server(("127.0.0.1", port))
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.calls += 1
            with contextlib.suppress(OSError), connection:
                connection.settimeout(5)
                with self._context.wrap_socket(connection, server_side=True) as secured:
                    while part := secured.recv(4096):
                        self.heard += part

    def close(self) -> None:
        # Closing alone would not wake the thread that accepts.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(10)


@pytest.fixture
def stranger_at(tmp_path: Path) -> Iterator[Callable[[int], Stranger]]:
    made: list[Stranger] = []

    def make(port: int) -> Stranger:
        made.append(Stranger(tmp_path / f"stranger-{len(made)}", port))
        return made[-1]

    yield make
    for one in made:
        with contextlib.suppress(OSError):
            one.close()


def test_another_key_at_the_hosts_address(
    copies: Copies,
    make_copy: Callable[..., Joined],
    stranger_at: Callable[[int], Stranger],
) -> None:
    host = copies.host("Our room")
    port = int(host.lan.rpartition(":")[2])
    member = make_copy("Minsu")
    member.join(local_link(host))
    member.say("before")
    wait_for(lambda: not read_outbox(member.data), "the first message to be stored")
    wait_for(lambda: "before" in said(read_log(member.data, member.room)).values(), "its entry")
    assert host.stop() == 0

    stranger = stranger_at(port)
    status = member.wait_for_status("refused")
    assert status["code"] == "key_changed"
    calls = stranger.calls
    assert calls
    # Nothing leaves for it, what was said stays readable, what is written waits.
    member.say("meanwhile")
    page = member.ask("history", {"before": 100, "limit": 100})
    assert [e["body"]["text"] for e in page["entries"] if e["kind"] == "said"] == ["before"]
    time.sleep(3)
    assert stranger.calls == calls, "it is a stop: nobody calls again"
    member.kill()
    member.start()
    wait_for(lambda: member.shown, "the log after a restart, without its host")
    assert [text for _, _, text in member.shown if text] == ["before"]
    assert member.wait_for_status("refused")["code"] == "key_changed"
    assert stranger.heard == b""
    assert read_outbox(member.data)

    stranger.close()
    host = copies.host("Our room", data=host.data, port=port)
    member.home("retry_now", room=member.room)
    member.wait_for_status("connected")
    wait_for(lambda: not read_outbox(member.data), "the outbox to be empty")
    assert list(said(read_log(host.data, member.room)).values()) == ["before", "meanwhile"]


def test_another_host_of_the_program_at_the_address(
    copies: Copies, make_copy: Callable[..., Joined]
) -> None:
    host = copies.host("Our room")
    port = int(host.lan.rpartition(":")[2])
    member = make_copy("Minsu")
    member.join(local_link(host))
    assert host.stop() == 0
    other = copies.host("Another room", port=port)
    member.say("not for others")
    assert member.wait_for_status("refused")["code"] == "key_changed"
    typed = member.home("probe", text=f"127.0.0.1:{port}")
    assert typed["error"]["code"] == "key_changed"
    assert typed["error"]["room"] == member.room
    link = member.home("probe", text=local_link(host))
    assert not link["ok"] or link["room"] == member.room  # a room one has is shown as it is
    assert member.wait_for_status("refused")["code"] == "key_changed"
    assert [row["kind"] for row in read_log(other.data, other.said["room"])] == ["opened", "joined"]
    assert read_outbox(member.data)
