"""Saying and hearing, by real mDNS on the loopback."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable

import gevent
import pytest

from server.nearby.nearby import Announcement, Nearby
from server.nearby.record import Key, Missed, Notice
from server.network.networks import Networks, OwnAddress
from tests.server.nearby.ears import Stranger, at_port, response, text_of, until

pytestmark = pytest.mark.nearby

Make = Callable[[], Nearby]


def new_key() -> Key:
    return Key(secrets.token_hex(32), secrets.token_hex(16))


def new_port() -> int:
    """Tells this test's hosts from those of others on this machine; nobody listens there."""
    return 20_000 + secrets.randbelow(20_000)


def test_a_room_appears_and_goes(make_nearby: Make) -> None:
    host, friend, port, key = make_nearby(), make_nearby(), new_port(), new_key()
    friend.begin()
    host.begin()
    friend.set_keys([key])
    host.announce([Announcement(key, port)])
    assert until(lambda: at_port(friend, port), "it appears") < 3
    (one,) = at_port(friend, port)
    assert (one.notice.name, one.known) == (None, key)
    assert str(one.addresses[0]) == f"127.0.0.1:{port}"
    host.announce([])
    assert until(lambda: not at_port(friend, port), "it goes") < 5


def test_a_host_that_was_there_before_is_found(make_nearby: Make) -> None:
    host, port = make_nearby(), new_port()
    host.begin()
    host.announce([Announcement(new_key(), port, "방")])
    gevent.sleep(1.0)  # what it says by itself is said
    friend = make_nearby()
    friend.begin()
    until(lambda: at_port(friend, port), "it is found")
    assert at_port(friend, port)[0].notice.name == "방"


def test_the_goodbye_of_a_program_that_ends_is_heard(make_nearby: Make) -> None:
    host, friend, port = make_nearby(), make_nearby(), new_port()
    friend.begin()
    host.begin()
    host.announce([Announcement(new_key(), port)])
    until(lambda: at_port(friend, port), "it appears")
    begun = time.monotonic()
    host.stop()
    assert time.monotonic() - begun < 1.5
    assert until(lambda: not at_port(friend, port), "it goes") < 5


def test_a_room_that_is_closed_at_once_leaves_no_ghost(make_nearby: Make) -> None:
    """It is announced three times, and answers are gathered for a while: neither may come after
    the goodbye."""
    host, friend, port = make_nearby(), make_nearby(), new_port()
    friend.begin()
    host.begin()
    for _ in range(3):
        host.announce([Announcement(new_key(), port)])
        until(lambda: at_port(friend, port), "it appears")
        friend._submit(friend._ask_there())
        gevent.sleep(0.03)
        host.announce([])
    gevent.sleep(2.2)
    assert at_port(friend, port) == []


def test_a_code_is_shown_and_no_longer(make_nearby: Make) -> None:
    host, friend, port, key = make_nearby(), make_nearby(), new_port(), new_key()
    friend.begin()
    host.begin()
    host.announce([Announcement(key, port)])

    def codes() -> list[int | None]:
        return [one.notice.code for one in at_port(friend, port)]

    until(lambda: codes() == [None], "the host")
    host.announce([Announcement(key, port, code=7)])
    until(lambda: codes() == [7], "its code")
    host.announce([Announcement(key, port)])
    until(lambda: codes() == [None], "the end of the code")


def test_who_shows_the_code_is_asked_first_and_nobody_twice(make_nearby: Make) -> None:
    friend, hosts = make_nearby(), [make_nearby() for _ in range(3)]
    ports = [new_port() for _ in hosts]
    friend.begin()
    for host, port, code in zip(hosts, ports, (None, 3, 7), strict=True):
        host.begin()
        host.announce([Announcement(new_key(), port, code=code) for _ in range(2)])

    def asked() -> list[int | None]:
        return [one[0].port for one in friend.hosts(7) if one[0].port in ports]

    until(lambda: len([one for p in ports for one in at_port(friend, p)]) == 6, "all rooms")
    assert asked()[0] == ports[2]
    assert sorted(asked(), key=str) == sorted(ports, key=str)


def test_under_other_names_after_a_change_of_network(make_nearby: Make) -> None:
    host, friend, port, key = make_nearby(), make_nearby(), new_port(), new_key()
    friend.begin()
    host.begin()
    friend.set_keys([key])
    host.announce([Announcement(key, port)])
    until(lambda: at_port(friend, port), "it appears")
    (before,) = at_port(friend, port)
    gone: list[bool] = []
    friend.changed.append(lambda: gone.append(not at_port(friend, port)))
    host._open()  # as after another network, or sleep
    until(lambda: [one.token for one in at_port(friend, port)][-1:] != [before.token], "anew")
    until(lambda: len(at_port(friend, port)) == 1, "the old one gone")
    (after,) = at_port(friend, port)
    assert after.known == before.known == key
    assert after.notice.mark != before.notice.mark
    assert after.notice.salt != before.notice.salt
    assert host.room_of(before.notice.mark) == host.room_of(after.notice.mark) == key.room
    assert not any(gone), "who knows the room sees it all the time"


def test_own_records_are_not_heard(make_nearby: Make) -> None:
    host, friend, port = make_nearby(), make_nearby(), new_port()
    friend.begin()
    host.begin()
    host.announce([Announcement(new_key(), port)])
    until(lambda: at_port(friend, port), "others hear it")
    assert at_port(host, port) == []


def test_off_is_off(make_nearby: Make) -> None:
    silent = Nearby(lambda function, *args: function(*args), ())
    silent.begin()
    silent.announce([Announcement(new_key(), new_port())])
    silent.set_networks(Networks((OwnAddress("192.0.2.1", "eth0", "ethernet", 24),)))
    assert silent.state == "off"
    silent.stop()


def test_a_failure_of_somebody_is_heard(make_nearby: Make, stranger: Stranger) -> None:
    host, friend, port, key = make_nearby(), make_nearby(), new_port(), new_key()
    heard: list[tuple[str, Missed]] = []
    host.missed = lambda room, missed: heard.append((room, missed))
    friend.begin()
    host.begin()
    host.announce([Announcement(key, port)])
    until(lambda: at_port(friend, port), "both are there")
    mark = next(iter(host._recent))
    stranger.send(response("aa", text_of(Missed("0" * 32, "no_answer", True).text()), port=1))
    stranger.send(response("ab", text_of(Missed(mark, "no_answer", True).text()), port=1))
    until(lambda: heard, "somebody's failure")
    assert heard == [(key.room, Missed(mark, "no_answer", True))]


def test_who_does_not_get_through_says_so_and_not_who_they_are(
    make_nearby: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.nearby.nearby.REPORT_LIVES", 1.0)
    host, friend, port, key = make_nearby(), make_nearby(), new_port(), new_key()
    heard: list[tuple[str, Missed]] = []
    host.missed = lambda room, missed: heard.append((room, missed))
    friend.begin()
    host.begin()
    host.announce([Announcement(key, port)])
    until(lambda: at_port(friend, port), "the room")
    there = at_port(friend, port)[0]
    friend.report(there.addresses, "malformed")
    for _ in range(3):
        friend.report(there.addresses, "no_answer")
    until(lambda: heard, "the host to hear of it", 5)
    assert heard == [(key.room, Missed(there.notice.mark, "no_answer", True))]
    (record,) = friend._reports.values()
    assert (record.port, record.addresses) == (0, ())
    until(lambda: not friend._reports, "it to be taken back")
    gevent.sleep(0.5)
    assert len(heard) == 1


def test_who_has_gone_is_told_nothing(make_nearby: Make) -> None:
    host, friend, port = make_nearby(), make_nearby(), new_port()
    friend.begin()
    host.begin()
    host.announce([Announcement(new_key(), port)])
    until(lambda: at_port(friend, port), "the room")
    addresses = at_port(friend, port)[0].addresses
    host.announce([])
    until(lambda: not at_port(friend, port), "it to be gone")
    friend.report(addresses, "refused")
    gevent.sleep(5.5)
    assert not friend._reported


@pytest.mark.parametrize("pointer", [True, False])
def test_a_record_of_a_stranger_is_shown_with_what_is_good_in_it(
    make_nearby: Make, stranger: Stranger, pointer: bool
) -> None:
    friend, port = make_nearby(), new_port()
    friend.begin()
    until(lambda: friend.state == "looking", "the first look", 5)
    fields = Notice("0" * 32, 1, "1" * 32).text()
    said = text_of({**fields, "name": "\u202eevil", "code": "no number"})
    stranger.send(response("ac", said, port=port, pointer=pointer))
    until(lambda: at_port(friend, port), "it appears")
    (one,) = at_port(friend, port)
    assert (one.notice.name, one.notice.code, one.known) == (None, None, None)
    stranger.send(response("ac", said, port=port, ttl=0))
    until(lambda: not at_port(friend, port), "it goes")


def test_a_record_that_leads_out_of_the_network_is_not_shown(
    make_nearby: Make, stranger: Stranger
) -> None:
    friend, port = make_nearby(), new_port()
    friend.begin()
    until(lambda: friend.state == "looking", "the first look", 5)
    said = text_of(Notice("0" * 32, 1, "1" * 32).text())
    stranger.send(response("ad", said, port=port, address="8.8.8.8"))
    stranger.send(response("ae", said, port=port))
    until(lambda: at_port(friend, port), "the good one")
    assert [one.token for one in at_port(friend, port)] == ["ae"]
