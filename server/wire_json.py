"""The JSON that python-socketio is given: msgspec's, several times faster than the standard
library's, and able to carry parts that are spelled already (`msgspec.Raw`)."""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec

_encode = msgspec.json.encode
_decode = msgspec.json.decode
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def dumps(value: Any, **_options: Any) -> str:
    """`value` as JSON without spaces."""
    return _encode(value).decode()


def loads(text: str | bytes, **_options: Any) -> Any:
    """The value that JSON `text` spells; raises ValueError for what is not JSON.

    A lone surrogate, which JavaScript writes as an escape when an emoji was cut in two, is let
    through here, so that the request that holds it can be refused with an answer.
    """
    try:
        return _decode(text)
    except (msgspec.MsgspecError, RecursionError) as error:
        if not _SURROGATE.search(text if isinstance(text, str) else text.decode(errors="replace")):
            raise ValueError(str(error)) from error
    try:
        return json.loads(text, parse_constant=_refuse)
    except RecursionError as error:
        raise ValueError(str(error)) from error


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")
