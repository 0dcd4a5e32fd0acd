"""Language, theme and size of the text of last time, in a file of their own.

The window and its page need them before the database is open.
"""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import NamedTuple

from server.files import write_privately

FILE_NAME = "look.json"
LANGUAGES = ("system", "ko", "en")
THEMES = ("system", "light", "dark")
TEXT_SIZES = ("90", "100", "115", "130", "150")
"""In hundredths of the size that the system asks for."""

log = logging.getLogger(__name__)


class Look(NamedTuple):
    """Language, theme and size of the text, each as the person chose it."""

    language: str = "system"
    theme: str = "system"
    text: str = "100"


def read_look(data: Path) -> Look:
    """What was chosen when the program ran last; a file that is damaged or missing: `system`."""
    try:
        kept = json.loads((data / FILE_NAME).read_bytes())
        language, theme, text = (kept.get(name) for name in Look._fields)
    except (OSError, ValueError, AttributeError):
        return Look()
    return Look(
        language if language in LANGUAGES else "system",
        theme if theme in THEMES else "system",
        text if text in TEXT_SIZES else "100",
    )


def keep_look(data: Path, look: Look) -> None:
    """Keep it for the next start; a folder that does not take it costs a flicker, no more."""
    if read_look(data) != look or not (data / FILE_NAME).exists():
        try:
            write_privately(data / FILE_NAME, json.dumps(look._asdict()).encode())
        except OSError as error:
            log.info("language, theme and size were not kept for the next start: %s", error)
