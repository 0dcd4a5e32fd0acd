"""The languages of what is said outside the page, and the one of the system."""

from __future__ import annotations

import locale
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Language = Literal["ko", "en"]


@dataclass(frozen=True)
class Both:
    """Something said in both languages."""

    english: str
    korean: str

    def __str__(self) -> str:
        return self.english

    def said(self, language: Language) -> str:
        return self.korean if language == "ko" else self.english


def system_language() -> Language:
    """`ko` where the system speaks Korean, else `en`."""
    return "ko" if _system_locale().lower().startswith(("ko", "korean")) else "en"


def chosen_language(data: Path) -> Language:
    """The one that the person has chosen in the settings; where they chose none, the system's."""
    from server.look import read_look

    chosen = read_look(data).language
    return "ko" if chosen == "ko" else "en" if chosen == "en" else system_language()


def _system_locale() -> str:
    # The order of POSIX: the first that is set decides, also when it is "C".
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name)
        if value:
            return value
    if sys.platform == "darwin":
        from subprocess import run

        # Programs started from the Finder have no LANG.
        seen = run(
            ["defaults", "read", "-g", "AppleLocale"], capture_output=True, text=True, check=False
        )
        return seen.stdout.strip()
    return locale.getlocale()[0] or ""
