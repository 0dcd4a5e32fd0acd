"""Where the window stood last time, brought back to a screen that is there today."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from server.files import write_privately

FILE_NAME = "window.json"
SMALLEST = (360, 480)
FIRST = (1080, 720)
"""Width and height of the very first window: three columns and room for a conversation."""
GRIP = 80
"""Pixels of the title bar that must be on a screen, so that a hand can take hold of it."""

log = logging.getLogger("sarangbang.window")


@dataclass(frozen=True)
class Screen:
    """Pixels, in the coordinates of the whole desktop."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Geometry:
    """`x` and `y` are None where the system shall choose the place."""

    width: int = FIRST[0]
    height: int = FIRST[1]
    x: int | None = None
    y: int | None = None
    maximized: bool = False


def fit(wanted: Geometry, screens: Sequence[Screen]) -> Geometry:
    """`wanted`, no smaller than usable, no larger than a screen, and within reach."""
    width, height = (max(wanted.width, SMALLEST[0]), max(wanted.height, SMALLEST[1]))
    if not screens:
        return replace(wanted, width=width, height=height, x=None, y=None)
    for screen in screens:
        # As it will be there: a window made smaller may no longer reach its screen.
        sized = _sized(wanted, width, height, screen)
        if _reachable(sized, screen):
            return sized
    return replace(_sized(wanted, width, height, screens[0]), x=None, y=None)


def _sized(wanted: Geometry, width: int, height: int, screen: Screen) -> Geometry:
    return replace(
        wanted,
        width=max(min(width, screen.width), SMALLEST[0]),
        height=max(min(height, screen.height), SMALLEST[1]),
    )


def _reachable(wanted: Geometry, screen: Screen) -> bool:
    if wanted.x is None or wanted.y is None:
        return False
    seen = min(wanted.x + wanted.width, screen.x + screen.width) - max(wanted.x, screen.x)
    return seen >= GRIP and screen.y <= wanted.y <= screen.y + screen.height - GRIP


def load_geometry(data: Path) -> Geometry:
    """What was saved, or the first window's. A damaged file counts as none."""
    try:
        told = json.loads((data / FILE_NAME).read_bytes())
        saved = Geometry(**told)
        numbers = (saved.width, saved.height, saved.x or 0, saved.y or 0)
        if all(type(number) is int and abs(number) < 100_000 for number in numbers):
            return replace(saved, maximized=saved.maximized is True)
    except FileNotFoundError:
        pass
    except (OSError, ValueError, TypeError):
        log.warning("%s is damaged and is not used", FILE_NAME)
    return Geometry()


def save_geometry(data: Path, geometry: Geometry) -> None:
    """Remember for next time. A full disk must not keep the window from closing."""
    try:
        write_privately(data / FILE_NAME, json.dumps(asdict(geometry)).encode())
    except OSError as error:
        log.warning("the window's place was not saved: %s", error)
