"""Whether Windows treats the network as public: its firewall then lets hardly anybody in."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress

_SYSTEM: str = sys.platform
_ASK = "(Get-NetConnectionProfile).NetworkCategory"
_WITHIN = 10.0


def is_public() -> bool:
    """Whether one of the networks is a public one; False on other systems. Takes a second."""
    if _SYSTEM != "win32":
        return False
    with suppress(OSError, subprocess.SubprocessError):
        told = subprocess.run(
            ["powershell", "-NoProfile", "-NonInteractive", "-Command", _ASK],
            capture_output=True,
            text=True,
            timeout=_WITHIN,
            check=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        ).stdout
        return says_public(told)
    return False


def says_public(told: str) -> bool:
    """Read the answer: a line for each network, `Public`, `Private`, `DomainAuthenticated`, or
    their numbers 0, 1, 2."""
    return any(line.strip() in ("Public", "0") for line in told.splitlines())
