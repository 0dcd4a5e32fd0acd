"""Gives pywebview the names of Qt straight from PySide6.

pywebview reaches Qt through qtpy, which copies every class of Qt's into modules of its own.
PySide6 makes a class when it is first asked for, and making them all takes as long as
starting the engine; pywebview uses some thirty.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

# Where Qt 6 keeps what Qt 5, and so qtpy, has in one module.
_PLACES = {
    "QtCore": ("QtCore",),
    "QtGui": ("QtGui",),
    "QtNetwork": ("QtNetwork",),
    "QtWebChannel": ("QtWebChannel",),
    "QtWebEngineCore": ("QtWebEngineCore",),
    "QtWebEngineWidgets": ("QtWebEngineWidgets", "QtWebEngineCore"),
    "QtWidgets": ("QtWidgets", "QtGui"),
}


class _Names(ModuleType):
    """One module of qtpy's; a name is looked up in PySide6's when it is asked for."""

    def __init__(self, name: str, places: tuple[str, ...]) -> None:
        super().__init__(name)
        self._places = places

    def __getattr__(self, name: str) -> Any:
        for place in self._places if not name.startswith("__") or name == "__version__" else ():
            module = __import__(f"PySide6.{place}", fromlist=[name])
            if hasattr(module, name):
                return getattr(module, name)
        raise AttributeError(f"neither of {', '.join(self._places)} has {name}")


def give_names() -> None:
    """Before `webview.platforms.qt` is imported. Nothing where qtpy is loaded already."""
    if "qtpy" in sys.modules:
        return
    root = ModuleType("qtpy")
    root.__path__ = []
    root.PYQT6, root.PYSIDE6 = False, True  # type: ignore[attr-defined]
    sys.modules["qtpy"] = root
    for name, places in _PLACES.items():
        names = _Names(f"qtpy.{name}", places)
        sys.modules[names.__name__] = names
        setattr(root, name, names)
