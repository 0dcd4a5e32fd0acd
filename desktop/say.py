"""Saying something in a room from the command line: `sarangbang say LINK "text"`."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from desktop.faults import (
    Fault,
    HostAway,
    Interrupted,
    InvitationNeeded,
    KeyDamaged,
    MessageEmpty,
    MessageLong,
    NameTaken,
    NotLetIn,
    NotTaken,
    OtherHost,
    StillWaiting,
)
from desktop.instance import alone
from desktop.invited import fit_name, read_link
from desktop.language import system_language
from desktop.paths import prepare_data_folder
from desktop.refusals import reason_of_refusal
from desktop.standard_input import TooLong, lines, whole
from desktop.unusable import refused_by_system

if TYPE_CHECKING:
    from server.identity import Identity
    from server.invitation import Invitation
    from server.link.saying import Saying
    from server.room.refusal import Refused

FOLDER = "say"
"""In the data folder: the key of what scripts say, so that it is the same member each time and
another than the person at the window, and the name that it has in each room."""
_NAMES = "names.json"
# What is waited for is told from this many seconds on.
_WORTH_TELLING = 2.0
_NOT_TAKEN = {"malformed", "too_long", "not_allowed", "storage_full", "closing"}
_AWAY = {"no_answer", "no_route", "refused", "name_not_found", "not_sarangbang", "away"}


@dataclass(frozen=True)
class Words:
    """What was asked for on the command line. `text` "-": what comes on standard input."""

    text: str
    whole: bool
    name: str | None
    wait: float


def say(chosen: Path | None, link: str, words: Words) -> None:
    """Say it; returns once the host has stored all of it. Raises Fault."""
    invitation = read_link(link)
    name = None if words.name is None else fit_name(words.name)
    data = prepare_data_folder(chosen)
    folder = data / FOLDER
    try:
        identity = _own_key(data, folder)
        spoken = _Spoken(folder, invitation, identity, name, words)
        # A script's own end is an end of this, too, and nothing is reported as delivered.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            asyncio.run(spoken.run())
        except KeyboardInterrupt:
            raise Interrupted(said=spoken.said) from None
    except OSError as error:
        raise refused_by_system(error, folder) from error


def _own_key(data: Path, folder: Path) -> Identity:
    from server.identity import Identity, IdentityDamaged

    folder.mkdir(mode=0o700, exist_ok=True)
    try:
        with alone(folder / "key.lock"):  # two scripts' first words at one moment
            return Identity.load_or_create(folder)
    except IdentityDamaged as error:
        raise KeyDamaged(file=error.file) from error


class _Spoken:
    """One run of the command."""

    def __init__(
        self,
        folder: Path,
        invitation: Invitation,
        identity: Identity,
        name: str | None,
        words: Words,
    ) -> None:
        from server.link.visit import Errand

        self._names = folder / _NAMES
        self._room = invitation.room
        self._identity = identity
        self._words = words
        self._chosen = name is not None
        self._errand = Errand(
            invitation.room,
            invitation.key,
            invitation.addresses,
            name or self._usual_name(),
            invitation.secret,
        )
        self._told = ""
        self.said = 0
        """How many messages the host has stored."""

    async def run(self) -> None:
        from server.room.refusal import Refused
        from server.room.rules import TEXT_LIMIT

        saying, place = await self._come_in(), 0
        try:
            async for text in self._texts(TEXT_LIMIT):
                place += 1
                try:
                    await saying.say(text)
                except Refused as refused:
                    raise self._fault(refused, place) from refused
                self.said += 1
        except TooLong as error:
            raise MessageLong(place=place + 1, most=TEXT_LIMIT, said=self.said) from error
        finally:
            await saying.close()
        if not self.said:
            raise MessageEmpty

    async def _come_in(self) -> Saying:
        """Be in the room, under a free name if none was asked for. Raises Fault."""
        from server.link.saying import Saying
        from server.room.refusal import Refused

        while True:
            saying = Saying(
                self._identity, self._errand, patience=self._words.wait, note=self._note
            )
            try:
                await saying.come_in()
            except Refused as refused:
                free = refused.data.get("suggestion")
                if refused.code != "name_taken" or self._chosen or not free:
                    raise self._fault(refused, 1) from refused
                self._errand = replace(self._errand, name=fit_name(free))
                self._chosen = True  # once: a host that takes no name at all ends here
                continue
            self._keep_name()
            return saying

    async def _texts(self, longest: int) -> AsyncIterator[str]:
        """What is to be said, message by message; lines without anything in them are none."""
        if self._words.text != "-":
            if len(self._words.text) > longest:
                raise TooLong
            yield self._words.text
            return
        if self._words.whole:
            yield await whole(longest)
            return
        async for line in lines(longest):
            if line and not line.isspace():
                yield line

    def _usual_name(self) -> str:
        """What we are called in this room; a script's first name says whose it is."""
        from server.settings import own_name

        kept = self._kept_names().get(self._room)
        return kept if isinstance(kept, str) else fit_name(f"{own_name()[:30]} (script)")

    def _kept_names(self) -> dict[str, object]:
        with suppress(OSError, ValueError):
            names = json.loads(self._names.read_bytes())
            if isinstance(names, dict):
                return names
        return {}

    def _keep_name(self) -> None:
        from server.files import write_privately

        names = self._kept_names()
        if names.get(self._room) != self._errand.name:
            names[self._room] = self._errand.name
            write_privately(self._names, json.dumps(names, ensure_ascii=False).encode())

    def _note(self, refused: Refused) -> None:
        """Tell somebody at a terminal what is waited for, once."""
        seconds = refused.data.get("retry_after_ms", 0) / 1000
        slow = refused.code != "too_fast" or seconds >= _WORTH_TELLING
        if slow and refused.code != self._told and sys.stderr is not None and sys.stderr.isatty():
            self._told = refused.code
            click.echo(f"… {reason_of_refusal(refused).said(system_language())}", err=True)

    def _fault(self, refused: Refused, place: int) -> Fault:
        code, data = refused.code, refused.data
        if code in _AWAY:
            return HostAway(reason=reason_of_refusal(refused), said=self.said)
        if code == "other_host":
            return OtherHost()
        if code in {"invite_needed", "invite_wrong"}:
            return InvitationNeeded()
        if code == "name_taken":
            return NameTaken(name=self._errand.name, suggestion=data.get("suggestion", ""))
        if code in {"waiting", "not_let_in"}:
            return StillWaiting()
        if code == "empty":
            return MessageEmpty()
        if code in _NOT_TAKEN:
            return NotTaken(place=place, reason=reason_of_refusal(refused), said=self.said)
        return NotLetIn(reason=reason_of_refusal(refused))
