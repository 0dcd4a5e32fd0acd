"""How a door reads HTTP: gevent's handler with bounds of size and time, and a closed mouth.

A request is read whole (its body is small) before the program sees it, so a slow client
holds a greenlet and nothing else. What is refused here never reaches the gates.
"""

from __future__ import annotations

import logging
import math
import time
from io import BytesIO
from typing import Any

from gevent import pywsgi

from server.doors.connection import CONNECTION, Connection
from server.doors.limits import Limits

log = logging.getLogger(__name__)

_REASONS = {
    400: "Bad Request",
    411: "Length Required",
    413: "Content Too Large",
    414: "URI Too Long",
    431: "Request Header Fields Too Large",
}


class Unreadable(ValueError):
    """A request that is not read on; `status` is the answer."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class RequestHandler(pywsgi.WSGIHandler):  # type: ignore[misc]  # untyped library
    """All requests of one connection, one after the other."""

    def __init__(self, socket: Any, connection: Connection, server: Any) -> None:
        self.connection = connection
        self.limits: Limits = server.lobby.limits
        super().__init__(socket, (connection.address, 0), server)

    def read_requestline(self) -> str:
        """Wait for a request to begin, then allow it little time to be told."""
        self.connection.serving = False
        admitted = self.connection.admitted
        self.connection.within(
            self.limits.idle_seconds if admitted else self.limits.admission_seconds
        )
        self.rfile.peek(1)
        self.connection.within(self.limits.head_seconds)
        line: str = super().read_requestline()
        return line

    def MessageClass(self, stream: Any, _seekable: int = 0) -> Any:  # noqa: N802  # pywsgi's name
        """Read the headers, at most `limits.head` bytes of them."""
        left = self.limits.head - len(self.requestline)
        lines = []
        while True:
            line = stream.readline(left + 1)
            left -= len(line)
            if left < 0:
                raise Unreadable(431)
            lines.append(line)
            if line in (b"\r\n", b"\n", b""):
                return super().MessageClass(BytesIO(b"".join(lines)), 0)

    def read_request(self, raw_requestline: str) -> bool:
        """Parse line and headers; Unreadable for what no client of ours sends."""
        super().read_request(raw_requestline)
        if self.request_version not in ("HTTP/1.1", "HTTP/1.0"):
            raise Unreadable(400)
        if self.headers.get("transfer-encoding"):
            raise Unreadable(411)
        if len(self.headers.get_all("content-length", [])) > 1:
            raise Unreadable(400)
        if (self.content_length or 0) > self.limits.message:
            raise Unreadable(413)
        if self.content_length and self._connection_upgrade_requested():
            raise Unreadable(400)
        return True

    def get_environ(self) -> dict[str, Any]:
        """Read the body, too, and say which connection this is."""
        environ: dict[str, Any] = super().get_environ()
        environ[CONNECTION] = self.connection
        self.connection.within(self.limits.body_seconds)
        environ["wsgi.input"] = BytesIO(self.wsgi_input.read() if self.content_length else b"")
        environ["wsgi.input_terminated"] = True
        return environ

    def handle_one_request(self) -> Any:
        """Read and answer one request; None ends the connection."""
        try:
            more = super().handle_one_request()
        except OSError:  # it hung up in the middle of its body
            return None
        return None if self.connection.gone else more

    def handle_one_response(self) -> None:
        """Let the program answer."""
        connection = self.connection
        connection.serving = True
        if connection.admitted:
            connection.deadline = math.inf
        else:
            connection.within(self.limits.answer_seconds)
            if time.monotonic() - connection.since > self.limits.stay_seconds:
                self.close_connection = True
        super().handle_one_response()

    def finalize_headers(self) -> None:
        """Tell the client, too, when this is the last answer."""
        super().finalize_headers()
        if self.close_connection and self.code != 101:
            names = {name.lower() for name, _ in self.response_headers}
            if b"connection" not in names:
                self.response_headers.append((b"Connection", b"close"))

    def _handle_client_error(self, error: Exception) -> tuple[str, bytes]:
        # Nothing of the request goes into the log: its line may carry an invitation.
        status = error.status if isinstance(error, Unreadable) else 400
        log.debug("a request was not read: %d", status)
        self.time_finish = time.time()
        reason = _REASONS[status]
        text = f"{reason}.\n"
        return (
            f"{status} {reason}",
            (
                f"HTTP/1.1 {status} {reason}\r\nConnection: close\r\n"
                "Content-Type: text/plain; charset=utf-8\r\n"
                "X-Content-Type-Options: nosniff\r\n"
                f"Content-Length: {len(text)}\r\n\r\n{text}"
            ).encode(),
        )

    def log_error(self, msg: str, *args: Any) -> None:
        """Say nothing: pywsgi would tell the request line."""

    def log_request(self) -> None:
        """Say nothing."""

    def _log_error(self, kind: Any, error: Any, trace: Any) -> None:
        if isinstance(error, OSError):
            return  # the client has gone
        log.error("a request failed", exc_info=(kind, error, trace))
