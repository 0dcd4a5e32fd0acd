"""A real window around a page of the test's own, led by lines on standard input.

    python -m tests.desktop.stage DATA_FOLDER

Prints a line of JSON for each thing that happens; takes a line for each thing to do:
`title ROOM N`, `attention`, `raise`, `keep`, `close`, `veto on|off`.
"""

from __future__ import annotations

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from desktop.logs import start_logging
from desktop.stopping import StopSignals
from desktop.window import Window

PAGE = """<!doctype html><html lang="en" data-theme="dark"><title>page</title>
<body style="background: #1f2027; color: white">
<h1>stage</h1>
<a id="elsewhere" href="http://elsewhere.invalid/page">elsewhere</a>
<a id="blank" target="_blank" href="http://elsewhere.invalid/new">new window</a>
<a id="file" target="_blank" href="file:///etc/hostname">file</a>
<a id="download" href="/download" download="letter.txt">download</a>
<textarea id="text">hello</textarea>
</body></html>"""


def say(what: str, **more: object) -> None:
    """One line on standard output."""
    sys.stdout.write(json.dumps({"what": what, **more}) + "\n")
    sys.stdout.flush()


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        download = self.path == "/download"
        body = b"a letter" if download else PAGE.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain" if download else "text/html")
        if download:
            self.send_header("Content-Disposition", 'attachment; filename="letter.txt"')
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *parts: object) -> None:
        """Standard error is for what goes wrong."""


class Stage:
    def __init__(self, data: Path) -> None:
        self.window = Window(data)
        self.vetoed = False

    def may_close(self) -> bool:
        say("asked to close")
        return not self.vetoed

    def do(self, line: str) -> None:
        match line.split():
            case ["title", room, unread]:
                self.window.set_title(room, int(unread))
            case ["attention"]:
                self.window.ask_attention()
            case ["raise"]:
                self.window.raise_window()
            case ["keep"]:
                self.window.close(keep=True)
            case ["close"]:
                self.window.close(keep=False)
            case ["veto", state]:
                self.vetoed = state == "on"

    def listen(self) -> None:
        for line in sys.stdin:
            self.do(line)
            say("done", line=line.strip())


def main() -> None:
    data = Path(sys.argv[1])
    start_logging(data)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    stage = Stage(data)
    stage.window.prepare()
    signals = StopSignals(stage.window.leave)
    threading.Thread(target=stage.listen, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    stage.window.show(f"{address}/#secret=s3cret")
    say("begun", address=address)
    stage.window.run(
        "#1f2027",
        may_close=stage.may_close,
        heard=lambda link: say("heard", link=link),
        on_made=signals.install,
    )
    say("over")
    server.shutdown()


if __name__ == "__main__":
    main()
