from __future__ import annotations

import asyncio
from typing import Any

import pytest

from server.identity import Identity
from server.link.saying import Saying
from server.link.visit import Errand
from server.room.refusal import Refused
from tests.server.link.host import RealHost


def saying_at(host: RealHost, identity: Identity, **more: Any) -> Saying:
    errand = Errand(host.room, host.fingerprint, (host.address,), "Script", "")
    return Saying(identity, errand, **more)


def test_what_is_said_has_a_number(host: RealHost, identity: Identity) -> None:
    async def run() -> list[int]:
        saying = saying_at(host, identity)
        numbers = [await saying.say(text) for text in ("one", "two")]
        await saying.close()
        await saying.close()
        numbers.append(await saying.say("three"))  # comes in again
        await saying.close()
        return numbers

    first, second, third = asyncio.run(run())
    assert first < second < third


@pytest.mark.parametrize(("text", "code"), [("", "empty"), ("x" * 10_001, "too_long")])
def test_what_no_host_takes_is_not_sent(identity: Identity, text: str, code: str) -> None:
    async def run() -> None:
        await Saying(identity, Errand("0" * 32, "0" * 64, (), "Script", "")).say(text)

    with pytest.raises(Refused) as caught:
        asyncio.run(run())
    assert caught.value.code == code


def test_a_host_that_is_gone_is_waited_for_as_long_as_wanted(
    host: RealHost, identity: Identity
) -> None:
    heard: list[str] = []

    async def run() -> None:
        saying = saying_at(host, identity, patience=1, note=lambda told: heard.append(told.code))
        await saying.say("one")
        host.kill()
        await saying.say("two")

    with pytest.raises(Refused) as caught:
        asyncio.run(run())
    assert caught.value.code in {"refused", "no_answer"}
    assert heard
