"""Canonical JSON (RFC 8785): one spelling for each value, so that it can be hashed.

Bodies and chained values hold no fractions; a float is refused rather than spelled.
"""

from __future__ import annotations

from json.encoder import encode_basestring as _quoted
from typing import Any

# Beyond this an IEEE double, which RFC 8785 prescribes for numbers, is no longer exact.
LARGEST_INTEGER = 2**53 - 1

# Deeper nesting than any body needs would exhaust the stack of whoever folds it.
DEEPEST = 32

_CONSTANTS = {None: "null", True: "true", False: "false"}


def canonical(value: Any) -> bytes:
    """The RFC 8785 form of `value` in UTF-8.

    Raises ValueError for what has none here: fractions, integers beyond 2**53 - 1,
    keys that are not strings, lone surrogates, nesting deeper than `DEEPEST`.
    """
    return _spelled(value, 0).encode("utf-8")


def canonical_row(values: list[str | int]) -> bytes:
    """`canonical` for a flat array of strings and exact integers, which needs no ordering."""
    spelled = [_quoted(one) if isinstance(one, str) else str(one) for one in values]
    return f"[{','.join(spelled)}]".encode()


def _spelled(value: Any, depth: int) -> str:
    if isinstance(value, str):
        return _quoted(value)
    if value is None or isinstance(value, bool):
        return _CONSTANTS[value]
    if isinstance(value, int):
        if abs(value) > LARGEST_INTEGER:
            raise ValueError("an integer beyond 2**53 - 1 has no canonical form")
        return str(int(value))
    if depth >= DEEPEST:
        raise ValueError("nested too deeply")
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise ValueError("a key that is not a string has no canonical form")
        # RFC 8785 orders by UTF-16 code units, which differs from code points
        # between the surrogates and U+FFFF.
        keys = sorted(value, key=_utf16) if len(value) > 1 else value
        members = [f"{_quoted(key)}:{_spelled(value[key], depth + 1)}" for key in keys]
        return f"{{{','.join(members)}}}"
    if isinstance(value, list | tuple):
        return f"[{','.join([_spelled(item, depth + 1) for item in value])}]"
    raise ValueError(f"{type(value).__name__} has no canonical form")


def _utf16(key: str) -> bytes:
    return key.encode("utf-16-be")
