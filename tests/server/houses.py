"""All rooms of a computer and the way into others', with a wire between such computers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import gevent

from server.address import Address
from server.codes.spelled import Code
from server.host.host import HostedRoom, Limits
from server.invitation import Invitation
from server.joining.by_code import ByCode
from server.joining.joining import FoundAt, Joining, Target
from server.link.code import Shower
from server.link.listener import Listener
from server.replica.replica import JoinedRoom
from server.room.refusal import Refused
from server.rooms import Rooms
from tests.server.scene import Computer, until
from tests.server.wiring import Line

AT = Address("192.168.0.5", 47800)


class House(Computer):
    """A computer with all its rooms, and a network in which hosts are found by their key."""

    def __init__(self, folder: Path, network: dict[str, House]) -> None:
        super().__init__(folder)
        self.network = network
        network[self.identity.fingerprint] = self
        self.lines: list[Line] = []
        self.reached = True
        self.nearby: list[tuple[Address, ...]] = []
        self.shown: dict[str, str] = {}
        """The codes that this house shows, with the room that each leads to."""
        self.all = Rooms(
            self.store,
            self.disk,
            self.identity,
            limits=Limits(rate=0),
            present=True,
            make_link=lambda room, visitor: self.joining.link_of(room, "Somebody", visitor),
            network=lambda: "home",
            is_elsewhere=lambda now, before: now != before,
        )
        self.joining = Joining(
            self.all,
            self.identity,
            find=self.find,
            open_link=self.open_link,
            by_code=ByCode(self.try_code, lambda _number: self.nearby),
        )
        self.all.load()

    def find(self, addresses: Sequence[Address], expected: str | None, room: str) -> FoundAt:
        assert addresses
        key = expected or next(key for key in self.network if key != self.identity.fingerprint)
        if key not in self.network:
            raise Refused("no_answer", "Nobody answers there.")
        return FoundAt(addresses[0], key)

    def try_code(
        self, hosts: Sequence[Sequence[Address]], code: Code, expected: str | None
    ) -> Shower:
        for key, house in self.network.items():
            if str(code) in house.shown and expected in (None, key):
                return Shower(house.shown[str(code)], key, hosts[0][0])
        raise Refused("unknown_code", "Nobody shows it.")

    def open_link(
        self,
        target: Target,
        position: Callable[[], tuple[int, str | None]],
        listener: Listener,
    ) -> Line:
        host = self.network[target.fingerprint].all.find_hosted(target.room or None)
        assert host is not None
        line = Line(self, host, listener, target.name, target.invite or None)
        line.position = position
        self.lines.append(line)
        if self.reached:
            gevent.spawn(line.connect)
        return line

    def host_room(self, name: str = "방", *, open: bool = True) -> HostedRoom:
        id = self.all.found(name, "Host", "open" if open else "invited")
        room = self.all.find_hosted(id)
        assert room is not None
        return room

    def link_to(self, room: HostedRoom) -> str:
        secret = "" if room.state.open else room.secrets.invitation("lan")
        return Invitation(room.id, self.identity.fingerprint, (AT,), secret).link()

    def join(self, text: str, name: str = "Minsu", invite: str | None = None) -> JoinedRoom:
        found = self.joining.probe(text)
        room = self.all.joined(self.joining.join(found["probe"], name, invite))
        until(lambda: room.state.last and room.connected, "the room is here")
        return room

    def state_of(self, id: str) -> dict[str, Any]:
        (card,) = [card for card in self.all.cards() if card["id"] == id]
        return dict(card["state"])

    def close(self) -> None:
        self.all.close()
        super().close()
