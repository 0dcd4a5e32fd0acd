"""Language and theme of last time, in a file of their own.

The window and its page need them before the database is open.
"""

from __future__ import annotations

import json
import logging
from pathlib import Path

from server.files import write_privately

FILE_NAME = "look.json"
LANGUAGES = ("system", "ko", "en")
THEMES = ("system", "light", "dark")

log = logging.getLogger(__name__)

Look = tuple[str, str]
"""Language and theme, each as the person chose it."""


def read_look(data: Path) -> Look:
    """What was chosen when the program ran last; a file that is damaged or missing: `system`."""
    try:
        kept = json.loads((data / FILE_NAME).read_bytes())
        language, theme = kept.get("language"), kept.get("theme")
    except (OSError, ValueError, AttributeError):
        return "system", "system"
    return (
        language if language in LANGUAGES else "system",
        theme if theme in THEMES else "system",
    )


def keep_look(data: Path, look: Look) -> None:
    """Keep it for the next start; a folder that does not take it costs a flicker, no more."""
    if read_look(data) != look or not (data / FILE_NAME).exists():
        language, theme = look
        try:
            kept = json.dumps({"language": language, "theme": theme})
            write_privately(data / FILE_NAME, kept.encode())
        except OSError as error:
            log.info("language and theme were not kept for the next start: %s", error)
