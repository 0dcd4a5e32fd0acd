"""What is written at the sign of a window that is put away, whatever system draws it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from desktop.language import Language


class TrayWords(NamedTuple):
    """The lines of its menu."""

    back: str
    close: str


TellWords = Callable[[], TrayWords]
"""Asked each time, since the person may have chosen another language meanwhile."""


def tray_words(language: Language) -> TrayWords:
    if language == "ko":
        return TrayWords("사랑방 열기", "닫기")
    return TrayWords("Open Sarangbang", "Close")
