"""The seam to what each system's own window can do; what they share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, Protocol

from desktop.geometry import Geometry, Screen

Gui = Literal["qt", "edgechromium", "cocoa"]


class Native(Protocol):
    """`window` is always pywebview's; the methods run where their line says."""

    gui: Gui
    """pywebview's name for what draws the window."""

    def prepare(self) -> None:
        """Main thread, before pywebview starts. Raises NoDisplay, WindowPartMissing."""

    def screens(self) -> list[Screen] | None:
        """Main thread, after `prepare`; None: pywebview knows."""

    def dress(self, window: Any, background: str, heard: Callable[[str], None]) -> None:
        """Main thread, when the window is made and not yet shown.

        `heard` is called with each link that the system hands to the running program.
        """

    def geometry(self, window: Any, before: Geometry) -> Geometry:
        """Main thread, while the window closes. `before`: what it was at the start."""

    def ask_attention(self, window: Any) -> None:
        """Any thread: the taskbar entry asks once; nothing while the window has the focus."""

    def count_unread(self, window: Any, unread: int) -> None:
        """Any thread: the number on the program's icon in taskbar or Dock; 0 takes it away."""

    def put_away(self, window: Any) -> None:
        """Not the main thread: out of sight, and the program goes on."""

    def raise_window(self, window: Any) -> None:
        """Any thread: to the front, out of the taskbar if it was minimised."""

    def ask_page(self, window: Any, script: str, answer: Callable[[object], None]) -> None:
        """Any thread: run `script` in the page and call `answer` with its value."""


def plain_geometry(window: Any, before: Geometry, *, maximized: bool, minimized: bool) -> Geometry:
    """What pywebview itself knows; a hidden or filled window keeps the size it had `before`."""
    if maximized or minimized:
        return Geometry(before.width, before.height, before.x, before.y, maximized)
    width, height = window.gui.get_size(window.uid)
    x, y = window.gui.get_position(window.uid)
    return Geometry(int(width), int(height), int(x), int(y), False)
