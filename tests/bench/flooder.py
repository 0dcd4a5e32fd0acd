"""A member without manners: asks and says as fast as its connection takes it.

    python -m tests.bench.flooder PORT KIND

Comes in by the guest door, prints a line of JSON, floods until its standard input ends, and
prints what became of it. KIND is `messages`, `history`, `signals`, `garbage`, or `all` of them.
"""

from __future__ import annotations

import json
import os
import re
import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import count, islice

from tests.server.doors.wire import SOCKET

FRAMES_AT_ONCE = 64
CODE = re.compile(rb'"code":"(\w+)"')

Packets = Iterator[str]


def messages() -> Packets:
    """Texts as long as they may be, and names."""
    run = os.urandom(4).hex()
    for number in count():
        what = {"id": f"{run}-{number}", "text": "flood " * (1 if number % 8 else 1600)}
        yield f'2/room,{number}["say",{json.dumps(what)}]'
        if number % 16 == 0:
            rename = {"id": f"{run}-r{number}", "name": f"Flood {number}"}
            yield f'2/room,{10**9 + number}["rename",{json.dumps(rename)}]'


def history() -> Packets:
    """The largest pages, forwards and backwards, and the list of members."""
    for number in count():
        after = number * 37 % 1500
        yield f'2/room,{number}["history",{{"after":{after},"limit":500}}]'
        yield f'2/room,{10**9 + number}["history",{{"before":{after + 500},"limit":500}}]'
        yield f'2/room,{2 * 10**9 + number}["members",{{"limit":200}}]'


def signals() -> Packets:
    """Typing."""
    while True:
        yield '2/room,["signal",{"kind":"typing"}]'


def garbage() -> Packets:
    """What no client sends."""
    for number in count():
        yield f'2/room,{number}["say",{{"id":{number},"text":["no text"]}}]'
        yield f'2/room,{number}["no such event",{{"a":{"[" * 20}{"]" * 20}}}]'
        yield f'2/room,{number}["history","{"x" * 2000}"]'
        yield f"3/room,{number}[]"
        yield f'2/room,{number}["rename",{{"id":"g{number}","name":"{"é" * 5000}"}}]'
        yield f'2["my event",{{"data":"{number}"}}]'


def everything() -> Packets:
    """All of it, in turn."""
    kinds = [messages(), history(), signals(), garbage()]
    while True:
        for kind in kinds:
            yield next(kind)


KINDS: dict[str, Callable[[], Packets]] = {
    "messages": messages,
    "history": history,
    "signals": signals,
    "garbage": garbage,
    "all": everything,
}


def frame(text: str) -> bytes:
    """A text frame of a client, masked with nothing."""
    data = text.encode()
    size = len(data)
    if size < 126:
        head = bytes([0x81, 0x80 | size])
    elif size < 65_536:
        head = bytes([0x81, 0xFE]) + size.to_bytes(2, "big")
    else:
        head = bytes([0x81, 0xFF]) + size.to_bytes(8, "big")
    return head + bytes(4) + data


class Flooder:
    """One connection at a time; another when it is ended."""

    def __init__(self, port: int, packets: Packets) -> None:
        self._port, self._packets = port, packets
        self._socket: socket.socket | None = None
        self._ended = threading.Event()
        self._asked = threading.Event()  # the host wants to know whether we are there
        self.counts: Counter[str] = Counter()

    def connect(self) -> bool:
        """Come in; whether that was granted."""
        self.counts["connects"] += 1
        line = socket.create_connection(("127.0.0.1", self._port), 10)
        request = (
            f"GET {SOCKET} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Key: c2FyYW5nYmFuZy1mbG9vZA==\r\n"
            "Sec-WebSocket-Version: 13\r\n\r\n"
        )
        name = json.dumps({"protocol": 1, "name": f"Flood {os.getpid()}"})
        line.sendall(request.encode())
        heard, asked = b"", False
        while b'["welcome"' not in heard:
            part = line.recv(65_536)
            heard += part
            if not part or b"44/room" in heard:
                line.close()
                return False
            if b'"sid"' in heard and not asked:
                line.sendall(frame(f"40/room,{name}"))
                asked = True
        self._socket, self._ended = line, threading.Event()
        threading.Thread(target=self._read, args=(line, self._ended), daemon=True).start()
        return True

    def _read(self, line: socket.socket, ended: threading.Event) -> None:
        """Take what comes, and have heartbeats answered; count the answers."""
        kept = b""
        while True:
            try:
                data = line.recv(262_144)
            except OSError:
                data = b""
            if not data:
                break
            self.counts["bytes"] += len(data)
            for code in CODE.findall(data):
                self.counts[code.decode()] += 1
            self.counts["done"] += data.count(b'"ok":true')
            # A ping is a frame of one byte, whatever stands around it.
            if b"\x81\x012" in kept[-2:] + data:
                self._asked.set()
            kept = data
        ended.set()

    def flood(self) -> None:
        """Send for ever."""
        while True:
            if self._socket is None or self._ended.is_set():
                self._socket = None
                self.counts["ended"] += 1
                if not self.connect():
                    time.sleep(0.2)
                    continue
            assert self._socket is not None
            packets = islice(self._packets, FRAMES_AT_ONCE)
            chunk = b"".join(frame("4" + packet) for packet in packets)
            if self._asked.is_set():  # between two frames, never inside one
                self._asked.clear()
                chunk += frame("3")
            self._socket.settimeout(None)  # a server may hold us back for as long as it likes
            try:
                while chunk:
                    sent = self._socket.send(chunk)
                    self.counts["sent_bytes"] += sent
                    chunk = chunk[sent:]
                self.counts["packets"] += FRAMES_AT_ONCE
            except OSError:
                self._ended.set()


def main() -> None:
    port, kind = int(sys.argv[1]), sys.argv[2]
    os.nice(19)  # it shares the processor with those who measure
    flooder = Flooder(port, KINDS[kind]())
    if not flooder.connect():
        sys.exit("the flooder was not let in")
    print("{}", flush=True)
    threading.Thread(target=flooder.flood, daemon=True).start()
    sys.stdin.readline()
    print(json.dumps(dict(flooder.counts)), flush=True)
    os._exit(0)  # whatever the flood waits for


if __name__ == "__main__":
    main()
