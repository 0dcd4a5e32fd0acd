"""What the page asks of what this computer keeps: its size, where it lies, a room as a file."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gevent

from server.desk import Desk
from server.disk import Disk
from server.doors.asked import Asked, Handlers
from server.files import size_of
from server.room.refusal import Refused, malformed
from server.rooms import Rooms
from server.store import Store, StoreError

log = logging.getLogger(__name__)

Tell = Callable[[str, Any], None]


class DataAsks:
    """`data_size`, `export_room`, `show_file`."""

    def __init__(
        self,
        folder: Path,
        rooms: Rooms,
        store: Store,
        disk: Disk,
        *,
        desk: Desk | None,
        tell: Tell,
        language: Callable[[], str],
    ) -> None:
        """`folder`: where all of it lies; `language`: the one that the page speaks."""
        self._folder, self._rooms = folder, rooms
        self._store, self._disk, self._desk = store, disk, desk
        self._tell, self._language = tell, language
        # Nothing else is shown in the file manager, whatever the page asks.
        self._shown = {str(folder)}
        self._busy: set[str] = set()

    @property
    def handlers(self) -> Handlers:
        """By the name of the request."""
        return {"data_size": self._size, "export_room": self._export, "show_file": self._show}

    def _size(self, _asked: Asked) -> dict[str, Any]:
        return {"bytes": self._disk.read(size_of, self._folder)}

    def _export(self, asked: Asked) -> None:
        from server.export import FORMS

        room, form = asked.text("room"), asked.text("form")
        if form not in FORMS:
            raise malformed(f"`form` is one of {', '.join(FORMS)}")
        self._rooms.get(room)
        if self._desk is None:
            raise Refused("not_allowed", "There is nobody here to look for a file.")
        if room in self._busy:
            raise Refused("too_fast", "This room is being saved already.")
        self._busy.add(room)
        gevent.spawn(self._write, room, form, self._desk.downloads())

    def _write(self, room: str, form: str, folder: Path) -> None:
        from server.export import export_room

        told: dict[str, Any] = {"room": room, "form": form}
        try:
            view = self._rooms.get(room)
            # A thread of its own: it takes long, and nothing else waits for it.
            path = self._disk.aside(
                export_room,
                self._store,
                view.key,
                view.state.name,
                folder,
                form,
                self._language(),
            )
            self._shown.add(str(path))
            told["path"] = str(path)
        except Refused as refusal:
            told["error"] = refusal.error()
        except Exception as error:
            # Whatever it was: the page waits to hear the end.
            known = isinstance(error, OSError | StoreError)
            log.warning("a room was not saved as a file: %s", error, exc_info=not known)
            told["error"] = {
                "code": "file_not_written",
                "message": "The file could not be written; the disk may be full.",
            }
        finally:
            self._busy.discard(room)
        self._tell("exported", told)

    def _show(self, asked: Asked) -> None:
        path = asked.text("path")
        if path not in self._shown:
            raise malformed("only what was saved here is shown")
        if self._desk is not None:
            self._desk.show_file(Path(path))
