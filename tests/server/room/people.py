"""A small room, for tests of the rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from server.room.entry import START, Draft, Entry, append
from server.room.remarks import Target
from server.room.requests import Join, Request
from server.room.rules import Ask, Stored, Taken, take
from server.room.state import State, fold

SALT = "5a" * 16
HOST, ROOM = "m_host", "ab" * 16
NOW = 1_763_870_000_000


def opened(*, open: bool = True) -> tuple[State, list[Entry]]:
    """A room with its host in it, and the two entries that made it."""
    body = {"room": ROOM, "name": "사랑방", "key": "key", "nonce": "00", "open": open}
    drafts = [
        Draft("e-1", HOST, "Host", "opened", body, SALT),
        Draft("e-2", HOST, "Host", "joined", {"first": 1, "door": "window", "key": "key"}, SALT),
    ]
    entries = list(append(drafts, last=0, chain=START, term=1, at=NOW))
    return fold(State(room=ROOM), entries), entries


def join(id: str, name: str, **more: str) -> Join:
    """What the host asks for a newcomer."""
    return Join(id, name, more.pop("door", "lan"), **more)


def targets_in(log: Sequence[Entry]) -> dict[int, Target]:
    """What requests may point at in `log`, as it is after all of it."""
    targets: dict[int, Target] = {}
    for entry in log:
        targets[entry.number] = Target(entry.id, entry.author, entry.kind)
        body = entry.body or {}
        number = body.get("target")
        if number is None:
            continue
        target = targets[number]
        match entry.kind:
            case "withdrawn":
                target = replace(target, withdrawn=True, pinned=False, reactions={})
            case "pinned" | "unpinned":
                target = replace(target, pinned=entry.kind == "pinned")
            case "reacted":
                members = set(target.reactions.get(body["emoji"], ()))
                (members.add if body["on"] else members.discard)(entry.author)
                target = replace(
                    target, reactions={**target.reactions, body["emoji"]: frozenset(members)}
                )
        targets[number] = target
    return targets


def ask(
    state: State,
    *asks: tuple[str, Request],
    log: Sequence[Entry] = (),
    now: int = NOW,
) -> Taken:
    """Take (author, request) pairs, with `log` as what is stored already."""
    stored = {entry.id: Stored(entry.number, entry.at, entry.author) for entry in log}
    targets = targets_in(log)
    batch = [Ask(author, request, SALT) for author, request in asks]
    return take(state, batch, stored=stored, targets=targets, now=now)
