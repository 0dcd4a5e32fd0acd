"""An entry of a room's log, and the chain that holds the entries together.

Frozen: what is hashed here must be the same in every version, since it is stored, signed
and compared between hosts. `docs/protocol.md` ("Entry", "Encodings") is the contract.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from .canonical import canonical, canonical_row

# The chain value "before entry 1".
START = "0" * 64


@dataclass(frozen=True, slots=True)
class Draft:
    """What is about to become an entry: everything but its place in the log."""

    id: str
    author: str
    name: str
    kind: str
    body: dict[str, Any]
    salt: str
    sent_at: int | None = None
    signature: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One fact in a room's log.

    `at` and `sent_at` are milliseconds since the Unix epoch; `digest` and `chain` are hex.
    `body` and `salt` are None once the body was withdrawn by entry `withdrawn`.
    `extra` holds top-level fields this version does not know, as they came. `spelled` is the
    canonical JSON of the body, kept because digest, disk and wire all need it.
    """

    number: int
    term: int
    id: str
    at: int
    author: str
    name: str
    kind: str
    body: dict[str, Any] | None
    salt: str | None
    digest: str
    chain: str
    sent_at: int | None = None
    signature: str | None = None
    withdrawn: int | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    spelled: str | None = None


def digest_of(salt: str, body: Mapping[str, Any]) -> str:
    """SHA-256 of the salt's 16 bytes and the canonical body, in hex."""
    return digest_of_spelled(salt, canonical(body))


def digest_of_spelled(salt: str, spelled: bytes) -> str:
    """`digest_of` for a body that is canonical JSON already."""
    return sha256(bytes.fromhex(salt) + spelled).hexdigest()


def chain_of(
    previous: str,
    number: int,
    term: int,
    id: str,
    at: int,
    author: str,
    name: str,
    kind: str,
    digest: str,
) -> str:
    """The chain value of an entry, from that of the entry before it."""
    values: list[str | int] = [previous, number, term, id, at, author, name, kind, digest]
    return sha256(canonical_row(values)).hexdigest()


def append(
    drafts: Iterable[Draft], *, last: int, chain: str, term: int, at: int
) -> Sequence[Entry]:
    """The entries that `drafts` become after entry `last` with chain value `chain`.

    `at` is the host's clock, already no smaller than that of the entry before.
    """
    entries = []
    for number, draft in enumerate(drafts, last + 1):
        spelled = canonical(draft.body)
        digest = digest_of_spelled(draft.salt, spelled)
        chain = chain_of(
            chain, number, term, draft.id, at, draft.author, draft.name, draft.kind, digest
        )
        entries.append(
            Entry(
                number=number,
                term=term,
                id=draft.id,
                at=at,
                author=draft.author,
                name=draft.name,
                kind=draft.kind,
                body=draft.body,
                salt=draft.salt,
                digest=digest,
                chain=chain,
                sent_at=draft.sent_at,
                signature=draft.signature,
                spelled=spelled.decode(),
            )
        )
    return entries


def chained(entry: Entry, previous: str) -> Entry:
    """`entry`, as another sent it, with digest and chain value worked out after `previous`.

    Raises ValueError where salt or body have no digest.
    """
    if entry.body is None or entry.salt is None:
        digest, spelled = entry.digest, None
    else:
        canonical_body = canonical(entry.body)
        digest, spelled = digest_of_spelled(entry.salt, canonical_body), canonical_body.decode()
    chain = chain_of(
        previous,
        entry.number,
        entry.term,
        entry.id,
        entry.at,
        entry.author,
        entry.name,
        entry.kind,
        digest,
    )
    return Entry(
        entry.number,
        entry.term,
        entry.id,
        entry.at,
        entry.author,
        entry.name,
        entry.kind,
        entry.body,
        entry.salt,
        digest,
        chain,
        entry.sent_at,
        entry.signature,
        entry.withdrawn,
        entry.extra,
        spelled,
    )
