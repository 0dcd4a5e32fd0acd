"""What the person has set: kept by the program, since a page's own memory belongs to a port."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable
from contextlib import suppress

from server.disk import Disk
from server.look import LANGUAGES, TEXT_SIZES, THEMES, Look
from server.room.names import NAME_LIMIT, clean_name
from server.room.refusal import Refused, malformed
from server.store import Store


class Settings:
    """Name, language, theme, size of the text; and what other parts keep."""

    def __init__(self, store: Store, disk: Disk) -> None:
        self._store, self._disk = store, disk
        self._values = disk.read(store.rooms.settings)
        self.look_changed: Callable[[], None] = lambda: None
        """Called when the look has been chosen anew."""

    @property
    def name(self) -> str:
        """What this computer's person is called."""
        return self._values.get("name") or own_name()

    @property
    def language(self) -> str:
        """`ko`, `en` or `system`."""
        return self._values.get("language", "system")

    def spoken(self, system: str) -> str:
        """`ko` or `en`: the language, where `system` is the one of the system."""
        return system if self.language == "system" else self.language

    @property
    def theme(self) -> str:
        """`light`, `dark` or `system`."""
        return self._values.get("theme", "system")

    @property
    def text_size(self) -> str:
        """One of `TEXT_SIZES`."""
        return self._values.get("text_size", "100")

    @property
    def look(self) -> Look:
        """What the page looks like."""
        return Look(self.language, self.theme, self.text_size)

    def get(self, key: str, default: str = "") -> str:
        """Something the program keeps for itself."""
        return self._values.get(key, default)

    def keep(self, key: str, value: str) -> None:
        """Keep it; waits for the disk."""
        if self._values.get(key) != value:
            self._disk.write(self._store.rooms.set, key, value)
            self._values[key] = value

    def set_name(self, name: str) -> str:
        """Raises `Refused` name_invalid; the name as it was kept."""
        name = clean_name(name)
        self.keep("name", name)
        return name

    def set_language(self, language: str) -> None:
        """Raises `Refused` malformed."""
        self._choose("language", language, LANGUAGES)

    def set_theme(self, theme: str) -> None:
        """Raises `Refused` malformed."""
        self._choose("theme", theme, THEMES)

    def set_text_size(self, size: str) -> None:
        """Raises `Refused` malformed."""
        self._choose("text_size", size, TEXT_SIZES)

    def _choose(self, key: str, value: str, among: tuple[str, ...]) -> None:
        if value not in among:
            raise malformed(f"{key} is one of {', '.join(among)}")
        self.keep(key, value)
        self.look_changed()


def own_name() -> str:
    """The person's name as the system knows it, else a plain one."""
    candidates = []
    if sys.platform != "win32":
        import os
        import pwd

        with suppress(KeyError):
            candidates.append(pwd.getpwuid(os.getuid()).pw_gecos.split(",")[0])
    with suppress(OSError, KeyError, ImportError):
        candidates.append(getpass.getuser())
    for candidate in candidates:
        if candidate and candidate != "root":
            with suppress(Refused):
                return clean_name(candidate[:NAME_LIMIT])
    return "Guest"
