"""A host's refusal, read. It comes from outside: a code is a short word and a sentence has a bound;
what else the host sends along is taken over only if it is one of the contract's.
"""

from __future__ import annotations

from typing import Any

from server.room.acts import WHY_LIMIT
from server.room.refusal import Refused


def read_refusal(error: object) -> Refused:
    """Read the `error` of an answer, or a `bye`: one object with `code`, `message` and more."""
    return _refused(_fields(error).get("message"), error)


def read_refused_connect(told: object) -> Refused:
    """Read Socket.IO's CONNECT_ERROR: `message`, and in `data` the code and more."""
    fields = _fields(told)
    return _refused(fields.get("message"), fields.get("data"))


def _fields(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _refused(message: object, data: object) -> Refused:
    fields = _fields(data)
    code = fields.get("code")
    if not isinstance(code, str) or not code.replace("_", "").isalnum() or len(code) > 40:
        code = "malformed"
    more: dict[str, Any] = {}
    retry = fields.get("retry_after_ms")
    if isinstance(retry, int) and not isinstance(retry, bool) and retry >= 0:
        more["retry_after_ms"] = min(retry, 600_000)
    suggestion = fields.get("suggestion")
    if isinstance(suggestion, str):
        more["suggestion"] = suggestion[:100]
    why = fields.get("why")
    if isinstance(why, str) and why:
        more["why"] = why[:WHY_LIMIT]
    ticket = fields.get("ticket")
    if isinstance(ticket, str) and 0 < len(ticket) <= 200:
        more["ticket"] = ticket
    supported = fields.get("supported")
    if isinstance(supported, list):
        more["supported"] = [one for one in supported[:20] if isinstance(one, int)]
    sentence = message[:500] if isinstance(message, str) and message else "The host refuses this."
    return Refused(code, sentence, more)
