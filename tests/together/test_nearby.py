"""Rooms nearby between real copies on one switch: each in a network namespace of its own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from server.invitation import Invitation
from server.joining.typed import read_typed
from tests.support.wait import wait_for
from tests.together.bridge import Bridge, End, bridge
from tests.together.joined import Joined

pytestmark = [
    pytest.mark.network,
    pytest.mark.skipif(
        os.geteuid() != 0 or shutil.which("ip") is None, reason="needs root, and iproute2"
    ),
]

APPEARS, GOES, FORGOTTEN = 3.0, 5.0, 90.0

Seat = Callable[..., Joined]


@pytest.fixture
def net() -> Iterator[Bridge]:
    with bridge(3) as made:
        yield made


@pytest.fixture
def seat(make_copy: Seat) -> Seat:
    """A copy at one of the computers: `seat("minsu", end)`. It looks around already."""

    def sit(name: str, end: End) -> Joined:
        copy = make_copy(name, before=end.before, environment={"SARANGBANG_NEARBY": "on"})
        state = lambda: told(copy) and told(copy)[-1]["state"] == "looking"  # noqa: E731
        wait_for(state, f"{name} to have looked around")
        return copy

    return sit


def told(copy: Joined) -> list[dict[str, Any]]:
    """What its page was told of rooms nearby in this life."""
    return [line["with"] for line in copy.speaker.told if line.get("home") == "nearby"]


def rooms(copy: Joined) -> list[dict[str, Any]]:
    """The rooms nearby as its page shows them now."""
    lists = told(copy)
    return list(lists[-1]["rooms"]) if lists else []


def at(copy: Joined, address: str) -> list[dict[str, Any]]:
    return [room for room in rooms(copy) if room["address"].partition(":")[0] == address]


def host(copy: Joined, name: str = "방", admission: str = "open") -> str:
    answer = copy.home("host", name=name, admission=admission)
    assert answer["ok"], answer
    return str(answer["room"])


def pick(copy: Joined, room: dict[str, Any]) -> str:
    """Press on a room nearby and come in."""
    found = copy.home("probe_nearby", nearby=room["id"])
    assert found["ok"], found
    answer = copy.home("join", probe=found["probe"], name=copy.name)
    assert answer["ok"], answer
    copy.room = answer["room"]
    copy.show()
    copy.wait_for_status("connected")
    return copy.room


def within(seconds: float, look: Callable[[], Any], what: str) -> Any:
    """Wait for it, and hold that it took no longer."""
    return wait_for(look, what, seconds=seconds)


def test_three_computers_find_each_other_and_say_goodbye(net: Bridge, seat: Seat) -> None:
    one, two, three = (
        seat(name, end) for name, end in zip(("minsu", "jiyoung", "yuna"), net.ends, strict=True)
    )
    first, second = net.ends[0].address, net.ends[1].address
    room = host(one)
    within(APPEARS, lambda: at(two, first) and at(three, first), "the room at both others")
    host(two, "차 마시는 방")
    within(APPEARS, lambda: at(one, second) and at(three, second), "the second room")
    assert len(rooms(three)) == 2
    assert at(one, first) == [], "one's own"
    assert pick(three, at(three, first)[0]) == room
    within(APPEARS, lambda: at(three, first)[0]["known"] == room, "to be known")
    assert one.home("stop", room=room)["ok"]
    within(GOES, lambda: not at(two, first) and not at(three, first), "it to be gone")
    assert at(three, second)
    two.stop()
    within(GOES, lambda: not rooms(one) and not rooms(three), "all to be gone")


@pytest.mark.timeout(180)
def test_a_host_that_is_cut_off_is_forgotten_and_comes_again(net: Bridge, seat: Seat) -> None:
    one, two = seat("minsu", net.ends[0]), seat("jiyoung", net.ends[1])
    address = net.ends[0].address
    room = host(one)
    within(APPEARS, lambda: at(two, address), "the room")
    pick(two, at(two, address)[0])
    net.ends[0].vanish()
    begun = time.monotonic()
    within(FORGOTTEN, lambda: not at(two, address), "it to be forgotten")
    assert time.monotonic() - begun > 20, "one lost packet is no reason"
    subprocess.run(["ip", "-n", net.switch, "link", "set", "port1", "up"], check=True, timeout=30)
    two.wait_for_status("connected", seconds=10)
    # Neither noticed anything; but the member has its host again, and looks around.
    within(APPEARS, lambda: at(two, address), "it to be heard of again")
    assert at(two, address)[0]["known"] == room


def test_a_cable_is_pulled_out_and_put_in_again(net: Bridge, seat: Seat) -> None:
    one, two = seat("minsu", net.ends[0]), seat("jiyoung", net.ends[1])
    address = net.ends[0].address
    room = host(one)
    within(APPEARS, lambda: at(two, address), "the room")
    pick(two, at(two, address)[0])
    # The listener's own cable: what it heard before may not hold any more.
    net.ends[1].unplug()
    wait_for(lambda: not rooms(two), "nothing to be heard", seconds=12)
    net.ends[1].plug()
    # Its addresses are looked at every two seconds.
    wait_for(lambda: at(two, address), "the room again", seconds=2 + APPEARS)
    # The host's cable.
    net.ends[0].unplug()
    time.sleep(3)
    net.ends[0].plug()
    two.wait_for_status("connected", seconds=20)
    wait_for(lambda: at(two, address), "the room again", seconds=2 + APPEARS)
    assert at(two, address)[0]["known"] == room


def test_a_host_with_a_new_address_is_followed(net: Bridge, seat: Seat) -> None:
    one, two = seat("minsu", net.ends[0]), seat("jiyoung", net.ends[1])
    room = host(one)
    within(APPEARS, lambda: rooms(two), "the room")
    pick(two, rooms(two)[0])
    moved = f"{net.subnet}.77"
    net.ends[0].move(moved)
    # Two seconds until the host sees it, three until the member is sure that the old way is
    # closed, and the way there.
    wait_for(lambda: at(two, moved), "the room at its new address", seconds=2 + APPEARS)
    said = one_says(one, room, "여기예요")
    wait_for(lambda: said in [id for _, id, _ in two.shown], "what was said after", seconds=10)
    two.wait_for_status("connected", seconds=2)


def one_says(copy: Joined, room: str, text: str) -> str:
    """The host says something from its window."""
    copy.room = room
    copy.show()
    copy.wait_for_shown([1, 2, 3])
    id = str(uuid.uuid4())
    answer = copy.ask("say", {"id": id, "text": text})
    assert answer["ok"], answer
    return id


def test_a_host_that_comes_back_at_another_address_is_found(net: Bridge, seat: Seat) -> None:
    one, two = seat("minsu", net.ends[0]), seat("jiyoung", net.ends[1])
    room = host(one)
    within(APPEARS, lambda: rooms(two), "the room")
    pick(two, rooms(two)[0])
    assert two.home("tell_me", room=room, on=True)["ok"]
    one.kill()
    two.wait_for_status("lost")
    moved = f"{net.subnet}.78"
    net.ends[0].move(moved)
    one.start()
    assert one.home("start", room=room)["ok"]
    two.wait_for_status("connected", seconds=APPEARS)
    wait_for(lambda: at(two, moved), "the room there", seconds=APPEARS)
    # And after a restart of the member it is looked for there first.
    two.stop()
    two.start()
    two.wait_for_status("connected", seconds=5)


def reach(copy: Joined, room: str) -> dict[str, Any]:
    """What the host's Invite panel says of being reached."""
    panels = [line["with"] for line in copy.speaker.told if line.get("home") == "invitation"]
    told = [panel["reach"] for panel in panels if panel["room"] == room]
    return dict(told[-1]) if told else {}


def fail(copy: Joined, room: dict[str, Any]) -> str:
    """Press on a room nearby and do not get there; the code that is shown."""
    answer = copy.home("probe_nearby", nearby=room["id"])
    assert not answer["ok"], answer
    return str(answer["error"]["code"])


def cause(copy: Joined, room: str) -> str | None:
    failed = reach(copy, room).get("failed")
    return failed and str(failed["cause"])


def test_a_firewall_shows_and_its_end_too(net: Bridge, seat: Seat) -> None:
    one, two = seat("minsu", net.ends[0]), seat("jiyoung", net.ends[1])
    address = net.ends[0].address
    net.ends[0].block()
    room = host(one)
    within(APPEARS, lambda: at(two, address), "the room, though nobody gets there")
    assert fail(two, at(two, address)[0]) == "no_answer"
    wait_for(lambda: cause(one, room) == "firewall", "the host to be told", seconds=8)
    assert reach(one, room)["reached"] == reach(one, room)["knocked"] == []
    net.ends[0].unblock()
    pick(two, at(two, address)[0])
    wait_for(lambda: reach(one, room)["reached"], "that it is reached", seconds=6)
    assert reach(one, room)["reached"][0]["address"] in (address, net.ends[0].six)
    assert reach(one, room)["failed"] is None


def test_a_network_that_keeps_devices_apart_is_told_from_a_firewall(
    net: Bridge, seat: Seat
) -> None:
    one, two, three = (
        seat(name, end) for name, end in zip(("minsu", "jiyoung", "yuna"), net.ends, strict=True)
    )
    address = net.ends[0].address
    room = host(one)
    within(APPEARS, lambda: at(two, address) and at(three, address), "the room")
    pick(three, at(three, address)[0])
    wait_for(lambda: reach(one, room).get("reached"), "that it is reached", seconds=6)
    net.ends[0].block(net.ends[1])
    assert fail(two, at(two, address)[0]) == "no_answer"
    wait_for(lambda: cause(one, room) == "isolation", "the host to be told", seconds=8)


def test_a_member_that_hears_its_host_and_does_not_get_there_says_so(
    net: Bridge, seat: Seat
) -> None:
    one, two = seat("minsu", net.ends[0]), seat("jiyoung", net.ends[1])
    room = host(one)
    within(APPEARS, lambda: rooms(two), "the room")
    pick(two, rooms(two)[0])
    one.kill()
    two.wait_for_status("lost")
    net.ends[0].block()
    one.start()
    assert one.home("start", room=room)["ok"]
    wait_for(lambda: cause(one, room) == "firewall", "the host to be told", seconds=20)
    net.ends[0].unblock()
    two.wait_for_status("connected", seconds=5)
    wait_for(lambda: cause(one, room) is None, "the hint to go", seconds=6)


def test_another_part_of_the_network_is_told(net: Bridge, seat: Seat) -> None:
    net.ends[1].elsewhere()
    one, two = seat("minsu", net.ends[0]), seat("jiyoung", net.ends[1])
    room = host(one)
    within(APPEARS, lambda: rooms(two), "the room")
    assert fail(two, rooms(two)[0]) == "no_route"
    wait_for(lambda: cause(one, room) == "other_subnet", "the host to be told", seconds=8)


SNIFF = """
import socket
heard = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
heard.bind(("card", 0))
print("listening", flush=True)
while True:
    packet = heard.recv(65536)
    if (5353).to_bytes(2, "big") * 2 in packet:
        print(packet.hex(), flush=True)
"""


@contextmanager
def watched(end: End) -> Iterator[list[bytes]]:
    """Every mDNS packet that a stranger at `end` has seen, once the block is left."""
    packets: list[bytes] = []
    command = [*end.before, sys.executable, "-c", SNIFF]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as sniffer:
        assert sniffer.stdout is not None
        assert sniffer.stdout.readline() == "listening\n"
        yield packets
        sniffer.terminate()
        packets += [bytes.fromhex(line) for line in sniffer.stdout]


def names_in(packets: list[bytes], token: str) -> set[bytes]:
    """What stands beside `token`: names, marks and salts, all of them random."""
    said = b"".join(packet for packet in packets if token.encode() in packet)
    return set(re.findall(rb"\x10([0-9a-f]{16})|(?:id|salt)=([0-9a-f]{32})", said))


def test_what_a_stranger_sees_says_nothing(net: Bridge, seat: Seat) -> None:
    with watched(net.ends[2]) as packets:
        one, two = seat("minsu", net.ends[0]), seat("jiyoung", net.ends[1])
        room = host(one, "비밀 모임", "invited")
        within(APPEARS, lambda: rooms(two), "the room")
        link = one.home("invite", room=room)["link"]
        two.join(link)
        before = rooms(two)[0]["id"]
        moved = f"{net.subnet}.79"
        net.ends[0].move(moved)
        wait_for(lambda: at(two, moved), "the new address", seconds=2 + APPEARS)
        after = at(two, moved)[0]["id"]
        number = one.home("invite", room=room)["check_number"]
    everything = b"".join(packets)
    invitation = read_typed(link)
    assert isinstance(invitation, Invitation)
    secrets = ["비밀", room, invitation.key, number, "minsu", "jiyoung", os.uname().nodename]
    for secret in secrets:
        assert secret.encode() not in everything, secret
    assert bytes.fromhex(room) not in everything
    assert bytes.fromhex(invitation.key) not in everything
    here, there = names_in(packets, before), names_in(packets, after)
    assert len(here) == len(there) == 4, "token, host, mark and salt"
    assert not here & there, "nothing of the one place is said in the other"
