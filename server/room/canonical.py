"""Canonical JSON (RFC 8785): one spelling for each value, so that it can be hashed.

Bodies and chained values hold no fractions; a float is refused rather than spelled.
"""

from __future__ import annotations

import json
from typing import Any

# Beyond this an IEEE double, which RFC 8785 prescribes for numbers, is no longer exact.
LARGEST_INTEGER = 2**53 - 1

# Deeper nesting than any body needs would exhaust the stack of whoever folds it.
DEEPEST = 32

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


def canonical(value: Any) -> bytes:
    """The RFC 8785 form of `value` in UTF-8.

    Raises ValueError for what has none here: fractions, integers beyond 2**53 - 1,
    keys that are not strings, lone surrogates, nesting deeper than `DEEPEST`.
    """
    return _encode(_ordered(value, 0)).encode("utf-8")


def canonical_row(values: list[str | int]) -> bytes:
    """`canonical` for a flat array of strings and exact integers, which needs no ordering."""
    return _encode(values).encode("utf-8")


def _ordered(value: Any, depth: int) -> Any:
    if isinstance(value, str) or value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        if abs(value) > LARGEST_INTEGER:
            raise ValueError("an integer beyond 2**53 - 1 has no canonical form")
        return value
    if depth >= DEEPEST:
        raise ValueError("nested too deeply")
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise ValueError("a key that is not a string has no canonical form")
        # RFC 8785 orders by UTF-16 code units, which differs from code points
        # between the surrogates and U+FFFF.
        keys = sorted(value, key=_utf16) if len(value) > 1 else value
        return {key: _ordered(value[key], depth + 1) for key in keys}
    if isinstance(value, list | tuple):
        return [_ordered(item, depth + 1) for item in value]
    raise ValueError(f"{type(value).__name__} has no canonical form")


def _utf16(key: str) -> bytes:
    return key.encode("utf-16-be")
