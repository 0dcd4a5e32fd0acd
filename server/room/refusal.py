"""A wish that is not granted: the code a program reads and the sentence a person reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Refused(Exception):
    """A request or a connection that is not granted.

    `code` is one of the contract's codes, `message` a sentence for a person, `data` what
    else the answer carries (`suggestion`, `retry_after_ms`, `supported`).
    """

    code: str
    message: str
    data: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"

    def error(self) -> dict[str, Any]:
        """The `error` object of a refused request."""
        return {"code": self.code, "message": self.message, **self.data}


def malformed(why: str) -> Refused:
    """A request that is not of its form."""
    return Refused("malformed", f"This could not be understood: {why}.")


def storage_full() -> Refused:
    """The host could not write to its disk."""
    return Refused(
        "storage_full",
        "The host cannot store anything now; its disk may be full.",
        {"retry_after_ms": 3000},
    )


def closing() -> Refused:
    """The host is about to end. The room may be hosted again, and then it can be said."""
    return Refused("closing", "The host is closing this room.", {"retry_after_ms": 1000})
