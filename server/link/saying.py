"""Saying something in a room elsewhere without keeping the room: come in, say it, go."""

from __future__ import annotations

import asyncio
import secrets
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from server.identity import Identity
from server.link.failures import LinkLost, refusal
from server.link.pace import Pace
from server.link.verdict import FOR_GOOD, verdict_on
from server.link.visit import Errand, Goodbye, Visit
from server.replica.hosts_refusal import read_refusal
from server.room.refusal import Refused
from server.room.requests import Say
from server.room.rules import check_form
from server.signing import signed

#: The host may store it a moment later; asking again is harmless, since the id is the same.
ANSWER_WITHIN = 30.0
#: Refusals of a message that pass by themselves, and the seconds to wait if the host says none.
#: The host's own wish is followed however long it is: slow mode may ask for an hour.
_IN_A_MOMENT = {"too_fast": 1.0}
#: Others pass perhaps; these are tried for as long as one waits for a host that is away.
_PERHAPS = {"storage_full": 3.0, "closing": 1.0}


class Saying:
    """Says one message after the other. `say` as often as needed, then `close`; on one loop."""

    def __init__(
        self,
        identity: Identity,
        errand: Errand,
        *,
        patience: float = 0.0,
        note: Callable[[Refused], None] = lambda _: None,
    ) -> None:
        """`errand.target` is the room's id. `patience`: the seconds for which a host that is
        away, or that was asked to let us in, is tried again. `note` hears what is waited for.
        """
        self._identity = identity
        self._errand = errand
        self._patience = patience
        self._note = note
        self._visit: Visit | None = None
        self._stay: asyncio.Task[Any] | None = None
        self._wish = 0.0  # what the host's goodbye asked for, in seconds
        self._parted = ""

    async def come_in(self) -> None:
        """Be in the room. Raises `Refused`, also when the host stays away longer than we wait."""
        until, pace = time.monotonic() + self._patience, Pace()
        while self._visit is None or not self._visit.inside:
            await self.close()
            began = time.monotonic()
            try:
                await self._enter(until)
            except Refused as refused:
                verdict = verdict_on(refused, self._errand.addresses)
                wish, self._wish = max(verdict.wish, self._wish), 0.0
                now = time.monotonic()
                wait = pace.next_wait(secrets.randbelow(1000) / 1000, now - began, wish)
                if verdict.stop or now + wait > until:
                    await self.close()
                    raise verdict.refused from refused
                self._note(verdict.refused)
                await asyncio.sleep(wait)

    async def say(self, text: str) -> int:
        """Say it, and return its number once the host has stored it. Raises `Refused`."""
        say = Say(str(uuid.uuid4()), text)
        check_form(say)
        say = signed(say, self._identity, self._errand.target, {})
        payload = {
            "id": say.id,
            "text": say.text,
            "salt": say.salt,
            "sent_at": say.sent_at,
            "signature": say.signature,
        }
        until = time.monotonic() + self._patience
        while True:
            await self.come_in()
            assert self._visit is not None
            try:
                answer = await self._visit.request("say", payload, ANSWER_WITHIN)
            except LinkLost:
                await self.close()
                continue  # it may have been stored; under the same id it is so once
            answer = answer if isinstance(answer, dict) else {}
            if answer.get("ok") is True and isinstance(answer.get("number"), int):
                return int(answer["number"])
            await self._sit_out(answer.get("error"), until)

    async def close(self) -> None:
        """Leave the connection, politely; the member stays in the room."""
        stay, self._stay, self._visit = self._stay, None, None
        if stay is not None:
            stay.cancel()
            with suppress(asyncio.CancelledError, Refused):
                await stay

    async def _enter(self, until: float) -> None:
        """Come in, once. Raises `Refused`."""
        if self._parted in FOR_GOOD:
            raise Refused(self._parted, "The room has put us out.")
        if self._wish:
            raise refusal("no_answer")  # it said when to come back
        inside = asyncio.get_running_loop().create_future()
        asked: list[Refused] = []

        def hear(event: str, payload: Any) -> None:
            if event == "welcome" and not inside.done():
                inside.set_result(None)
            elif event == "waiting":
                asked.append(payload)
                self._note(payload)
            elif event == "bye" and isinstance(payload, Goodbye):
                self._parted, self._wish = payload.code, (payload.retry_after_ms or 0) / 1000

        visit = Visit(self._identity, self._errand, _newest, hear, lambda: False)
        stay = self._stay = asyncio.create_task(visit.run())
        first: set[asyncio.Future[Any]] = {inside, stay}
        while not inside.done() and not stay.done():
            await asyncio.wait(first, timeout=0.2, return_when=asyncio.FIRST_COMPLETED)
            if asked and time.monotonic() > until:
                raise Refused("not_let_in", "Nobody has let us in yet.")
        if not inside.done():
            stay.result()  # raises what was in the way
            raise refusal("no_answer")
        self._visit = visit

    async def _sit_out(self, error: Any, until: float) -> None:
        """Wait for as long as a refusal asks; raises it, as `Refused`, if that is of no use."""
        fields = error if isinstance(error, dict) else {}
        refused = read_refusal(error)
        default = (_IN_A_MOMENT | _PERHAPS).get(refused.code)
        if default is None:
            raise refused
        wait = fields.get("retry_after_ms")
        seconds = wait / 1000 if isinstance(wait, int) and wait >= 0 else default
        if refused.code in _PERHAPS and time.monotonic() + seconds > until:
            raise refused
        self._note(Refused(refused.code, refused.message, {"retry_after_ms": int(seconds * 1000)}))
        await asyncio.sleep(seconds)


async def _newest() -> tuple[int, str | None]:
    """Nothing of the room is kept here."""
    return -1, None
