from __future__ import annotations

import json
import socket
from collections.abc import Callable
from typing import Any

import psutil
import websocket

from tests.support.copies import Copies, Host
from tests.support.wait import wait_for
from tests.together.plain import Clients, Member

READERS = 3
MESSAGES = 500
LONG = "가나다라마바사아자차" * 1000  # 30 kB; 15 MB in all, for each reader
# What the host may keep more of at the end than at the beginning, in bytes: its newest
# entries, and for each reader what is queued and what waits in a poll.
KEPT = 10 * 1024 * 1024


class StuckReader:
    """A member that comes in, reads its welcome, and then reads nothing more."""

    def __init__(self, host: Host, name: str) -> None:
        address = host.guest.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket"
        small = [(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)]
        self._socket = websocket.create_connection(address, timeout=20, sockopt=small)
        auth = {"protocol": 1, "name": name, "after": 0}
        self._socket.recv()
        self._socket.send(f"40/room,{json.dumps(auth)}")
        self.welcome: dict[str, Any] = {}
        while not self.welcome:
            text = str(self._socket.recv())
            if text.startswith('42/room,["welcome"'):
                self.welcome = json.loads(text.partition(",")[2])[1]

    def close(self) -> None:
        self._socket.close(timeout=0)


def test_members_that_stop_reading(copies: Copies, make_clients: Callable[..., Clients]) -> None:
    host = copies.host("Our room", "--rate", "0", guests=True)
    process = psutil.Process(host.process.pid)
    clients = make_clients("python")
    talker = clients.join(host.guest, "Talker")
    listener = make_clients("javascript").join(host.lan, "Listener")
    warm_up(talker)
    stuck = [StuckReader(host, f"Stuck {number}") for number in range(READERS)]
    before = process.memory_info().rss

    numbers = []
    flying: list[int] = []
    for number in range(MESSAGES):
        flying.append(talker.begin("say", {"id": f"message-{number}", "text": LONG}))
        if len(flying) >= 8:
            numbers.append(talker.answer(flying.pop(0))["number"])
    numbers += [talker.answer(one)["number"] for one in flying]
    listener.wait_for_entry(numbers[-1])
    grown = process.memory_info().rss - before
    assert grown < KEPT, f"{grown / 1024 / 1024:.1f} MB more"
    came = [entry["number"] for entry in listener.entries]
    assert came == list(range(came[0], came[-1] + 1))

    gone = {reader.welcome["you"]["id"] for reader in stuck}

    def offline() -> bool:
        told = [signal for signals in listener.all("signals") for signal in signals]
        return gone <= {one["member"] for one in told if one["kind"] == "offline"}

    wait_for(offline, "the stuck readers to be let go", seconds=50)
    for reader in stuck:
        reader.close()
    assert_comes_back_with_everything(clients, host, stuck[0], numbers[-1])


def warm_up(talker: Member) -> None:
    """Have the host hold what it holds anyway after a busy moment."""
    for number in range(60):
        assert talker.call("say", {"id": f"warm-{number}", "text": LONG})["ok"]


def assert_comes_back_with_everything(
    clients: Clients, host: Host, reader: StuckReader, last: int
) -> None:
    session, after = reader.welcome["session"], reader.welcome["last"]
    back = clients.join(host.guest, "Stuck 0", session=session, after=after)
    assert back.welcome["you"]["id"] == reader.welcome["you"]["id"]
    back.wait_for_entry(last)
    have = {entry["number"] for entry in back.entries}
    newest = after
    while newest < back.welcome["from"] - 1:
        page = back.call("history", {"after": newest, "limit": 500})
        assert page["entries"]
        have |= {entry["number"] for entry in page["entries"]}
        newest = page["entries"][-1]["number"]
    assert set(range(after + 1, last + 1)) <= have
