"""A real window around a page of the tests' own, led by lines in a pipe.

    python -m tests.desktop.stage PIPE DATA_FOLDER ADDRESS

Prints a line of JSON for each thing that happens; takes a line for each thing to do:
`title ROOM N`, `attention`, `raise`, `keep`, `close`, `shut`, `veto on`, `veto off`.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from pathlib import Path

from PySide6.QtCore import QMetaObject, Qt
from PySide6.QtWidgets import QApplication

from desktop.logs import start_logging
from desktop.stopping import StopSignals
from desktop.window import Window
from tests.desktop.chooser import choose_without_asking


def say(what: str, **more: object) -> None:
    """One line on standard output."""
    sys.stdout.write(json.dumps({"what": what, **more}) + "\n")
    sys.stdout.flush()


class Stage:
    """The window and what the test wants of it."""

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
            case ["shut"]:
                # As a taskbar's menu does it, also to a window that is minimised.
                widget = QApplication.topLevelWidgets()[0]
                QMetaObject.invokeMethod(widget, "close", Qt.ConnectionType.QueuedConnection)
            case ["veto", state]:
                self.vetoed = state == "on"

    def hang(self) -> None:
        say("hanging")
        threading.Event().wait()

    def listen(self, pipe: Path) -> None:
        # Open for both, so that it does not end when the test closes its side.
        with open(os.open(pipe, os.O_RDWR)) as lines:
            for line in lines:
                self.do(line)


def main() -> None:
    pipe, data, address = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    start_logging(data)
    stage = Stage(data)
    stage.window.prepare()
    choose_without_asking()
    signals = StopSignals(stage.hang if os.environ.get("STAGE_HANG") else stage.window.leave)
    threading.Thread(target=stage.listen, args=(pipe,), daemon=True).start()
    stage.window.show(f"{address}/#secret=s3cret")
    stage.window.run(
        "#1f2027",
        may_close=stage.may_close,
        heard=lambda link: say("heard", link=link),
        on_made=signals.install,
    )
    say("over")


if __name__ == "__main__":
    main()
