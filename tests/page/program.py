"""A copy of the program without its window, for pages that are driven in Chromium.

    python -m tests.page.program DATA_FOLDER LANGUAGE

Prints one line of JSON with the page's address, then one for each thing that the server asks of
the desktop. SIGTERM stops it politely, SIGUSR1 is the cross of its window. Its doors listen on the
loopback interface only.
"""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path

from desktop.starting import nearby_cards
from server.app import App, Options
from server.desk import Notice


class Desk:
    """Writes down what it is asked for."""

    def open_url(self, url: str) -> None:
        _say("open_url", url)

    def set_title(self, room: str | None, unread: int, knocks: int) -> None:
        _say("set_title", [room, unread, knocks])

    def ask_attention(self) -> None:
        _say("ask_attention", None)

    @property
    def can_notify(self) -> bool:
        return False  # what the page itself shows instead is to be seen

    def notify(self, notice: Notice) -> None:
        _say("notify", [notice.room, notice.number, notice.title, notice.body])

    def withdraw(self, room: str) -> None:
        _say("withdraw", room)

    def keep_awake(self, awake: bool) -> None:
        _say("keep_awake", awake)

    def raise_window(self) -> None:
        _say("raise_window", None)

    def downloads(self) -> Path:
        return Path(sys.argv[1]).with_name("Downloads")

    def show_file(self, path: Path) -> None:
        _say("show_file", str(path))

    def close(self, keep: bool) -> None:
        _say("close", keep)


def _say(what: str, value: object) -> None:
    sys.stdout.write(json.dumps({"what": what, "value": value}) + "\n")
    sys.stdout.flush()


def main() -> None:
    data, language = Path(sys.argv[1]), sys.argv[2]
    # Waited for below; a handler could not run while the main thread waits in C.
    signals = {signal.SIGTERM, signal.SIGINT, signal.SIGUSR1}
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    options = Options(hosts=("127.0.0.1",), system_language=language, nearby=nearby_cards())
    app = App(data, Desk(), options)
    app.start()
    _say("url", app.window_url)
    while signal.sigwait(signals) == signal.SIGUSR1:
        app.wish_to_close()
    app.stop()


if __name__ == "__main__":
    main()
