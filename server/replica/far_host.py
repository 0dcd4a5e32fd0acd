"""A host elsewhere, as a joined room asks it: over its link, and never trusting what comes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Protocol

import gevent
from gevent.event import AsyncResult

from server.address import Address
from server.encoding import from_base64url
from server.host.founding import room_id
from server.replica.hosts_refusal import read_refusal
from server.room.entry import Entry, chained
from server.room.facts import Opened, read_fact
from server.room.refusal import Refused
from server.wire import PAGE_ENTRIES, ReceivedMember, is_hex, is_sound, read, read_entry

# How long (seconds) a host may take to answer.
ANSWER_WITHIN = 20.0
# Pages of its history that are on their way at once.
PAGES_ASKED = 2
# Members in one page of the list, and the pages that are asked for at most.
FOLK, FOLK_PAGES = 200, 100
# A host that wants to be left alone longer (ms) is asked all the same; each time after a longer
# while, and no more often than this without having answered in between.
LONGEST_WAIT_MS = 30_000
PUT_OFF = 8


class Wire(Protocol):
    """The link, as this side uses it. All calls return at once."""

    def request(self, event: str, payload: object, within: float) -> AsyncResult[Any]:
        """Ask the host; the result is the answer as it came, or `Refused` away, no_answer."""

    def signal(self, payload: object) -> None:
        """Send a signal, or lose it."""

    @property
    def address(self) -> Address | None:
        """Where the host was met last."""

    def hear_of(self, addresses: Sequence[Address]) -> None:
        """The host is said to be at these addresses now."""

    def retry_now(self) -> None:
        """Try to connect at once."""

    def set_name(self, name: str) -> None:
        """Come in under this name from the next time on."""

    def close(self) -> None:
        """Stop for good."""


class HostFault(Exception):
    """What the host sent is not a log; the sentence is for a person."""


class ChainFault(HostFault):
    """What the host sent does not go on from what is here to where it says that it ends."""


def ask(link: Wire | None, event: str, payload: dict[str, Any]) -> AsyncResult[Any]:
    """Ask the host over `link`; raises `Refused` away where there is none."""
    if link is None:
        raise Refused("away", "The host is away now.")
    return link.request(event, payload, ANSWER_WITHIN)


def read_entries(payload: Any) -> list[Entry]:
    """What an `entries` event brought; raises `Refused` malformed."""
    return [read_entry(value) for value in read(payload, list[Any])]


def pages(link: Callable[[], Wire | None], after: int, end: int) -> Iterator[list[Entry]]:
    """The host's entries after number `after` up to `end`, in order; two pages are on their way
    at once. Raises `Refused` away, no_answer, malformed, too_fast; HostFault.

    A page may hold fewer entries than were asked for, since its bytes are bounded: then what
    was asked beyond it is asked again, and from then on for as many as fit.
    """
    asked: deque[tuple[int, int, AsyncResult[Any]]] = deque()
    limit, reached, patience = PAGE_ENTRIES, after, Patience()
    while reached < end:
        while len(asked) < PAGES_ASKED and after < end:
            count = min(limit, end - after)
            request = {"after": after, "limit": count}
            asked.append((after, count, ask(link(), "history", request)))
            after += count
        start, count, answer = asked.popleft()
        told = answer.get()
        if wait := patience.wait(told):
            asked.clear()
            after = reached
            gevent.sleep(wait)
            continue
        entries = read_entries(_entries_of(told))
        numbers = [entry.number for entry in entries]
        if not entries or numbers != list(range(start + 1, start + 1 + len(entries))):
            raise HostFault("the host's history has holes")
        reached = numbers[-1]
        if len(entries) < count:
            asked.clear()
            after, limit = reached, len(entries)
        yield entries


def entry_of_host(link: Wire | None, number: int) -> tuple[Entry, str]:
    """The host's entry `number`, with the chain value that it claims for it. Raises as `pages`."""
    answer = ask(link, "history", {"after": number - 1, "limit": 1}).get()
    entries = read_entries(_entries_of(answer))
    chain = answer.get("chain")
    if len(entries) != 1 or entries[0].number != number:
        raise HostFault("the host did not answer with the entry it was asked for")
    if not isinstance(chain, str) or not is_hex(chain, 64):
        raise HostFault("the host names no chain value")
    return entries[0], chain


def folk(link: Callable[[], Wire | None]) -> Iterator[list[ReceivedMember]]:
    """All members, page by page in order of id. Raises `Refused` away, no_answer, malformed,
    too_fast."""
    after, patience = "", Patience()
    for _ in range(FOLK_PAGES):
        request = {"after": after, "limit": FOLK}
        while wait := patience.wait(answer := ask(link(), "members", request).get()):
            gevent.sleep(wait)
        told = answer if isinstance(answer, dict) else {}
        members = read(told.get("members"), list[ReceivedMember])
        yield [member for member in members if is_sound(member)]
        if told.get("more") is not True or not members or members[-1].id <= after:
            return
        after = members[-1].id


def continued(
    entries: Iterable[Entry], chain: str, target: tuple[int, str], room: str
) -> list[Entry]:
    """`entries` chained on after chain value `chain`.

    Raises HostFault where they do not lead to `target`, the number and chain value that the host
    named, or do not begin with the founding of `room`.
    """
    added: list[Entry] = []
    for entry in entries:
        added.append(chained(entry, chain))
        chain = added[-1].chain
        if entry.number == target[0] and chain != target[1]:
            raise ChainFault("the host's log does not fit its chain")
    if added and added[0].number == 1:
        _check_founding(added[0], room)
    return added


def _check_founding(first: Entry, room: str) -> None:
    fact = read_fact(first.kind, first.body)
    try:
        if not isinstance(fact, Opened) or not is_hex(fact.nonce, 32):
            raise ValueError("no founding")
        if room_id(from_base64url(fact.key), bytes.fromhex(fact.nonce)) != room:
            raise ValueError("another room's founding")
    except ValueError as error:
        raise HostFault("the room's first entry is not its founding") from error


class Patience:
    """With a host that wants to be asked later."""

    def __init__(self) -> None:
        self._put_off = 0

    def wait(self, answer: Any) -> float:
        """The seconds after which to ask again; 0 where the host has answered. Raises `Refused`
        too_fast where it was asked in vain too often."""
        error = answer.get("error") if isinstance(answer, dict) else None
        if not isinstance(error, dict) or error.get("code") != "too_fast":
            self._put_off = 0
            return 0.0
        if self._put_off == PUT_OFF:
            raise read_refusal(error)
        told = read_refusal(error).data.get("retry_after_ms", 1000)
        wait = min(max(told, 10) * 2**self._put_off, LONGEST_WAIT_MS)
        self._put_off += 1
        return float(wait) / 1000


def _entries_of(answer: Any) -> Any:
    if not isinstance(answer, dict) or answer.get("ok") is not True:
        raise HostFault("the host did not answer a request for its history")
    return answer.get("entries")
