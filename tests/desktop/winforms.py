"""The few classes of .NET's windows that the tray on Windows uses, standing in where none runs.

They do what was seen of the real ones (Mono's, led by pythonnet): a tip of more than 63
UTF-16 units is thrown back, a handler that refuses to close stops nobody else's, and a
delegate runs on the form's thread, which is the test's own.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest


class Happening:
    """An event: `+=` adds a handler; called, it tells them all."""

    def __init__(self) -> None:
        self._handlers: list[Callable[[Any, Any], object]] = []

    def __iadd__(self, handler: Callable[[Any, Any], object]) -> Happening:
        self._handlers.append(handler)
        return self

    def __call__(self, how: Any = None) -> None:
        for handler in self._handlers:
            handler(None, how)


class Handle:
    def ToInt64(self) -> int:  # noqa: N802 - .NET's name
        return 4711


class Form:
    """A window with a title; `closed` once it was closed and nobody refused."""

    def __init__(self, title: str) -> None:
        self.Handle, self.WindowState = Handle(), "Normal"
        self.TextChanged, self.FormClosing = Happening(), Happening()
        self.visible, self.closed = True, False
        self._title = title

    @property
    def Text(self) -> str:  # noqa: N802
        return self._title

    @Text.setter
    def Text(self, title: str) -> None:  # noqa: N802
        self._title = title
        self.TextChanged()

    def BeginInvoke(self, work: Callable[[], None]) -> None:  # noqa: N802
        work()

    def Show(self) -> None:  # noqa: N802
        self.visible = True

    def Hide(self) -> None:  # noqa: N802
        self.visible = False

    def Close(self) -> None:  # noqa: N802
        how = SimpleNamespace(Cancel=False)
        self.FormClosing(how)
        self.closed = not how.Cancel


class Menu:
    def __init__(self) -> None:
        self.Items = self
        self._lines: list[SimpleNamespace] = []

    def Add(self, line: str) -> SimpleNamespace:  # noqa: N802
        added = SimpleNamespace(Text=line, Click=Happening())
        self._lines.append(added)
        return added

    def choose(self, text: str) -> None:
        """The person presses the line that says `text`."""
        (line,) = (line for line in self._lines if line.Text == text)
        line.Click()


class NotifyIcon:
    made: NotifyIcon

    def __init__(self) -> None:
        NotifyIcon.made = self
        self.Visible, self.MouseClick = False, Happening()
        self.Icon: Any = None
        self.ContextMenuStrip = Menu()
        self._tip = ""

    @property
    def Text(self) -> str:  # noqa: N802
        return self._tip

    @Text.setter
    def Text(self, tip: str) -> None:  # noqa: N802
        if len(tip.encode("utf-16-le")) > 2 * 63:
            raise ValueError("ArgumentOutOfRangeException")
        self._tip = tip

    def press(self, button: str) -> None:
        self.MouseClick(SimpleNamespace(Button=button))


def stand_in(monkeypatch: pytest.MonkeyPatch) -> tuple[Any, Any]:
    """From here on `System` and its parts are these; `System.Windows.Forms`, `System.Drawing`."""
    system, forms, drawing = (
        ModuleType(name) for name in ("System", "System.Windows.Forms", "System.Drawing")
    )
    vars(system).update(Action=lambda work: work)
    vars(forms).update(
        NotifyIcon=NotifyIcon,
        ContextMenuStrip=Menu,
        MouseButtons=SimpleNamespace(Left="Left"),
        SystemInformation=SimpleNamespace(SmallIconSize=16),
    )
    vars(drawing).update(Icon=lambda path, size: (path, size))
    for module in (system, forms, drawing):
        monkeypatch.setitem(sys.modules, module.__name__, module)
    return forms, drawing
