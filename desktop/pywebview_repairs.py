"""Faults of pywebview 6.2.1 on PySide6 that are repaired from outside.

Each repair has a test that shows the fault in pywebview as it comes; when a newer
one no longer has it, that test fails and the repair goes. `repair` must be called
before the first window is made. It is handed pywebview's module, so that
`desktop/window.py` stays the only file that imports webview.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from desktop.browse import open_in_browser
from desktop.home import Home, Way

log = logging.getLogger("sarangbang.window")


def repair(qt: Any, home: Home) -> None:
    """Repair `qt`, the module webview.platforms.qt, for a window that shows `home`."""
    _save_downloads(qt)
    _answer_permissions(qt, home)
    _stay_at_home(qt, home)
    _hand_nothing_to_the_page(qt)
    _ask_before_camera(qt)
    _offer_copy_and_paste(qt)


def _save_downloads(qt: Any) -> None:
    """`setPath` is gone from Qt 6: every download ended in an AttributeError."""

    def on_download_requested(view: Any, download: Any) -> None:
        suggested = download.downloadFileName()
        chosen, _ = qt.QFileDialog.getSaveFileName(
            view, view.localization["global.saveFile"], str(_downloads(qt) / suggested)
        )
        if not chosen:
            download.cancel()
            return
        path = Path(chosen)
        download.setDownloadDirectory(str(path.parent))
        download.setDownloadFileName(path.name)
        download.accept()

    qt.BrowserView.on_download_requested = on_download_requested


def _downloads(qt: Any) -> Path:
    places = qt.QtCore.QStandardPaths
    return Path(places.writableLocation(places.StandardLocation.DownloadLocation))


def _answer_permissions(qt: Any, home: Home) -> None:
    """An int where Qt wants a PermissionPolicy: the page's question was never answered."""
    page = qt.QWebPage
    granted = {page.Feature.Notifications, page.Feature.ClipboardReadWrite}

    def on_feature_permission_requested(self: Any, url: Any, feature: Any) -> None:
        if feature in granted and home.owns(url.toString()):
            answer = page.PermissionPolicy.PermissionGrantedByUser
        else:
            answer = page.PermissionPolicy.PermissionDeniedByUser
        self.setFeaturePermission(url, feature, answer)

    qt.BrowserView.WebPage.onFeaturePermissionRequested = on_feature_permission_requested


def _stay_at_home(qt: Any, home: Home) -> None:
    """A click on a plain link moved the window, and a new window opened any kind of address."""
    clicked = qt.QWebPage.NavigationType.NavigationTypeLinkClicked

    def accept(page: Any, url: Any, kind: Any, is_main_frame: bool) -> bool:
        del page
        address = url.toString()
        way = home.way(address, main_frame=is_main_frame, followed=kind == clicked)
        if way is Way.BROWSER:
            open_in_browser(address)
        elif way is Way.NOWHERE:
            log.warning("the window did not go to %s", url.host() or url.scheme())
        return way is Way.STAY

    def accept_new_window(page: Any, url: Any, kind: Any, is_main_frame: bool) -> bool:
        del page, kind, is_main_frame
        open_in_browser(url.toString())
        return False

    qt.BrowserView.WebPage.acceptNavigationRequest = accept
    qt.BrowserView.NavigationHandler.acceptNavigationRequest = accept_new_window


def _hand_nothing_to_the_page(qt: Any) -> None:
    """pywebview put an object with calls into Python into whatever page was shown."""

    def on_load_finished(view: Any) -> None:
        # What pywebview itself waits for; without these, `loaded` would never come.
        events = view.pywebview_window.events
        events.before_load.set()
        events.loaded.set()
        events._pywebviewready.set()

    qt.BrowserView.on_load_finished = on_load_finished


def _ask_before_camera(qt: Any) -> None:
    """A flag meant for tests let every page use camera and microphone unasked."""
    append = qt.environ_append

    def environ_append(key: str, *values: str, sep: str = " ") -> None:
        kept = [value for value in values if value != "--use-fake-ui-for-media-stream"]
        if kept:
            append(key, *kept, sep=sep)

    qt.environ_append = environ_append


def _offer_copy_and_paste(qt: Any) -> None:
    """There was no context menu at all; now there is one, without what leads off the page."""
    action = qt.QWebPage.WebAction
    offered = (
        action.Undo,
        action.Redo,
        action.Cut,
        action.Copy,
        action.Paste,
        action.SelectAll,
        action.CopyLinkToClipboard,
    )

    def context_menu_event(view: Any, event: Any) -> None:
        menu = view.createStandardContextMenu()
        menu.setAttribute(qt.QtCore.Qt.WidgetAttribute.WA_DeleteOnClose)
        wanted = {view.page().action(name) for name in offered}
        for entry in menu.actions():
            if not entry.isSeparator() and entry not in wanted:
                menu.removeAction(entry)
        if any(not entry.isSeparator() for entry in menu.actions()):
            menu.popup(event.globalPos())

    qt.BrowserView.WebView.contextMenuEvent = context_menu_event
