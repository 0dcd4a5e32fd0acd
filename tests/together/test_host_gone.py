from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable

from tests.support.copies import Copies, Host
from tests.support.wait import wait_for
from tests.together.joined import Joined, local_link
from tests.together.ledger import check_log, read_log, read_outbox, said
from tests.together.plain import Clients

# A member is back so soon (seconds) after its host can be reached again; and what this
# machine may take for it beside everything else that it does.
BACK_WITHIN = 3.0
MACHINE = 2.0


def start_again(copies: Copies, host: Host) -> Host:
    port = int(host.lan.rpartition(":")[2])
    return copies.host("Our room", data=host.data, port=port)


def say_meanwhile(member: Joined) -> list[str]:
    texts = [f"meanwhile {number}" for number in range(5)]
    for text in texts:
        member.say(text)
    assert len(read_outbox(member.data)) == len(texts)
    return texts


def assert_back_with(member: Joined, host: Host, texts: list[str], since: float) -> None:
    member.wait_for_status("connected")
    assert time.monotonic() - since < BACK_WITHIN + MACHINE
    wait_for(lambda: not read_outbox(member.data), "the outbox to be empty")
    log = read_log(host.data, member.room)
    check_log(log)
    assert list(said(log).values()) == texts
    wait_for(lambda: read_log(member.data, member.room) == log, "the same log at the member")
    member.wait_for_shown(list(range(1, len(log) + 1)))


def kinds_since(member: Joined, start: int) -> set[str]:
    return {status["kind"] for status in member.statuses[start:]}


def test_a_host_that_closes_the_room(copies: Copies, make_copy: Callable[..., Joined]) -> None:
    host = copies.host("Our room")
    member = make_copy("Minsu")
    member.join(local_link(host))
    before = len(member.statuses)
    assert host.stop() == 0
    status = member.wait_for_status("closed_by_host")
    assert status["since"] <= time.time() * 1000
    texts = say_meanwhile(member)
    time.sleep(2)  # some attempts to come back fail: what is said of the host stays
    host = start_again(copies, host)
    since = time.monotonic()
    assert_back_with(member, host, texts, since)
    assert kinds_since(member, before) == {"closed_by_host", "connected"}


def test_a_host_that_is_killed(copies: Copies, make_copy: Callable[..., Joined]) -> None:
    host = copies.host("Our room")
    member = make_copy("Minsu")
    member.join(local_link(host))
    before = len(member.statuses)
    host.kill()
    member.wait_for_status("lost")
    texts = say_meanwhile(member)
    time.sleep(2)
    host = start_again(copies, host)
    since = time.monotonic()
    assert_back_with(member, host, texts, since)
    assert kinds_since(member, before) == {"lost", "connected"}


def test_what_waited_survives_a_restart_of_the_member(
    copies: Copies, make_copy: Callable[..., Joined]
) -> None:
    host = copies.host("Our room")
    member = make_copy("Minsu")
    member.join(local_link(host))
    host.kill()
    member.wait_for_status("lost")
    texts = say_meanwhile(member)
    member.kill()
    member.start()
    assert [item["text"] for item in member.welcome["waiting"]] == texts
    wait_for(lambda: member.shown, "the log, without its host")
    host = start_again(copies, host)
    assert_back_with(member, host, texts, time.monotonic())


def test_a_host_that_stands_still(copies: Copies, make_copy: Callable[..., Joined]) -> None:
    """As when its computer sleeps: no connection ends, nobody answers."""
    host = copies.host("Our room")
    member = make_copy("Minsu")
    member.join(local_link(host))
    before = len(member.statuses)
    os.kill(host.process.pid, signal.SIGSTOP)
    try:
        started = time.monotonic()
        texts = say_meanwhile(member)
        member.wait_for_status("lost")
        time.sleep(max(0, 25 - (time.monotonic() - started)))
    finally:
        os.kill(host.process.pid, signal.SIGCONT)
    assert_back_with(member, host, texts, time.monotonic())
    assert kinds_since(member, before) == {"lost", "connected"}


def test_a_host_that_closes_while_many_talk(
    copies: Copies, make_copy: Callable[..., Joined], make_clients: Callable[..., Clients]
) -> None:
    """Whoever comes back before the host's last connection has ended is not let in again."""
    host = copies.host("Our room", "--rate", "0", guests=True)
    member = make_copy("Minsu")
    member.join(local_link(host))
    clients = make_clients("javascript")
    ways = [(url, way) for url in (host.lan, host.guest) for way in ("websocket", "polling")]
    crowd = [
        clients.join(url, f"{way} {number} at {url}", way)
        for url, way in ways
        for number in range(5)
    ]
    talker = make_clients("python")
    line = talker.join(host.guest, "Talker")
    talker.speaker.ask("chatter", who=line.key, rate=100, mark="Talker,")
    line.wait_for_entry(line.welcome["last"] + 50)
    before = len(member.statuses)
    assert host.stop() == 0
    wait_for(lambda: all(one.all("bye") for one in crowd), "everybody's goodbye")
    assert {one.all("bye")[0]["code"] for one in crowd} == {"closing"}
    member.wait_for_status("closed_by_host")
    time.sleep(3)  # the attempts that follow fail, and tell nothing else
    assert kinds_since(member, before) == {"closed_by_host"}
