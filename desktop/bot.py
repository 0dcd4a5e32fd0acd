"""What a bot has to know to come into a room: `sarangbang bot LINK FILE`."""

from __future__ import annotations

import asyncio
import json
import ssl
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.faults import FileUnwritable, HostSilent, KnownOtherwise, OtherHost
from desktop.invited import fit_name, read_link
from desktop.language import Both
from desktop.reasons import reason_of
from desktop.refusals import reason_of_refusal

if TYPE_CHECKING:
    from server.invitation import Invitation

CONNECT_WITHIN = 5.0
ANSWER_WITHIN = 15.0
"""Seconds; nobody sits in front of it, and a busy host is to be heard."""

_USUAL_NAME = "Bot"
# What a bot adds to `auth` as it goes, without which it would come back as somebody else.
_ITS_OWN = ("name", "session", "after")


def write(link: str, file: Path, name: str | None) -> None:
    """Write `url`, `certificate` (PEM) and `auth` of CONNECT as JSON into `file`. Raises Fault.

    What `file` knows already of the bot in this room stays, its name too where `name` is None.

    A program that trusts this certificate and no other talks to this host and to nobody else:
    whoever is in between may copy the certificate and lacks the key.
    """
    from server.files import write_privately
    from server.wire import PROTOCOL

    invitation = read_link(link)
    auth: dict[str, Any] = {"protocol": PROTOCOL, "room": invitation.room}
    if name is not None:
        auth["name"] = fit_name(name)
    if invitation.secret:
        auth["invite"] = invitation.secret
    try:
        known = _known(file, invitation)
        told = {**asyncio.run(_found(invitation)), "auth": known | auth}
        write_privately(file, json.dumps(told, ensure_ascii=False, indent=2).encode() + b"\n")
    except OSError as error:
        raise FileUnwritable(file=file, reason=reason_of(error)) from error


def _known(file: Path, invitation: Invitation) -> dict[str, Any]:
    """What the bot has noted in `file` about the room of `invitation`.

    Raises FileUnwritable, KnownOtherwise, OSError.
    """
    from server.certificate import public_key_of
    from server.identity import fingerprint_of

    try:
        told = json.loads(file.read_bytes())
        auth, pem = told["auth"], told["certificate"].encode()
        if auth["room"] != invitation.room:
            return {"name": _USUAL_NAME}
        # What the bot shows at this door, its session, would go to whoever made up the invitation.
        if fingerprint_of(public_key_of(pem)) != invitation.key:
            raise KnownOtherwise(file=file)
        return {"name": _USUAL_NAME} | {key: auth[key] for key in _ITS_OWN if key in auth}
    except FileNotFoundError:
        return {"name": _USUAL_NAME}
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        # It may be something else than a bot's, which would be lost.
        raise FileUnwritable(
            file=file, reason=Both("something else is in it", "다른 것이 들어 있어요")
        ) from error


async def _found(invitation: Invitation) -> dict[str, str]:
    """Where the host is now, and its certificate. Raises Fault."""
    from server.link.probe import found_host
    from server.room.refusal import Refused

    places, key = invitation.addresses, invitation.key
    try:
        async with found_host(places, key, connect=CONNECT_WITHIN, deadline=ANSWER_WITHIN) as found:
            door = found.door
            return {"url": door.url, "certificate": ssl.DER_cert_to_PEM_cert(door.certificate)}
    except Refused as refused:
        if refused.code == "other_host":
            raise OtherHost from refused
        raise HostSilent(reason=reason_of_refusal(refused)) from refused
