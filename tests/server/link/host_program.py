"""A real host, small enough to be started and killed often: identity, room, lan door.

    python -m tests.server.link.host_program FOLDER PORT [open|closed]

Prints one line of JSON when it listens, then obeys lines on standard input: `say TEXT`,
`bye` (closes the room politely and ends).
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import gevent
from gevent.fileobject import FileObject

from server.disk import Disk
from server.doors.lan import LanDoor
from server.host.founding import found_room, new_id
from server.host.host import HostedRoom, Limits
from server.identity import Identity
from server.room.requests import Say
from server.store import Store


def main(folder: Path, port: int, admission: str) -> None:
    """Host until told otherwise."""
    identity = Identity.load_or_create(folder)
    store, disk = Store(folder / "rooms.db"), Disk()
    rows = store.rooms.all()
    row = (
        rows[0]
        if rows
        else found_room(store, identity, name="Sarangbang", my_name="Host", admission=admission)
    )
    room = HostedRoom(
        row,
        store=store,
        disk=disk,
        identity=identity,
        limits=Limits(),
        present=True,
        lost=lambda: None,
    )
    door = LanDoor(
        identity,
        lambda wanted: room if wanted in (None, "", room.id) else None,
        hosts=["127.0.0.1", "::1"],
    )
    door.start(port)
    told = {
        "room": room.id,
        "fingerprint": identity.fingerprint,
        "port": door.port,
        "invite": "" if admission == "open" else room.secrets.invitation("lan"),
    }
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()
    for line in FileObject(sys.stdin, "r"):
        command, _, rest = line.strip().partition(" ")
        if command == "say":
            room.ask(room.own_seat(), Say(new_id(), rest, None))
        elif command == "bye":
            room.close("closing", "The host closed the room.", retry_after_ms=1000)
            gevent.sleep(0.05)
            break
    door.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
