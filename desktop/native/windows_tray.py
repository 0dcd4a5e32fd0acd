"""The sign in the notification area while the window is put away, on Windows."""

from __future__ import annotations

import logging
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from desktop.native.tray_words import TellWords

log = logging.getLogger("sarangbang.window")

LONGEST_TIP = 63
"""What a NotifyIcon takes as its tip, in UTF-16 units; it throws at more."""


def tip_of(title: str) -> str:
    """As much of the window's `title` as a tip may hold; no sign is cut in two."""
    units = title.encode("utf-16-le")
    if len(units) <= 2 * LONGEST_TIP:
        return title
    return units[: 2 * (LONGEST_TIP - 1)].decode("utf-16-le", "ignore") + "…"


class WindowsTray:
    """The form's own thread only, once pywebview has loaded .NET's modules.

    The icon is made once and then shown or not: its own menu cannot outlive it being
    thrown away.
    """

    def __init__(self, words: TellWords, icon: Path) -> None:
        self._words = words
        self._picture = icon
        self._icon: Any = None

    def take(self, form: Any, bring_back: Callable[[], None]) -> None:
        """Hide the window behind an icon that brings it back. Raises what .NET raises."""
        if self._icon is None:
            self._icon = self._made(form, bring_back)
        for line, word in zip(self._lines, self._words(), strict=True):
            line.Text = word
        self._icon.Text = tip_of(str(form.Text))
        self._icon.Visible = True
        form.Hide()

    def let_go(self) -> None:
        """The window is back."""
        if self._icon is not None:
            self._icon.Visible = False

    def _made(self, form: Any, bring_back: Callable[[], None]) -> Any:
        forms = import_module("System.Windows.Forms")

        def pressed(_sender: Any, how: Any) -> None:
            if how.Button == forms.MouseButtons.Left:
                bring_back()

        def close(_sender: Any, _how: Any) -> None:
            bring_back()  # the page may have to ask something
            form.Close()

        def retitled(_sender: Any, _how: Any) -> None:
            # How much is unread stands in the title.
            icon.Text = tip_of(str(form.Text))

        def closing(_sender: Any, how: Any) -> None:
            # pywebview was asked before us, and may have refused. An icon that is not taken
            # away stays there until the mouse passes over it.
            if not how.Cancel:
                icon.Visible = False

        menu = forms.ContextMenuStrip()
        self._lines = menu.Items.Add(""), menu.Items.Add("")
        self._lines[0].Click += lambda _sender, _how: bring_back()
        self._lines[1].Click += close
        icon = forms.NotifyIcon()
        icon.Icon = self._drawn(form, forms.SystemInformation.SmallIconSize)
        icon.ContextMenuStrip = menu
        icon.MouseClick += pressed
        form.TextChanged += retitled
        form.FormClosing += closing
        return icon

    def _drawn(self, form: Any, size: Any) -> Any:
        try:
            return import_module("System.Drawing").Icon(str(self._picture), size)
        except Exception:
            # The window's own is Python's when the program was not built into a bundle.
            log.exception("the picture for the notification area could not be read")
            return form.Icon
