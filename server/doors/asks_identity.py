"""What the page asks about who this computer is: taking its identity elsewhere, bringing one here.

All of it is loaded at the first question: most people never ask one.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from server.desk import Desk
from server.disk import Disk
from server.doors.asked import Asked, Handlers
from server.identity import Identity
from server.room.refusal import Refused
from server.rooms import Rooms

if TYPE_CHECKING:
    from server.identity_file import Opened


class IdentityAsks:
    """`export_identity`, `open_identity`, `import_identity`."""

    def __init__(
        self, folder: Path, identity: Identity, rooms: Rooms, disk: Disk, desk: Desk | None
    ) -> None:
        """`folder`: where the key lies."""
        self._folder, self._identity = folder, identity
        self._rooms, self._disk, self._desk = rooms, disk, desk

    @property
    def handlers(self) -> Handlers:
        """By the name of the request."""
        return {
            "export_identity": self._export,
            "open_identity": self._open,
            "import_identity": self._import,
        }

    def _export(self, asked: Asked) -> dict[str, Any]:
        from server.identity_file import save, seal

        text = self._disk.work(seal, self._folder, asked.text("passphrase"))
        path = None
        if self._desk is not None:
            try:
                path = str(self._disk.work(save, self._desk.downloads(), text))
            except OSError:
                path = None  # the text can still be copied
        return {"text": text, "path": path}

    def _open(self, asked: Asked) -> dict[str, Any]:
        opened = self._opened(asked)
        return {
            "check_number": opened.check_number,
            "same": opened.member == self._identity.member,
            "hosted": self._hosted(),
        }

    def _import(self, asked: Asked) -> dict[str, Any]:
        from server.identity_file import put_in_place

        opened = self._opened(asked)
        if opened.member == self._identity.member:
            raise Refused("same_identity", "This computer has this identity already.")
        if self._hosted() and not (asked.has("confirmed") and asked.flag("confirmed")):
            raise Refused(
                "hosts_rooms",
                "The rooms hosted here belong to the identity that is here now.",
                {"rooms": self._hosted()},
            )
        try:
            kept = self._disk.work(put_in_place, self._folder, opened)
        except OSError as error:
            raise Refused("storage_full", "This computer's disk could not store it.") from error
        return {"kept": str(kept)}

    def _opened(self, asked: Asked) -> Opened:
        from server.identity_file import unseal

        return self._disk.work(unseal, asked.text("text"), asked.text("passphrase"))

    def _hosted(self) -> list[str]:
        """The names of the rooms that are bound to the key that is here now."""
        return [card["name"] for card in self._rooms.cards() if card["role"] == "host"]
