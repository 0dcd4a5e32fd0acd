"""Can they reach me: what the Invite panel says. Between computers: tests/together."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from server.nearby.record import Missed
from tests.server.doors.program import Program
from tests.server.nearby import ears
from tests.support.wait import wait_for

pytestmark = pytest.mark.nearby

CARD = ("127.0.0.1",)


@pytest.fixture
def stranger() -> Iterator[ears.Stranger]:
    yield from ears.stranger()


def test_somebody_tried_in_vain(programs: Callable[..., Program], stranger: ears.Stranger) -> None:
    host, friend = programs("host", nearby=CARD), programs("friend", nearby=CARD)
    home = host.page()
    friend.page()
    room = home.ask("host", name="방", admission="open")["room"]
    nothing: dict[str, object] = {"reached": [], "knocked": [], "failed": None}
    assert home.ask("invite", room=room)["reach"] == nothing
    port = home.ask("invite", room=room)["port"]
    assert friend.app._parts is not None
    nearby = friend.app._parts.nearby

    def marks() -> list[str]:
        heard = nearby.sightings
        return [one.notice.mark for one in heard if one.addresses[0].port == port]

    (mark,) = wait_for(marks, "the room to be heard of")
    for said in (Missed("0" * 32, "no_answer", True), Missed(mark, "no_answer", False)):
        text = ears.text_of(said.text())
        stranger.send(ears.response(f"m{said.mark[:6]}", text, port=1))
    wait_for(lambda: home.all("invitation")[-1:], "the panel to change")
    failed = home.all("invitation")[-1]["reach"]["failed"]
    assert failed["cause"] == "other_subnet"
    assert failed["at"] > 1_700_000_000_000
    text = ears.text_of(Missed(mark, "refused", True).text())

    def cause() -> bool:
        stranger.send(ears.response("again", text, port=1))
        reach = home.all("invitation")[-1]["reach"]
        return bool(reach["failed"]["cause"] == "firewall")

    wait_for(cause, "what is said last to count", every=0.5)


def test_who_sits_at_this_computer_has_not_come_from_another(
    programs: Callable[..., Program],
) -> None:
    host, friend = programs("host"), programs("friend")
    home, door = host.page(), friend.page()
    room = home.ask("host", name="방", admission="open")["room"]
    port = home.ask("invite", room=room)["port"]
    found = door.ask("probe", text=f"127.0.0.1:{port}")
    assert door.ask("join", probe=found["probe"], name="Jiyoung")["ok"]
    wait_for(lambda: home.ask("invite", room=room)["came"], "somebody to have come")
    reach = home.ask("invite", room=room)["reach"]
    assert reach == {"reached": [], "knocked": [], "failed": None}
