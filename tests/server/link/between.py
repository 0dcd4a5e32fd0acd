"""Somebody between a host and its guests: a TLS server with a key of its own, that passes on
what it is asked, as it came or with its own key in place of the other's."""

from __future__ import annotations

import http.client
import json
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from server.address import Address
from server.encoding import to_base64url
from server.identity import Identity


class Between:
    """Passes on to `port` on this computer. `cunning`: it proves its own key to the host, so that
    nothing but the code is between it and the room."""

    def __init__(self, identity: Identity, port: int, host: str, *, cunning: bool) -> None:
        """`host` is the fingerprint of the host's key."""
        self.identity, self.cunning = identity, cunning
        self.passed: list[tuple[str, int]] = []
        """The paths that were asked for, with the host's answer's status."""
        self._target, self._host = port, host
        self._trusting = ssl.create_default_context()
        self._trusting.check_hostname = False
        self._trusting.verify_mode = ssl.CERT_NONE
        between = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self._pass(b"")

            def do_POST(self) -> None:
                self._pass(self.rfile.read(int(self.headers["Content-Length"])))

            def _pass(self, body: bytes) -> None:
                status, answer = between.ask(self.command, self.path, body)
                self.send_response(status)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        context = identity.server_context(ssl.SSLContext)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def address(self) -> Address:
        return Address("127.0.0.1", self._server.server_address[1])

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def ask(self, method: str, path: str, body: bytes) -> tuple[int, bytes]:
        """Ask the host, with our own key where a key is proved and we are cunning."""
        if self.cunning and path.endswith(("/prove", "/start")):
            body = self._with_our_key(body)
        connection = http.client.HTTPSConnection(
            "127.0.0.1", self._target, context=self._trusting, timeout=20
        )
        connection.request(method, path, body or None, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        told = answer.status, answer.read()
        connection.close()
        self.passed.append((path, answer.status))
        return told

    def _with_our_key(self, body: bytes) -> bytes:
        asked = json.loads(body)
        values = [asked["challenge"], self._host, asked["room"], self.identity.fingerprint]
        ours = {
            "key": to_base64url(self.identity.public_key),
            "signature": self.identity.sign("prove", values),
        }
        return json.dumps({**asked, **ours}).encode()
