"""Which of the Qt files that PyInstaller collects the program really uses.

Its hook for QtWebEngine takes all of QML and every language along: 632 MB instead
of about 350.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import PurePosixPath

Entry = tuple[str, str, str]
"""PyInstaller's own: name in the bundle, file it comes from, kind."""

LOCALES = ("en-US", "ko")
"""Chromium's own words (menus, form messages) in the page's two languages."""

PLUGINS = (
    "iconengines/",
    "imageformats/libqgif",
    "imageformats/libqico",
    "imageformats/libqjpeg",
    "imageformats/libqsvg",
    "imageformats/libqwebp",
    "platforminputcontexts/libcompose",
    "platforminputcontexts/libibus",
    "platforms/libqoffscreen",
    "platforms/libqwayland",
    "platforms/libqxcb",
    "platformthemes/libqxdgdesktopportal",  # not gtk3, which brings 40 MB of the system along
    "tls/",
    "wayland-",
    "xcbglintegrations/",
)
"""Displays, input methods (Hangul comes by ibus), themes, pictures."""

_UNUSED_RESOURCES = ("devtools", ".debug.")


def is_wanted_data(name: str) -> bool:
    """Whether a data file called `name` in the bundle is used."""
    path = PurePosixPath(name.replace("\\", "/"))
    text = str(path)
    if "PySide6" not in path.parts:
        return True
    if "/qml/" in text or path.suffix in {".pyi", ".qmltypes", ".json", ".prl", ".cmake"}:
        return False
    if "qtwebengine_locales" in text:
        return path.stem in LOCALES
    if "translations" in path.parts:
        return path.name in {"qtbase_ko.qm", "qtbase_en.qm"}
    return not any(word in path.name for word in _UNUSED_RESOURCES)


def is_wanted_plugin(name: str) -> bool:
    """Whether a library called `name` is no Qt plugin, or one that is used."""
    text = name.replace("\\", "/")
    if "/qml/" in text:
        return False
    _, found, plugin = text.partition("/plugins/")
    return not found or plugin.startswith(PLUGINS)


def reachable(binaries: Iterable[Entry], needs: Callable[[str], set[str]]) -> list[Entry]:
    """Drop the libraries that nothing of the rest leads to.

    `needs` names the libraries (file names) that a file asks the loader for. What
    Python imports, Qt's plugins and programs are where the ways begin.
    """
    kept = [entry for entry in binaries if is_wanted_plugin(entry[0])]
    by_name = {PurePosixPath(entry[0]).name: entry for entry in kept}
    seen: set[str] = set()
    open_ends = [name for name, entry in by_name.items() if not _is_library(entry[0])]
    while open_ends:
        name = open_ends.pop()
        if name in seen or name not in by_name:
            continue
        seen.add(name)
        open_ends += needs(by_name[name][1])
    return [entry for entry in kept if PurePosixPath(entry[0]).name in seen]


_LOADED_BY_NAME = ("libsoftokn", "libfreebl", "libnssckbi", "libnssdbm", "libssl", "libcrypto")
"""NSS and Qt's TLS open these themselves."""


def _is_library(name: str) -> bool:
    """Whether `name` is there for others only: one of Qt's, or one of the system's."""
    path = PurePosixPath(name.replace("\\", "/"))
    if path.name.startswith(_LOADED_BY_NAME) or path.name.startswith("libpython"):
        return False
    in_qt = "PySide6/Qt/lib/" in str(path)
    return in_qt or (path.name.startswith("lib") and len(path.parts) == 1)
