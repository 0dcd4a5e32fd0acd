"""The JSON that python-socketio is given: msgspec's, several times faster than the standard
library's, and able to carry parts that are spelled already (`msgspec.Raw`)."""

from __future__ import annotations

import json
import math
import re
from typing import Any

import msgspec

_encode = msgspec.json.encode
_decode = msgspec.json.decode
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


class NotUnicode:
    """Stands for what holds a lone surrogate: of no form, so that whoever reads it refuses it."""


def dumps(value: Any, **_options: Any) -> str:
    """`value` as JSON without spaces."""
    return _encode(value).decode()


def loads(text: str | bytes, **_options: Any) -> Any:
    """The value that JSON `text` spells; raises ValueError for what is not JSON.

    A lone surrogate, which JavaScript writes as an escape when an emoji was cut in two, ends no
    connection: the part of an event that holds one is a `NotUnicode`, so that it can be refused
    with an answer. It gets no further, since no file, hash or database could take it.
    """
    try:
        return _decode(text)
    except (msgspec.MsgspecError, RecursionError) as error:
        if not _SURROGATE.search(text if isinstance(text, str) else text.decode(errors="replace")):
            raise ValueError(str(error)) from error
    try:
        value = json.loads(text, parse_constant=_refuse, parse_float=_finite)
        return [_sound(part) for part in value] if isinstance(value, list) else _sound(value)
    except RecursionError as error:
        raise ValueError(str(error)) from error


def _sound(value: Any) -> Any:
    try:
        _encode(value)
    except UnicodeEncodeError:
        return NotUnicode()
    return value


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


def _finite(spelled: str) -> float:
    number = float(spelled)
    if math.isinf(number):
        raise ValueError(f"{spelled} is too large")
    return number
