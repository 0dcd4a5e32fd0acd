from __future__ import annotations

import errno
import socket

import aiohttp
import pytest

from server.address import Address
from server.link import failures
from server.link.failures import NoneFound, most_telling, reading_of, refusal
from server.link.verdict import verdict_on
from server.room.refusal import Refused

HOME = Address("192.168.0.5", 47800)
WORK = Address("10.0.0.5", 47800)


@pytest.mark.parametrize(
    "code", ["name_not_found", "no_route", "refused", "no_answer", "not_sarangbang"]
)
def test_what_is_in_the_way_is_tried_again_without_a_word(code: str) -> None:
    verdict = verdict_on(refusal(code), [HOME])
    assert (verdict.stop, verdict.tell) == (False, False)


@pytest.mark.parametrize("code", ["too_many_tries", "room_full", "closing", "storage_full"])
def test_what_passes_is_told_and_tried_again(code: str) -> None:
    verdict = verdict_on(Refused(code, "no", {"retry_after_ms": 7_000}), [HOME])
    assert (verdict.stop, verdict.tell, verdict.wish) == (False, True, 7.0)


@pytest.mark.parametrize(
    "code",
    ["unknown_room", "invite_wrong", "invite_needed", "banned", "name_taken", "log_differs", "new"],
)
def test_everything_else_stops_until_asked(code: str) -> None:
    verdict = verdict_on(Refused(code, "no"), [HOME])
    assert (verdict.stop, verdict.tell) == (True, True)


def test_another_host_at_every_address_stops() -> None:
    found = NoneFound([(HOME, refusal("other_host")), (WORK, refusal("other_host"))])
    assert verdict_on(found, [HOME, WORK]).stop
    assert verdict_on(found, [HOME]).stop
    assert verdict_on(found, [Address("192.168.0.5")]).stop


def test_another_host_at_one_of_two_addresses_does_not() -> None:
    found = NoneFound([(HOME, refusal("other_host")), (WORK, refusal("no_answer"))])
    verdict = verdict_on(found, [HOME, WORK])
    assert (verdict.stop, verdict.code) == (False, "no_answer")


def test_another_host_at_a_port_tried_on_suspicion_does_not() -> None:
    moved = Address("192.168.0.5", 47801)
    found = NoneFound([(HOME, refusal("refused")), (moved, refusal("other_host"))])
    verdict = verdict_on(found, [HOME])
    assert (verdict.stop, verdict.code) == (False, "refused")


def test_the_most_telling_failure_counts() -> None:
    codes = ["name_not_found", "no_route", "no_answer", "refused", "not_sarangbang", "other_host"]
    for last in range(1, len(codes) + 1):
        assert most_telling(refusal(code) for code in codes[:last]).code == codes[last - 1]
    assert most_telling([]).code == "no_answer"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ConnectionRefusedError(errno.ECONNREFUSED, "refused"), "refused"),
        (OSError(errno.ENETUNREACH, "unreachable"), "no_route"),
        (OSError(errno.EHOSTUNREACH, "no route to host"), "no_answer"),
        (OSError(errno.ETIMEDOUT, "timed out"), "no_answer"),
        (TimeoutError(), "no_answer"),
        (ConnectionResetError(errno.ECONNRESET, "reset"), "not_sarangbang"),
        (socket.gaierror(socket.EAI_NONAME, "unknown"), "name_not_found"),
        (aiohttp.ServerDisconnectedError(), "not_sarangbang"),
        (aiohttp.ClientPayloadError(), "not_sarangbang"),
    ],
)
def test_what_the_system_says_is_read(error: Exception, code: str) -> None:
    assert reading_of(error).code == code


def test_a_mac_without_permission_has_no_route(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failures, "_SYSTEM", "darwin")
    assert reading_of(OSError(errno.EHOSTUNREACH, "no route to host")).code == "no_route"
