"""What stands between a phone and a host: passes TCP on, or does to it what networks do."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import Literal

WebSockets = Literal["pass", "refuse", "swallow"]
REFUSAL = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class Middle:
    """Passes on to `port` of this computer. `websockets`: what becomes of a request to switch."""

    def __init__(self, port: int, websockets: WebSockets = "pass") -> None:
        self._target, self._websockets = port, websockets
        self.switched = 0
        """How many requests to switch to a WebSocket were seen."""
        self._lines: list[tuple[socket.socket, socket.socket]] = []
        self._dead: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def fall_silent(self) -> None:
        """Nothing passes any more on the connections of now, and nobody is told; new ones work.
        So it is after a phone has slept and the router has forgotten it."""
        self._dead.update(end for line in self._lines for end in line)

    def close(self) -> None:
        """End all."""
        self._listener.close()
        for line in self._lines:
            for end in line:
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
                end.close()

    def _accept(self) -> None:
        while True:
            try:
                phone, _ = self._listener.accept()
                host = socket.create_connection(("127.0.0.1", self._target), timeout=10)
            except OSError:
                return
            host.settimeout(None)
            self._lines.append((phone, host))
            threading.Thread(target=self._pass_on, args=(phone, host), daemon=True).start()
            threading.Thread(target=self._pass_on, args=(host, phone), daemon=True).start()

    def _pass_on(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65_536):
                if b"upgrade: websocket" in data.lower():
                    self.switched += 1
                    if self._websockets == "swallow":
                        self._dead.update((source, sink))
                    elif self._websockets == "refuse":
                        source.sendall(REFUSAL)
                        break
                if source not in self._dead:
                    sink.sendall(data)
            if source not in self._dead:
                for end in (sink, source):
                    end.shutdown(socket.SHUT_RDWR)
