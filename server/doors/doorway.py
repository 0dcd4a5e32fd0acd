"""Makes a door's Flask application and its Socket.IO server, with the options all share."""

from __future__ import annotations

import logging
import secrets
from typing import Any

from engineio.payload import Payload
from flask import Flask
from flask_socketio import SocketIO

from server.doors.limits import Limits
from server.doors.packets import StrictPacket

#: So that a member is known to be gone after at most 18 seconds, not 57.
PING_INTERVAL = 10
PING_TIMEOUT = 8

engine_log = logging.getLogger("sarangbang.engine")


class _FaultsOnly(logging.Filter):
    """Lets through what went wrong here, not what somebody sent (it may hold a secret)."""

    def filter(self, record: logging.LogRecord) -> bool:
        return record.exc_info is not None


def make_door(limits: Limits | None = None, **options: Any) -> tuple[Flask, SocketIO]:
    """Return a Flask application without routes and its Socket.IO server.

    `options` go to `SocketIO` (`async_handlers`, `json`, …). The key that would sign Flask's
    cookies is made at each start; no cookie is ever set.
    """
    limits = limits or Limits()
    # The library drops all packets of a request beyond 16, and answers 200.
    Payload.max_decode_packets = limits.packets_per_post
    if not any(isinstance(one, _FaultsOnly) for one in engine_log.filters):
        engine_log.addFilter(_FaultsOnly())
        # Else a record would be made, to be thrown away, for each packet that comes or goes.
        engine_log.setLevel(logging.WARNING)
    app = Flask("sarangbang", static_folder=None, template_folder=None)
    app.secret_key = secrets.token_bytes(32)
    app.config["MAX_CONTENT_LENGTH"] = limits.message
    settings: dict[str, Any] = {
        "async_mode": "gevent",
        "ping_interval": PING_INTERVAL,
        "ping_timeout": PING_TIMEOUT,
        "max_http_buffer_size": limits.message,
        "serializer": StrictPacket,
        # The gate judges origins (server/doors/gate.py); [] switches Engine.IO's own off.
        "cors_allowed_origins": [],
        "cors_credentials": False,
        "http_compression": False,
        "manage_session": False,
        "logger": engine_log,
        "engineio_logger": engine_log,
    }
    return app, SocketIO(app, **{**settings, **options})
