"""A link talks to the key it was told, and to no other place."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any

import gevent

from server.address import Address
from server.identity import Identity
from tests.server.link.conftest import Join
from tests.server.link.host import RealHost, wait
from tests.server.link.strangers import http, listening, silent


def test_another_key_after_a_restart_hears_nothing(
    host: RealHost, join: Join, tmp_path: Path
) -> None:
    member = join(host)
    member.next("welcome")
    host.kill()
    member.next("retrying")
    thief = Identity.load_or_create(tmp_path / "thief").server_context(ssl.SSLContext)
    with listening(silent, thief) as (port, heard):
        member.link.set_addresses([Address("127.0.0.1", port)])
        member.link.retry_now()
        assert member.next("refused")[0] == "other_host"
        gevent.sleep(0.1)
        assert bytes(heard) == b""
    # It stays stopped, until the network changes or somebody asks.
    attempts = len(member.all("connecting"))
    host.start()
    member.link.set_addresses([host.address])
    gevent.sleep(0.5)
    assert len(member.all("connecting")) == attempts
    member.link._loop.nudge()
    member.next("welcome", 2)


def test_a_host_that_leads_its_guests_elsewhere_is_not_followed(join: Join, tmp_path: Path) -> None:
    thief = Identity.load_or_create(tmp_path / "thief")
    with listening(silent) as (elsewhere, heard):
        there = f"Location: http://127.0.0.1:{elsewhere}/"
        body = b'{"program":"sarangbang","version":"1","protocol":1,"challenge":"cccccccccccccccc"}'
        asked: list[bytes] = []

        def conduct(connection: Any, _heard: bytearray) -> None:
            told = b""
            while b"\r\n\r\n" not in told:
                data = connection.recv(65536)
                if not data:
                    return
                told += data
            asked.append(told)
            good = b"/door/hello" in told or b"/door/challenge" in told
            connection.sendall(http(body) if good else http(body, "307 Temporary Redirect", there))

        with listening(conduct, thief.server_context(ssl.SSLContext)) as (port, _):
            member = join(
                FalseTarget(thief.fingerprint, port),
            )
            wait(lambda: member.all("refused") or member.all("retrying"), "an end")
            assert any(b"/door/prove" in one for one in asked)
        assert bytes(heard) == b""


class FalseTarget:
    """As much of a host as `join` asks for."""

    def __init__(self, fingerprint: str, port: int) -> None:
        self.fingerprint = fingerprint
        self.address = Address("127.0.0.1", port)
        self.room = "b7" * 16
