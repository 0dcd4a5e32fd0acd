"""What a link tells."""

from __future__ import annotations

from typing import Any, Protocol


class Listener(Protocol):
    """Called on the hub, in the order of the wire, one call at a time; a call may wait.

    The payloads of `on_welcome`, `on_entries`, `on_signals` and `on_knocks` come from a stranger
    and are unchecked; each is at most a megabyte of JSON.
    """

    def on_connecting(self) -> None:
        """An attempt begins."""

    def on_welcome(self, payload: Any) -> None:
        """The host let us in."""

    def on_entries(self, payload: Any) -> None:
        """What an `entries` event brought."""

    def on_signals(self, payload: Any) -> None:
        """What a `signals` event brought."""

    def on_knocks(self, payload: Any) -> None:
        """What a `knocks` event brought: who asks to come in."""

    def on_retrying(self, at_ms: int, since_ms: int, reason: str) -> None:
        """The next attempt comes at `at_ms`; there has been no connection since `since_ms`.

        `reason`: "closing" (the host closed the room, and has not been back since), "lost"
        (contact was lost, likewise), or, where there was no contact yet, the code of what
        is in the way: no_answer, refused, no_route, …
        """

    def on_refused(self, code: str, message: str, data: dict[str, Any]) -> None:
        """The host, or what was found instead of it, refuses.

        `on_retrying` follows if the link goes on by itself; else it stops until `retry_now`.
        """

    def on_bye(self, code: str, message: str, retry_after_ms: int | None, why: str) -> None:
        """The host said goodbye. After "removed", "banned", "left" and "expired" the link stops.

        `why`: what somebody gave as the reason, or empty.
        """
