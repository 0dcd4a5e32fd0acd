"""Which new messages are told to a person who does not see them, and when that is over."""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Sequence
from typing import Any

import gevent

from server.clock import now_ms
from server.desk import Desk, Notice
from server.person.plain import plain
from server.reading import calls
from server.room.refusal import malformed
from server.rooms import Rooms
from server.settings import Settings
from server.store import Row

LEVELS = ("all", "mentions", "none")
# What is said in one go is told in one go (seconds).
GATHER = 0.4
# Of several messages the newest are told, each with so many characters.
LINES, TEXT = 3, 200
# What is told in place of texts that others in front of the screen shall not read.
SOMETHING = {
    "en": ("New message", "New messages"),
    "ko": ("새 메시지가 왔어요", "새 메시지가 왔어요"),
}


class Notices:
    """On the hub. What is told is told once to the system and to the pages."""

    def __init__(
        self,
        rooms: Rooms,
        settings: Settings,
        desk: Desk | None,
        *,
        on_screen: Callable[[str], bool],
        attention: Callable[[], None],
        tell: Callable[[str, Any], None],
        language: Callable[[], str],
        blocked: Container[str] = (),
    ) -> None:
        """`on_screen`: the person looks at this room; `attention`: the taskbar entry asks for it;
        `tell` an event to the pages; `language`: `ko` or `en`. Of those who are `blocked` nothing
        is told."""
        self._rooms, self._settings, self._desk = rooms, settings, desk
        self._on_screen, self._attention, self._tell = on_screen, attention, tell
        self._language, self._blocked = language, blocked
        self._gathered: dict[str, list[Row]] = {}
        # Where a notice stands, and whose words may be in it.
        self._standing: dict[str, set[str]] = {}
        rooms.said = self.heard
        rooms.watched.append(self._look)

    # --- what the person wants -------------------------------------------------------------

    @property
    def told(self) -> dict[str, Any]:
        """The choices, and what this system can do, as the page hears it."""
        return {
            "level": self._settings.get("notify", "all"),
            "sound": self._sound,
            "text": self._in_words,
            "until": self._until,
            "service": self._service,
        }

    def choose(
        self,
        *,
        level: str | None = None,
        sound: bool | None = None,
        text: bool | None = None,
        until: int | None = None,
    ) -> None:
        """Keep what is not None; `text`: what was said and who said it is told, not only where;
        `until` (ms): nothing is told before. Raises `Refused`."""
        if level is not None:
            self._settings.keep("notify", _checked(level))
        if sound is not None:
            self._settings.keep("notify_sound", "yes" if sound else "no")
        if text is not None:
            self._settings.keep("notify_text", "yes" if text else "no")
        if until is not None:
            self._settings.keep("notify_until", str(max(0, until)))
        self._tell("notices", self.told)

    def choose_for(self, room: str, level: str) -> None:
        """What is told of `room`; empty: as of all rooms. Raises `Refused`."""
        self._rooms.note(room, notify=level and _checked(level))

    @property
    def _sound(self) -> bool:
        return self._settings.get("notify_sound", "yes") == "yes"

    @property
    def _in_words(self) -> bool:
        return self._settings.get("notify_text", "yes") == "yes"

    @property
    def _until(self) -> int:
        said = self._settings.get("notify_until", "0")
        return int(said) if said.isdecimal() else 0

    @property
    def _service(self) -> bool:
        return self._desk is not None and self._desk.can_notify

    # --- what came -------------------------------------------------------------------------

    def heard(self, room: str, rows: Sequence[Row]) -> None:
        """Entries came in `room`."""
        if any(row.kind == "withdrawn" for row in rows):
            self._retract(room)  # it may be what the notice says
        wanted = self._wanted(room, rows)
        if not wanted:
            return
        self._attention()
        if self._on_screen(room):
            return
        if room not in self._gathered:
            self._gathered[room] = []
            gevent.spawn_later(GATHER, self._say, room)
        self._gathered[room] += wanted

    def _wanted(self, room: str, rows: Sequence[Row]) -> list[Row]:
        level = self._rooms.details(room).get("notify") or self._settings.get("notify", "all")
        if level == "none" or self._until > now_ms():
            return []
        reading, me = self._rooms.reading(room), self._rooms.identity.member
        if not reading.read and self._rooms.get(room).role == "member":
            return []  # has just come in: all of it is new, and is being fetched
        return [
            row
            for row in rows
            if row.kind == "said" and row.author != me and row.number > reading.read
            if row.author not in self._blocked
            if level == "all" or calls(row, me)
        ]

    def _say(self, room: str) -> None:
        gathered = self._gathered.pop(room)
        name = self._rooms.name(room)
        if name is None or self._on_screen(room):
            return
        reading = self._rooms.reading(room)
        rows = [row for row in gathered if row.number > reading.read]
        rows = [row for row in rows if row.author not in self._blocked]
        if not rows:
            return
        title = f"{name} ({reading.unread})" if reading.unread > 1 else name
        notice = Notice(room, rows[0].number, title, self._body(rows))
        service = self._service
        if service and self._desk is not None:
            self._standing.setdefault(room, set()).update(row.author for row in rows)
            self._desk.notify(notice)
        told = {"room": room, "number": notice.number, "title": title, "body": notice.body}
        self._tell("notice", {**told, "sound": self._sound, "toast": not service})

    def _body(self, rows: Sequence[Row]) -> str:
        if not self._in_words:
            return SOMETHING[self._language()][len(rows) > 1]
        return "\n".join(f"{row.name}: {_text(row)}" for row in rows[-LINES:])

    def _look(self) -> None:
        """The cards have changed: what was read need not be told any longer."""
        for room in list(self._standing):
            if self._rooms.name(room) is None or not self._rooms.reading(room).unread:
                self._retract(room)

    def look_again(self) -> None:
        """Others are blocked than before: no notice may go on saying their words."""
        for room, authors in list(self._standing.items()):
            if any(author in self._blocked for author in authors):
                self._retract(room)

    def _retract(self, room: str) -> None:
        if room in self._standing and self._desk is not None:
            del self._standing[room]
            self._desk.withdraw(room)


def _text(row: Row) -> str:
    text = json.loads(row.body or "{}").get("text")
    if not isinstance(text, str):
        return ""
    # A message may be long, and few of its words are told.
    return " ".join(plain(text[: 4 * TEXT]).split())[:TEXT]


def _checked(level: str) -> str:
    if level not in LEVELS:
        raise malformed(f"level is one of {', '.join(LEVELS)}")
    return level
