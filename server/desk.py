"""What the server asks of the desktop around it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Notice:
    """Messages that a person has not seen: `number` is the first of them in `room` (its id)."""

    room: str
    number: int
    title: str
    body: str


class Desk(Protocol):
    """The window's side of the seam; a headless host has none.

    Every method is called on the server's hub, so it must hand the work to the
    window's own thread and return at once.
    """

    def open_url(self, url: str) -> None:
        """Open `url` (http, https or mailto, already checked) in the person's browser."""

    def set_title(self, room: str | None, unread: int, knocks: int) -> None:
        """Show the room's name in the title, how many entries are unread, and how many people
        ask to come into a room or to talk in private."""

    def ask_attention(self) -> None:
        """Make the taskbar entry ask for attention once; nothing while the window has the focus."""

    @property
    def can_notify(self) -> bool:
        """Whether this system shows notices, as far as is known by now."""

    def notify(self, notice: Notice) -> None:
        """Show a notice in place of the last one of its room; a press on it is told to the server
        (`App.show_message`)."""

    def withdraw(self, room: str) -> None:
        """Take the notice of `room` away, if it is still there."""

    def keep_awake(self, awake: bool) -> None:
        """Hold off the computer's own sleep while people are in a hosted room."""

    def raise_window(self) -> None:
        """Bring the window to the front."""

    def downloads(self) -> Path:
        """The folder in which the person looks for what was saved."""

    def show_file(self, path: Path) -> None:
        """Show `path` in the system's file manager: a folder itself, a file in its folder."""

    def close(self, keep: bool) -> None:
        """The person's answer to closing while hosting: put the window away (`keep`), or
        close."""
