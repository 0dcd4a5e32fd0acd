"""The sign in the system's tray while the window is put away, on Linux."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from desktop.native.tray_words import TellWords


class QtTray:
    """Main thread only. Where a desktop has no tray, it can do nothing."""

    def __init__(self, words: TellWords) -> None:
        self._words = words
        self._icon: Any = None

    def take(self, widget: Any, bring_back: Callable[[], None]) -> bool:
        """Hide the window behind an icon that brings it back; false: there is no tray."""
        from PySide6.QtWidgets import QMenu, QSystemTrayIcon

        def pressed(how: Any) -> None:
            if how != QSystemTrayIcon.ActivationReason.Context:
                bring_back()

        def close() -> None:
            bring_back()  # the page may have to ask something
            widget.close()

        if not QSystemTrayIcon.isSystemTrayAvailable():
            return False
        if self._icon is None:
            self._icon = QSystemTrayIcon(widget.windowIcon(), widget)
            menu = QMenu(widget)
            self._lines = menu.addAction("", bring_back), menu.addAction("", close)
            self._icon.setContextMenu(menu)
            self._icon.activated.connect(pressed)
            # How much is unread stands in the title.
            widget.windowTitleChanged.connect(self._icon.setToolTip)
        for line, word in zip(self._lines, self._words(), strict=True):
            line.setText(word)
        self._icon.setToolTip(widget.windowTitle())
        self._icon.show()
        widget.hide()
        return True

    def let_go(self) -> None:
        """The window is back."""
        if self._icon is not None:
            self._icon.hide()
