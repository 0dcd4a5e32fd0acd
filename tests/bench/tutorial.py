"""The bench's peer: the well-known tutorial's chat server as people run it.

Flask-SocketIO with threads on Flask's own web server: a message from one client goes to all,
with a callback, as the tutorial has it. Usage: python tutorial.py PORT
"""

from __future__ import annotations

import sys

from flask import Flask
from flask_socketio import SocketIO

app = Flask(__name__)
app.config["SECRET_KEY"] = "not a secret: this server lives for one measurement"
socketio = SocketIO(app, async_mode="threading")


def message_received() -> None:
    """The tutorial hands a callback to its broadcast, so every packet carries a number."""


@socketio.on("my event")  # type: ignore[untyped-decorator]
def handle_message(json: dict[str, str]) -> None:
    """Send what one client said to every client."""
    socketio.emit("my response", json, callback=message_received)


if __name__ == "__main__":
    socketio.run(app, host="127.0.0.1", port=int(sys.argv[1]), allow_unsafe_werkzeug=True)
