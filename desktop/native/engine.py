"""Starts Qt's web engine early, and without holding Python's lock.

The engine forks its helpers, starts its threads and waits for them: a tenth of a second in
which PySide6 lets no other Python thread run. Called as the C++ function that it is, it
lets the server's parts be loaded meanwhile.
"""

from __future__ import annotations

import ctypes
import os

_LIBRARY = "libQt6WebEngineCore.so.6"
_DEFAULT_PROFILE = "_ZN17QWebEngineProfile14defaultProfileEv"
"""`QWebEngineProfile::defaultProfile()`, as every C++ compiler on Linux spells it."""

FLAGS = "QTWEBENGINE_CHROMIUM_FLAGS"
# Read once, at the engine's start; pywebview would give it just before its window.
_FLAG = "--enable-features=AutoplayIgnoreWebAudio"


def start_engine() -> bool:
    """Main thread, once there is an application and QtWebEngineCore has been imported.

    False where the function is not found: then the engine starts with the first window.
    """
    try:
        # By its name alone: the one that is loaded already, wherever it lies.
        start = getattr(ctypes.CDLL(_LIBRARY, os.RTLD_NOLOAD | os.RTLD_NOW), _DEFAULT_PROFILE)
    except (OSError, AttributeError):
        return False
    os.environ[FLAGS] = f"{os.environ.get(FLAGS, '')} {_FLAG}".strip()
    start.argtypes, start.restype = (), ctypes.c_void_p
    start()
    return True
