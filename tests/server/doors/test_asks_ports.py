"""The ports that the person has chosen."""

from __future__ import annotations

from collections.abc import Callable

from server.doors.lan import PORT
from tests.server.doors.program import Program
from tests.support.ports import free_port

Programs = Callable[[str], Program]


def test_a_chosen_port_is_taken_when_the_door_opens_next(programs: Programs) -> None:
    program = programs("one")
    home = program.page()
    lan, guest = free_port(), free_port()
    told = home.ask("ports")
    assert (told["lan"]["chosen"], told["lan"]["usual"]) == (None, PORT)
    assert home.ask("set_ports", lan=lan, guest=guest)["lan"]["chosen"] == lan
    room = home.ask("host", name="방", admission="open")["room"]
    panel = home.ask("invite", room=room)
    assert (panel["port"], panel["port_moved"], panel["port_wanted"]) == (lan, False, lan)
    assert all(one["address"].endswith(f":{lan}") for one in panel["addresses"])
    assert home.ask("guests", room=room, open=True)["ok"]
    assert home.ask("ports")["guest"]["open"] == guest
    # What is open stays where it is.
    assert home.ask("set_ports", lan=None, guest=guest)["lan"] == {
        "chosen": None,
        "usual": PORT,
        "open": lan,
    }
    assert home.ask("set_ports", lan=lan, guest=None)["ok"]
    program.stop()
    assert programs("one").page().ask("ports")["lan"]["chosen"] == lan


def test_a_chosen_port_that_is_taken_costs_no_room(programs: Programs) -> None:
    one, other = programs("one").page(), programs("other").page()
    lan = free_port()
    for home in (one, other):
        assert home.ask("set_ports", lan=lan, guest=None)["ok"]
    one.ask("host", name="방", admission="open")
    room = other.ask("host", name="방", admission="open")["room"]
    panel = other.ask("invite", room=room)
    assert panel["port"] != lan
    assert panel["port_moved"]


def test_nonsense_is_refused(programs: Programs) -> None:
    home = programs("one").page()
    for lan, guest, code in (
        (80, None, "port_invalid"),
        (70000, None, "port_invalid"),
        (None, 0, "port_invalid"),
        (50000, 50000, "ports_same"),
        (None, PORT, "ports_same"),
        ("x", None, "malformed"),
    ):
        assert home.ask("set_ports", lan=lan, guest=guest)["error"]["code"] == code
    assert home.ask("ports")["lan"]["chosen"] is None
