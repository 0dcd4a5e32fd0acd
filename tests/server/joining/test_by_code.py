"""From a spoken code to its host, and into its room."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from server.address import PORTS, Address
from server.codes.spelled import Code
from server.joining.by_code import ByCode, Vouched, name_of_computer
from server.link.code import Shower
from server.room.refusal import Refused
from tests.server.scene import until
from tests.server.test_rooms import AT, MakeHouse, code

MAPLE = Code(7, "maple-lantern")
ROOM, KEY = "aa" * 16, "0f" * 32
NEAR, FAR = Address("192.168.0.5", 47801), Address("fd00::5", 47801)


class Network:
    """Hosts and what they answer to the code."""

    def __init__(self, answers: dict[Address, str] | None = None) -> None:
        self.answers = answers or {}
        self.asked: list[Sequence[Sequence[Address]]] = []
        self.expected: list[str | None] = []

    def try_code(
        self, hosts: Sequence[Sequence[Address]], tried: Code, expected: str | None
    ) -> Shower:
        assert tried == MAPLE
        self.asked.append(hosts)
        self.expected.append(expected)
        codes = [self.answers.get(address, "refused") for host in hosts for address in host]
        for host in hosts:
            for address in host:
                if self.answers.get(address) == "yes":
                    return Shower(ROOM, KEY, address)
        raise Refused(codes[0], "No.")


def test_it_is_looked_for_among_those_nearby() -> None:
    network = Network({NEAR: "yes"})
    numbers: list[int] = []

    def nearby(number: int) -> list[tuple[Address, ...]]:
        numbers.append(number)
        return [(Address("192.168.0.9"),), (FAR, NEAR)]

    found = ByCode(network.try_code, nearby).among_those_nearby(MAPLE)
    assert found == Vouched(ROOM, KEY, (NEAR, FAR)), "where it answered, then where else it is"
    assert numbers == [7]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("unknown_code", "nobody_nearby"),
        ("refused", "nobody_nearby"),
        ("not_sarangbang", "nobody_nearby"),
        ("code_wrong", "code_wrong"),
        ("code_burnt", "code_burnt"),
        ("code_not_proved", "code_not_proved"),
        ("own_room", "own_room"),
        ("too_many_tries", "too_many_tries"),
    ],
)
def test_only_what_helps_is_said_of_those_nearby(answer: str, told: str) -> None:
    by_code = ByCode(Network({NEAR: answer}).try_code, lambda _number: [(NEAR,)])
    assert code(by_code.among_those_nearby, MAPLE) == told


def test_with_nobody_nearby_nobody_is_asked() -> None:
    network = Network()
    assert code(ByCode(network.try_code, lambda _number: []).among_those_nearby, MAPLE) == (
        "nobody_nearby"
    )
    assert network.asked == []


def test_at_an_address_every_port_may_be_the_host() -> None:
    network = Network({Address("192.168.0.5", 47803): "yes"})
    found = ByCode(network.try_code, lambda _number: []).at([Address("192.168.0.5")], MAPLE, KEY)
    assert found.addresses == (Address("192.168.0.5", 47803),)
    assert network.asked == [[(Address("192.168.0.5", port),) for port in PORTS]]
    assert network.expected == [KEY]
    nobody = Network()
    assert code(ByCode(nobody.try_code, lambda _number: []).at, [NEAR], MAPLE) == "refused"
    assert nobody.asked == [[(NEAR,)]]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        (" 7-Maple-Lantern ", "7-maple-lantern"),
        ("7-48213", "7-48213"),
        ("7 maple lantern", ""),
    ],
)
def test_a_code_might_be_the_name_of_a_computer(typed: str, name: str) -> None:
    assert name_of_computer(typed) == name


# --- into the room -----------------------------------------------------------------------------


def test_a_code_leads_into_the_room_and_pins_its_host(make_house: MakeHouse) -> None:
    host, friend = make_house("host"), make_house("friend")
    room = host.host_room()
    host.host_room("another one, opened last")
    host.shown = {str(MAPLE): room.id}
    found = friend.joining.probe(" 7 Maple lantern")
    assert (found["kind"], found["code"], found["address"]) == ("code", "7-maple-lantern", "")
    assert code(friend.joining.join, found["probe"], "Minsu", None) == "nobody_nearby"
    friend.nearby = [(AT,)]
    assert friend.joining.join(found["probe"], "Minsu", None) == room.id
    joined = friend.all.joined(room.id)
    until(lambda: joined.connected, "the room is here")
    assert joined.details["fingerprint"] == host.identity.fingerprint
    assert joined.details["addresses"] == [str(AT)]


def test_an_address_is_asked_for_when_nobody_nearby_answers(make_house: MakeHouse) -> None:
    host, friend = make_house("host"), make_house("friend")
    room = host.host_room()
    probe = friend.joining.probe("7-48213")["probe"]
    assert code(friend.joining.join, probe, "Minsu", None, "192.168.0.5") == "unknown_code"
    host.shown = {"7-48213": room.id}
    assert code(friend.joining.join, probe, "Minsu", None, "not an address!") == "bad_address"
    assert code(friend.joining.join, probe, "Minsu", None, "7-48213") == "bad_address"
    assert friend.joining.join(probe, "Minsu", None, "192.168.0.5") == room.id


def test_a_name_that_is_taken_does_not_cost_the_code(make_house: MakeHouse) -> None:
    host, friend = make_house("host"), make_house("friend")
    room = host.host_room()
    host.shown, friend.nearby = {str(MAPLE): room.id}, [(AT,)]
    probe = friend.joining.probe(str(MAPLE))["probe"]
    assert code(friend.joining.join, probe, "\u202e", None) == "name_invalid"
    assert str(MAPLE) in host.shown
    assert code(friend.joining.join, probe, "Host", None) == "name_taken"
    host.shown = {}  # it was used
    assert friend.joining.join(probe, "Minsu", None) == room.id


def test_a_code_in_place_of_the_invitation_at_an_address(make_house: MakeHouse) -> None:
    host, friend, evil = make_house("host"), make_house("friend"), make_house("evil")
    room = host.host_room()
    evil.shown = {str(MAPLE): evil.host_room().id}
    probe = friend.joining.probe("192.168.0.5")["probe"]
    tried = code(friend.joining.join, probe, "Minsu", "7 maple lantern")
    assert tried == "unknown_code", "only at the host whose number was compared"
    host.shown = {str(MAPLE): room.id}
    assert code(friend.joining.join, probe, "Host", "7 maple lantern") == "name_taken"
    host.shown = {}  # it was used, and is still what stands in the field
    assert friend.joining.join(probe, "Minsu", "7 maple lantern") == room.id


def test_a_code_does_not_put_another_key_in_place_of_a_pinned_one(make_house: MakeHouse) -> None:
    """Somebody invites by a code, and says that it leads to the room of somebody else."""
    host, friend, evil = make_house("host"), make_house("friend"), make_house("evil")
    room = host.host_room()
    friend.join(host.link_to(room))
    evil.host_room()
    evil.shown, friend.nearby = {str(MAPLE): room.id}, [(AT,)]
    probe = friend.joining.probe(str(MAPLE))["probe"]
    assert code(friend.joining.join, probe, "Minsu", None) == "key_changed"
    pinned = friend.all.joined(room.id).details["fingerprint"]
    assert pinned == host.identity.fingerprint


def test_a_code_as_the_new_invitation_to_a_room_one_has(make_house: MakeHouse) -> None:
    host, friend = make_house("host"), make_house("friend")
    room, other = host.host_room(), host.host_room("another")
    friend.join(host.link_to(room))
    friend.all.leave(room.id)
    host.shown = {str(MAPLE): other.id}
    assert code(friend.joining.invite_again, room.id, str(MAPLE)) == "bad_link"
    host.shown = {str(MAPLE): room.id}
    friend.joining.invite_again(room.id, "7 maple lantern")
    until(lambda: friend.all.joined(room.id).connected, "it is followed again")


def test_ones_own_code_is_ones_own_room(make_house: MakeHouse) -> None:
    """However it came about that another host named it."""
    host, evil = make_house("host"), make_house("evil")
    room = host.host_room()
    evil.shown, host.nearby = {str(MAPLE): room.id}, [(AT,)]
    probe = host.joining.probe(str(MAPLE))["probe"]
    refused: Callable[..., Any] = host.joining.join
    assert code(refused, probe, "Minsu", None) == "own_room"
