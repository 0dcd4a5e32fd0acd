"""A small web server with a page for windows under test."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

LETTER = b"a letter, saved whole"


class Pages:
    """The page at `address`; `elsewhere` is another origin with a page of its own."""

    def __init__(self) -> None:
        self._servers = [_serve(_Elsewhere)]
        self.elsewhere = _address(self._servers[0])
        page = PAGE.replace("ELSEWHERE", self.elsewhere)

        class Page(_Page):
            text = page

        self._servers.append(_serve(Page))
        self.address = _address(self._servers[1])

    def close(self) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()


PAGE = """<!doctype html><html lang="en" data-theme="dark"><title>page</title>
<body style="background: #1f2027; color: white">
<h1>stage</h1>
<p><a id="elsewhere" href="ELSEWHERE/followed">elsewhere</a></p>
<p><a id="blank" target="_blank" href="ELSEWHERE/blank">new window</a></p>
<p><a id="scheme" target="_blank" href="otherprogram:do">another program</a></p>
<p><a id="download" href="/download" download="letter.txt">download</a></p>
<textarea id="text" style="position: fixed; left: 0; top: 400px; width: 400px; height: 200px">
hello</textarea>
</body></html>"""


class _Page(BaseHTTPRequestHandler):
    text = ""

    def do_GET(self) -> None:
        download = self.path == "/download"
        body = LETTER if download else self.text.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain" if download else "text/html")
        if download:
            self.send_header("Content-Disposition", 'attachment; filename="letter.txt"')
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *parts: object) -> None:
        """Standard error is for what goes wrong."""


class _Elsewhere(_Page):
    text = "<!doctype html><title>elsewhere</title><h1>elsewhere</h1>"


def _serve(handler: type[BaseHTTPRequestHandler]) -> ThreadingHTTPServer:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def _address(server: ThreadingHTTPServer) -> str:
    return f"http://127.0.0.1:{server.server_port}"
