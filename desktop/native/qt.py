"""The window on Linux: PySide6 under pywebview."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from desktop.display import missing_display
from desktop.faults import DesktopPartMissing, LibraryMissing, NoDisplay
from desktop.geometry import Geometry, Screen
from desktop.native.engine import start_engine
from desktop.native.libraries import DEBIAN_PACKAGES, missing_library
from desktop.native.qt_names import give_names
from desktop.native.qt_tray import QtTray
from desktop.native.seam import Gui
from desktop.native.tray_words import TellWords
from desktop.paths import NAME

log = logging.getLogger("sarangbang.window")

RELOADS = 3
"""Times that a page whose process died is brought back; then something is wrong for good."""


class QtNative:
    gui: Gui = "qt"

    def __init__(self, icons: list[Path], words: TellWords) -> None:
        self._icons = icons
        self._reloads = 0
        self._tray = QtTray(words)

    def prepare(self) -> None:
        reason = missing_display()
        if reason is not None:
            raise NoDisplay(reason=reason)
        self._settle_sandbox()
        try:
            from PySide6 import QtCore, QtGui, QtWebEngineWidgets, QtWidgets
        except ImportError as error:
            library = missing_library(str(error))
            if library is None:
                raise DesktopPartMissing(part="PySide6") from error
            raise LibraryMissing(library=library, packages=DEBIAN_PACKAGES) from error
        platform_part = missing_library(None)
        if platform_part is not None:
            # Qt would end the whole process with a message about xcb-cursor0.
            raise LibraryMissing(library=platform_part, packages=DEBIAN_PACKAGES)
        del QtWebEngineWidgets  # imported before the application is made, as Qt demands
        QtCore.qInstallMessageHandler(_log_of_qt)
        # Names the window's class, its place in the taskbar, and Qt's own folders; without
        # it they would be called after the file that was started.
        QtCore.QCoreApplication.setApplicationName(NAME)
        QtGui.QGuiApplication.setDesktopFileName(NAME)
        # Only the name, never the command line: a link in it holds a secret.
        application: Any = QtWidgets.QApplication.instance() or QtWidgets.QApplication([NAME])
        self._application = application
        icon = QtGui.QIcon()
        for path in self._icons:
            icon.addFile(str(path))
        QtWidgets.QApplication.setWindowIcon(icon)
        self._main_thread = _main_thread(self._application)
        if not start_engine():
            log.warning("the page's engine could not be started early")
        give_names()

    def _settle_sandbox(self) -> None:
        if os.geteuid() == 0 and "QTWEBENGINE_DISABLE_SANDBOX" not in os.environ:
            os.environ["QTWEBENGINE_DISABLE_SANDBOX"] = "1"
            log.warning("running as root: the page's process runs without its sandbox")

    def screens(self) -> list[Screen] | None:
        from PySide6.QtGui import QGuiApplication

        # The primary screen is the first, and pywebview counts from its corner.
        areas = [screen.availableGeometry() for screen in QGuiApplication.screens()]
        corner = QGuiApplication.primaryScreen().geometry().topLeft()
        return [
            Screen(area.x() - corner.x(), area.y() - corner.y(), area.width(), area.height())
            for area in areas
        ]

    def dress(self, window: Any, background: str, heard: Callable[[str], None]) -> None:
        del heard  # on Linux a link starts a second copy, which hands it over
        from PySide6.QtCore import Qt, QUrl
        from PySide6.QtGui import QColor

        view = window.native.webview
        # Qt paints the page white until it has one.
        view.page().setBackgroundColor(QColor(background))
        # pywebview's own blank page would cost a process of its own: a page at about:blank
        # hands its process on to the real one.
        view.setUrl(QUrl("about:blank"))
        # pywebview takes the menu away; pywebview_repairs.py gives a fitting one.
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.DefaultContextMenu)
        view.page().renderProcessTerminated.connect(
            lambda status, code: self._bring_back(view, status.name, code)
        )

    def _bring_back(self, view: Any, status: str, code: int) -> None:
        log.error("the page's process ended (%s, %s)", status, code)
        if status != "NormalTerminationStatus" and self._reloads < RELOADS:
            self._reloads += 1
            view.reload()

    def geometry(self, window: Any, before: Geometry) -> Geometry:
        from PySide6.QtCore import QPoint
        from PySide6.QtGui import QGuiApplication

        widget = window.native
        maximized = bool(widget.isMaximized())
        corner = QGuiApplication.primaryScreen().geometry().topLeft()
        # What it goes back to; for a window in its normal state, where it is.
        inner, outer, normal = widget.geometry(), widget.frameGeometry(), widget.normalGeometry()
        plain = not maximized and not widget.isMinimized() and not widget.isFullScreen()
        shape = inner if plain or not normal.isValid() else normal
        place = shape.topLeft() - corner
        # A window that was never in its normal state has not met its frame yet.
        if plain or place != QPoint(before.x or 0, before.y or 0):
            place -= inner.topLeft() - outer.topLeft()
        return Geometry(shape.width(), shape.height(), place.x(), place.y(), maximized)

    def ask_attention(self, window: Any) -> None:
        from PySide6.QtWidgets import QApplication

        # 0: until somebody looks; nothing happens while the window is the active one.
        self._main_thread(lambda: QApplication.alert(window.native, 0))

    def count_unread(self, window: Any, unread: int) -> None:
        # Qt says it as com.canonical.Unity.LauncherEntry, which docks and taskbars listen to.
        number = min(unread, 999)
        self._main_thread(lambda: self._application.setBadgeNumber(number))

    def put_away(self, window: Any) -> None:
        def away() -> None:
            widget = window.native
            if not self._tray.take(widget, lambda: self._back(widget)):
                widget.showMinimized()

        self._main_thread(away)

    def raise_window(self, window: Any) -> None:
        self._main_thread(lambda: self._back(window.native))

    def _back(self, widget: Any) -> None:
        self._tray.let_go()
        _bring_forward(widget)

    def ask_page(self, window: Any, script: str, answer: Callable[[object], None]) -> None:
        # Not pywebview's evaluate_js: it needs eval, which the page's own rules forbid.
        page = window.native.webview.page()
        self._main_thread(lambda: page.runJavaScript(script, 0, answer))


def _bring_forward(widget: Any) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QApplication

    state = widget.windowState() & ~Qt.WindowState.WindowMinimized
    widget.setWindowState(state | Qt.WindowState.WindowActive)
    widget.show()
    widget.raise_()
    widget.activateWindow()
    # Where the system lets no program come forward by itself (Wayland), it may at least ask.
    QApplication.alert(widget, 0)


def _main_thread(application: Any) -> Callable[[Callable[[], None]], None]:
    """A way to have something done by the main thread, as long as `application` lives."""
    from PySide6.QtCore import QObject, Signal, Slot

    class MainThread(QObject):
        asked = Signal(object)

        def __init__(self) -> None:
            super().__init__(application)
            self.asked.connect(self.work)

        @Slot(object)
        def work(self, work: Callable[[], None]) -> None:
            work()

    worker = MainThread()
    # Qt carries the signal over to the thread that the worker lives in.
    return lambda work: worker.asked.emit(work)  # noqa: PLW0108 - keeps the worker alive


def _log_of_qt(kind: Any, context: Any, message: str) -> None:
    del context
    level = logging.INFO if kind.name in {"QtDebugMsg", "QtInfoMsg"} else logging.WARNING
    log.log(level, "Qt: %s", message)
