"""What a start costs at least: an empty window, and the libraries of ours with nothing in them.

pywebview shows a page of one line that says when its Socket.IO connection stands; beside
it Flask-SocketIO on gevent, and one question to a database through SQLAlchemy.
"""

from __future__ import annotations

import threading
from typing import Any

import webview

PAGE = """<!doctype html><body><script>
const socket = new WebSocket(`ws://${location.host}/socket.io/?EIO=4&transport=websocket`);
socket.onmessage = ({ data }) => {
  if (data[0] === '0') socket.send('40');
  else if (data.startsWith('40')) document.body.innerHTML = "<p id='page'>connected</p>";
};
</script>"""


class Bare:
    """The server: listening once `there` is set."""

    def __init__(self) -> None:
        self.there = threading.Event()
        self.port = 0

    def run(self) -> None:
        import sqlalchemy
        from flask import Flask
        from flask_socketio import SocketIO
        from gevent.pywsgi import WSGIServer

        with sqlalchemy.create_engine("sqlite://").connect() as connection:
            connection.execute(sqlalchemy.text("select 1"))
        app: Any = Flask("bare")
        socketio = SocketIO(app, async_mode="gevent")
        app.get("/")(lambda: PAGE)
        socketio.on("connect")(lambda _auth=None: None)
        server = WSGIServer(("127.0.0.1", 0), app, log=None)
        server.start()
        self.port = server.server_port
        self.there.set()
        server.serve_forever()


if __name__ == "__main__":
    bare = Bare()
    threading.Thread(target=bare.run, daemon=True).start()
    bare.there.wait()
    webview.create_window("bare", f"http://127.0.0.1:{bare.port}/")
    webview.start(gui="qt")
