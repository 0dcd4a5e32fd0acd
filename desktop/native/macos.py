"""The window on macOS: WKWebView under pywebview."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from desktop.faults import DesktopPartMissing
from desktop.geometry import Geometry, Screen
from desktop.native.seam import Gui, plain_geometry

_INFORMATIONAL = 10
"""NSInformationalRequest: the Dock icon jumps once."""
_GET_URL = int.from_bytes(b"GURL", "big")
_DIRECT_OBJECT = int.from_bytes(b"----", "big")


class MacNative:
    gui: Gui = "cocoa"

    def prepare(self) -> None:
        try:
            self._appkit: Any = import_module("AppKit")
            self._later: Any = import_module("PyObjCTools.AppHelper").callAfter
        except ImportError as error:
            raise DesktopPartMissing(part="pyobjc") from error

    def screens(self) -> list[Screen] | None:
        return None

    def dress(self, window: Any, background: str, heard: Callable[[str], None]) -> None:
        # macOS hands links to the running program as an event, never on the command line.
        base: Any = self._appkit.NSObject

        class LinkListener(base):  # type: ignore[misc] # known only on macOS
            def handleEvent_withReply_(self, event: Any, reply: Any) -> None:  # noqa: N802
                heard(str(event.paramDescriptorForKeyword_(_DIRECT_OBJECT).stringValue()))

        self._listener = LinkListener.alloc().init()
        manager = self._appkit.NSAppleEventManager.sharedAppleEventManager()
        manager.setEventHandler_andSelector_forEventClass_andEventID_(
            self._listener, b"handleEvent:withReply:", _GET_URL, _GET_URL
        )

    def geometry(self, window: Any, before: Geometry) -> Geometry:
        native = window.native
        return plain_geometry(
            window,
            before,
            maximized=bool(native.isZoomed()),
            minimized=bool(native.isMiniaturized()),
        )

    def ask_attention(self, window: Any) -> None:
        # The system itself passes it over while the program is the active one.
        application = self._appkit.NSApplication.sharedApplication()
        self._later(application.requestUserAttention_, _INFORMATIONAL)

    def count_unread(self, window: Any, unread: int) -> None:
        label = str(min(unread, 999)) if unread > 0 else None
        tile = self._appkit.NSApplication.sharedApplication().dockTile()
        self._later(tile.setBadgeLabel_, label)

    def put_away(self, window: Any) -> None:
        # As by ⌘H: the Dock's icon and ⌘⇥ bring the window back, and nothing more is needed
        # for it. A window alone that is hidden comes back by neither.
        self._later(self._appkit.NSApplication.sharedApplication().hide_, None)

    def raise_window(self, window: Any) -> None:
        def forward() -> None:
            self._appkit.NSApplication.sharedApplication().unhide_(None)
            window.native.deminiaturize_(None)
            window.native.makeKeyAndOrderFront_(None)
            self._appkit.NSApplication.sharedApplication().activateIgnoringOtherApps_(True)

        self._later(forward)

    def ask_page(self, window: Any, script: str, answer: Callable[[object], None]) -> None:
        answer(window.evaluate_js(script))
