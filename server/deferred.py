"""Lets a library wait until it is used, although another one names it when it is loaded."""

from __future__ import annotations

import importlib
import importlib.util
import sys
import threading
from types import ModuleType
from typing import Any

_swap = threading.Lock()


class _Deferred(ModuleType):
    """Stands for a library until somebody asks it for something.

    (The standard library's LazyLoader loads at the second `import` already, and not safely
    from two threads.)
    """

    def __getattr__(self, attribute: str) -> Any:
        if attribute.startswith("__"):
            # Somebody looks through all modules; or asks for a part of this one without having
            # used it, which import refuses: loaded from within that, the part would be there twice.
            raise AttributeError(attribute)
        with _swap:
            if sys.modules.get(self.__name__) is self:
                del sys.modules[self.__name__]
        # Whoever comes second waits here for the first, by import's own lock.
        return getattr(importlib.import_module(self.__name__), attribute)


def defer(name: str) -> None:
    """Put the loading of the library `name` off until its first use. Nothing if it is loaded,
    or is not here: that is for its user to say."""
    if name in sys.modules:
        return
    spec = importlib.util.find_spec(name)
    if spec is not None:
        waiting = _Deferred(name)
        waiting.__spec__ = spec
        sys.modules[name] = waiting
