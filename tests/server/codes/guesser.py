"""Somebody who guesses a spoken code, from many addresses of this computer at once.

    python -m tests.server.codes.guesser KEY_FOLDER PORT NUMBER SECRET FINGERPRINT

Over TLS to the host's lan door on 127.0.0.1: everybody begins before anybody finishes; then all
that was begun is finished, each many times over, all side by side; then everybody goes on guessing.
What came of it is told as one line of JSON: how often each answer came to `start` and to `finish`,
and the addresses from which a guess was judged.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from server.codes.exchange import Keys, Prepared, Side
from server.codes.spelled import Code
from server.encoding import from_base64url, to_base64url
from server.identity import Identity

#: Addresses, connections of each, and guesses on each of these.
ADDRESSES, LINES, GUESSES = 30, 4, 16
#: Requests with which the same exchange is finished at once.
FINISHES = 10
JUDGED = {"code_wrong", "code_burnt"}


@dataclass
class Guesser:
    """One key and one wrong code, on any number of connections."""

    identity: Identity
    code: Code
    fingerprint: str
    url: str
    counts: dict[str, Counter[str]] = field(
        default_factory=lambda: {"start": Counter(), "finish": Counter()}
    )
    judged: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        keys = Keys(joining=self.identity.fingerprint, hosting=self.fingerprint)
        self.prepared, self.keys = Prepared(self.code, hosting=False), keys
        self.message = to_base64url(Side(self.prepared, keys).message)

    async def begin(self, line: aiohttp.ClientSession) -> dict[str, Any] | None:
        """Begin an exchange; what `finish` is to be asked with, None where it was refused."""
        challenge = (await self._ask(line, "challenge", {}))["challenge"]
        values: list[object] = [challenge, self.fingerprint, "", self.identity.fingerprint]
        proof = {
            "challenge": challenge,
            "room": "",
            "key": to_base64url(self.identity.public_key),
            "signature": self.identity.sign("prove", values),
        }
        asked = {**proof, "number": self.code.number, "message": self.message}
        answer = await self._ask(line, "code/start", asked)
        self.counts["start"][_code_of(answer)] += 1
        if "exchange" not in answer:
            return None
        # The guess is wrong, so any 32 bytes say what the proof would.
        assert len(from_base64url(answer["message"])) == 33
        return {"exchange": answer["exchange"], "proof": to_base64url(bytes(32))}

    async def finish(self, line: aiohttp.ClientSession, address: str, asked: Any) -> None:
        """Have a guess judged."""
        code = _code_of(await self._ask(line, "code/finish", asked))
        self.counts["finish"][code] += 1
        if code in JUDGED:
            self.judged.append(address)

    async def guess(self, line: aiohttp.ClientSession, address: str) -> None:
        """One guess after the other."""
        for _ in range(GUESSES):
            if asked := await self.begin(line):
                await self.finish(line, address, asked)

    async def _ask(self, line: aiohttp.ClientSession, path: str, body: Any) -> dict[str, Any]:
        while True:
            # The host hangs up on strangers who say nothing for ten seconds, as one may have to
            # here: a request that met that was not heard.
            with contextlib.suppress(aiohttp.ServerDisconnectedError):
                async with line.post(f"{self.url}/door/{path}", json=body) as response:
                    answer: dict[str, Any] = await response.json()
                    return answer


def _code_of(answer: dict[str, Any]) -> str:
    return str(answer.get("error", {}).get("code", "ok"))


def _line(address: str) -> aiohttp.ClientSession:
    """One connection from `address`, kept open."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(ssl=False, limit=1, local_addr=(address, 0))
    )


async def guess(guesser: Guesser) -> None:
    """All of it."""
    addresses = [f"127.0.0.{2 + number}" for number in range(ADDRESSES) for _ in range(LINES)]
    lines = [_line(address) for address in addresses]
    try:
        begun = await asyncio.gather(*(guesser.begin(line) for line in lines))
        asked = [one for one in begun if one is not None] * FINISHES
        # Each of them from another address than it was begun from.
        places = [(lines[at % len(lines)], addresses[at % len(lines)]) for at in range(len(asked))]
        await asyncio.gather(
            *(
                guesser.finish(line, address, one)
                for (line, address), one in zip(places, asked, strict=True)
            )
        )
        await asyncio.gather(
            *(guesser.guess(line, at) for line, at in zip(lines, addresses, strict=True))
        )
    finally:
        for line in lines:
            await line.close()


def main(folder: str, port: str, number: str, secret: str, fingerprint: str) -> None:
    """Guess, and tell what came of it."""
    identity, code = Identity.load_or_create(Path(folder)), Code(int(number), secret)
    guesser = Guesser(identity, code, fingerprint, f"https://127.0.0.1:{port}")
    asyncio.run(guess(guesser))
    sys.stdout.write(json.dumps({**guesser.counts, "judged": guesser.judged}) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
