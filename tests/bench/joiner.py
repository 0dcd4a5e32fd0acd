"""A second copy of the program without its window: joins a room and tells how far it is.

Usage: python -m tests.bench.joiner DATA LINK. It starts the program's own server and does at
its window door what the page does. Lines of JSON: `{"at": "start"}` before it joins,
`{"at": "newest", "last": …}` when the newest page has come, `{"at": "all"}` when every entry
is in its database; each with the CPU seconds of this process so far as `cpu`.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import socketio

from server.app import App, Options

PATIENCE = 300.0
LOOK_EVERY = 0.05


def say(**words: Any) -> None:
    """Tell the bench."""
    print(json.dumps(words | {"cpu": time.process_time()}), flush=True)


def stored(data: Path, question: str) -> int:
    """Ask the copy's database for a number."""
    (path,) = data.glob("*.db")
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        found: int = database.execute(question).fetchone()[0]
        return found


def join(address: str, secret: str, link: str, data: Path) -> None:
    """Join as the page does, and wait for the newest page and then for all of the log."""
    line = socketio.SimpleClient()
    line.connect(address, namespace="/home", auth={"secret": secret}, transports=["websocket"])
    probe = line.call("probe", {"text": link})
    if not probe["ok"]:
        raise SystemExit(f"the link leads nowhere: {probe}")
    say(at="start")
    answer = line.call("join", {"probe": probe["probe"], "name": f"Copy {os.getpid()}"}, timeout=60)
    if not answer["ok"]:
        raise SystemExit(f"not let in: {answer}")
    room = socketio.Client()
    newest = threading.Event()
    told: dict[str, int] = {}
    shown: list[int] = []

    def look() -> None:
        if told.get("last", 0) > 0 and shown and shown[-1] >= told["last"]:
            newest.set()

    def welcome(data: dict[str, Any]) -> None:
        told["last"] = max(data["last"], told.get("last", 0))
        look()

    def entries(data: list[dict[str, Any]]) -> None:
        shown.append(data[-1]["number"])
        look()

    room.on("welcome", welcome, namespace="/room")
    room.on("entries", entries, namespace="/room")
    auth = {"protocol": 1, "secret": secret, "room": answer["room"], "after": -1}
    room.connect(address, namespaces=["/room"], auth=auth, transports=["websocket"])
    if not newest.wait(PATIENCE):
        raise SystemExit("the newest page did not come")
    say(at="newest", last=told["last"])
    deadline = time.monotonic() + PATIENCE
    # The number up to which nothing is missing; counting entries all the time would cost more
    # than fetching them.
    while stored(data, "SELECT max(last) FROM rooms") < told["last"]:
        if time.monotonic() > deadline:
            raise SystemExit("not all entries came")
        time.sleep(LOOK_EVERY)
    say(at="all")
    if (found := stored(data, "SELECT count(*) FROM entries")) < told["last"]:
        raise SystemExit(f"{found} of {told['last']} entries are stored")


def main() -> None:
    """Start, join, stop."""
    data, link = Path(sys.argv[1]), sys.argv[2]
    app = App(data, options=Options(nearby=()))
    app.start()
    try:
        url = urlsplit(app.window_url)
        secret = parse_qs(url.fragment)["secret"][0]
        join(f"http://{url.netloc}", secret, link, data)
    finally:
        app.stop()


if __name__ == "__main__":
    main()
