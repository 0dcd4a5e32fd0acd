"""The JSON that python-socketio is given: msgspec's, several times faster than the standard
library's, and able to carry parts that are spelled already (`msgspec.Raw`)."""

from __future__ import annotations

from typing import Any

import msgspec

_encode = msgspec.json.encode
_decode = msgspec.json.decode


def dumps(value: Any, **_options: Any) -> str:
    """`value` as JSON without spaces."""
    return _encode(value).decode()


def loads(text: str | bytes, **_options: Any) -> Any:
    """The value that JSON `text` spells; raises ValueError for what is not JSON."""
    try:
        return _decode(text)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise ValueError(str(error)) from error
