"""What is written at the sign of a window that is put away, whatever system draws it."""

from __future__ import annotations

from typing import NamedTuple


class TrayWords(NamedTuple):
    """The lines of its menu."""

    back: str
    close: str


def tray_words(language: str) -> TrayWords:
    """In the person's language, `ko`, or else in English."""
    if language == "ko":
        return TrayWords("사랑방 열기", "닫기")
    return TrayWords("Open Sarangbang", "Close")
