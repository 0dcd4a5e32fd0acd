"""mDNS by zeroconf: says our records, hears those of others. The only file that knows zeroconf.

Everything runs on one asyncio loop. What is heard goes into a `Seen` at once, and zeroconf's
own cache is emptied behind it: on a network anybody can say anything, as often as they like,
and its browser keeps a timer for each name that it ever heard.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from zeroconf import (
    DNSAddress,
    DNSOutgoing,
    DNSPointer,
    DNSQuestion,
    DNSRecord,
    DNSService,
    DNSText,
    RecordUpdateListener,
    ServiceInfo,
    Zeroconf,
)
from zeroconf.asyncio import AsyncZeroconf

from server.nearby.record import TYPE, Missed, Notice, Record, reachable, read_text
from server.nearby.seen import Seen

#: How long others keep a record that is not said again, in seconds.
TTL = 75
#: When we ask who is here: at once and soon again, since a question may be lost; afterwards
#: only what is said may have been missed. In seconds after the one before.
ASK_AFTER = (0.02, 1.0, 2.0, 6.0)
ASK_EVERY = 60.0
#: What is about to be forgotten is asked for, at most so often (seconds); who asks first is
#: left to chance, and the answer is for all.
ASK_AGAIN, ASK_CHANCE = 5.0, 4.0
#: Records of one packet that are looked at.
MOST_AT_ONCE = 64
#: zeroconf's answers are out after so many seconds.
GATHERED = 1.5
#: Our own tokens that are remembered.
MOST_OWN = 256

_PTR, _IN, _QUERY = 12, 1, 0

log = logging.getLogger(__name__)


class Mdns:
    """On its loop only. `changed` is called when `seen` looks different, `missed` with each
    record of somebody who did not get through."""

    def __init__(
        self,
        seen: Seen,
        changed: Callable[[], None],
        missed: Callable[[Missed], None],
    ) -> None:
        self.seen = seen
        self.subnets: Sequence[str] = ()
        self._own: dict[str, None] = {}
        self._changed, self._missed = changed, missed
        self._zeroconf: AsyncZeroconf | None = None
        self._ear: _Ear | None = None
        self._cards: tuple[str, ...] = ()
        self._said: dict[str, Record] = {}
        self._infos: dict[str, ServiceInfo] = {}
        self._telling: dict[str, asyncio.Future[Any]] = {}
        self._tasks: set[asyncio.Future[Any]] = set()
        self._ticking: asyncio.Task[None] | None = None
        self._one_at_a_time = asyncio.Lock()
        self._asked = 0
        self._next_ask = 0.0

    @property
    def hears_itself(self) -> bool:
        """Whether this is a test on the loopback."""
        return any(ipaddress.ip_address(card).is_loopback for card in self._cards)

    async def open(
        self, cards: Sequence[str], subnets: Sequence[str], records: Mapping[str, Record]
    ) -> None:
        """Listen on the network cards with these addresses, say `records` there, and nothing
        anywhere else any more. Raises OSError."""
        async with self._one_at_a_time:
            before = self._forget_all()
            self._cards, self.subnets = tuple(cards), tuple(subnets)
            try:
                if cards:
                    self._begin(cards)
                    await self._publish(records)
                    self.ask_anew()
            finally:
                if before is not None:
                    self._keep(asyncio.ensure_future(_end(before)))
        if self._ticking is None:
            self._ticking = asyncio.get_running_loop().create_task(self._tick())

    def _begin(self, cards: Sequence[str]) -> None:
        # A card that is being pulled out, or garbage from a stranger, is nothing to warn of.
        logging.getLogger("zeroconf").setLevel(logging.ERROR)
        zeroconf = AsyncZeroconf(interfaces=list(cards))
        self._ear = _Ear(self)
        zeroconf.zeroconf.async_add_listener(self._ear, None)
        self._zeroconf = zeroconf

    async def publish(self, records: Mapping[str, Record]) -> None:
        """Say exactly these from now on; others are told of each change."""
        async with self._one_at_a_time:
            if self._zeroconf is not None:
                await self._publish(records)

    async def _publish(self, records: Mapping[str, Record]) -> None:
        assert self._zeroconf is not None
        zeroconf = self._zeroconf.zeroconf
        self._own.update(dict.fromkeys(records))
        while len(self._own) > MOST_OWN:
            del self._own[next(iter(self._own))]
        for token in [token for token in self._said if token not in records]:
            del self._said[token]
            # It is said three times; the third time must not come after the goodbye.
            self._telling.pop(token).cancel()
            info = self._infos.pop(token)
            goodbye = await zeroconf.async_unregister_service(info)
            self._keep(asyncio.ensure_future(_repeat(zeroconf, info, goodbye)))
        for token, record in records.items():
            if self._said.get(token) == record:
                continue
            info = _info(token, record)
            if token in self._said:
                self._telling.pop(token).cancel()
                told = await zeroconf.async_update_service(info)
            else:
                # The name is random: nobody else has it, and there is nobody to ask.
                told = await zeroconf.async_register_service(info, cooperating_responders=True)
            self._said[token], self._infos[token] = record, info
            self._telling[token] = asyncio.ensure_future(told)
            self._keep(self._telling[token])

    async def close(self) -> None:
        """Take everything back and be silent."""
        if self._ticking is not None:
            self._ticking.cancel()
            self._ticking = None
        async with self._one_at_a_time:
            before = self._forget_all()
            if before is not None:
                await _end(before)

    def _forget_all(self) -> AsyncZeroconf | None:
        """Begin anew; what is to be closed."""
        for telling in self._telling.values():
            telling.cancel()
        before, self._zeroconf, self._ear = self._zeroconf, None, None
        self._infos, self._said, self._telling = {}, {}, {}
        return before

    def _keep(self, going_on: asyncio.Future[Any]) -> None:
        """Hold what goes on beside us, or it would be collected."""
        self._tasks.add(going_on)
        going_on.add_done_callback(self._done)

    def _done(self, task: asyncio.Future[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.info("a record could not be said: %r", task.exception())

    # --- asking ----------------------------------------------------------------------------

    def ask_anew(self) -> None:
        """Ask as if we had just come."""
        self._asked, self._next_ask = 0, 0.0
        self._plan()

    def _plan(self) -> None:
        loop = asyncio.get_running_loop()
        after = ASK_AFTER[self._asked] if self._asked < len(ASK_AFTER) else ASK_EVERY
        self._asked += 1
        self._next_ask = loop.time() + after * random.uniform(0.9, 1.3)
        if after < 1:
            loop.call_later(after, self._ask_if_due)

    def _ask_if_due(self) -> None:
        loop = asyncio.get_running_loop()
        if loop.time() >= self._next_ask:
            self.ask()
            self._plan()

    def ask(self) -> None:
        """Ask everybody who hosts a room to say so."""
        if self._zeroconf is not None:
            question = DNSOutgoing(_QUERY)
            question.add_question(DNSQuestion(TYPE, _PTR, _IN))
            self._zeroconf.zeroconf.async_send(question)

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(1.0)
            now = asyncio.get_running_loop().time()
            if self.seen.expire():
                self._changed()
            if self.seen.is_stale():
                soon = now + ASK_AGAIN
                if self._next_ask > soon + ASK_CHANCE:
                    self._next_ask = now + random.uniform(0, ASK_CHANCE)
            self._ask_if_due()
            if self._zeroconf is not None:
                # Questions of others, with all the answers they say they know.
                self._zeroconf.zeroconf.question_history.clear()

    # --- hearing ---------------------------------------------------------------------------

    def heard(self, packet: _Packet) -> None:
        """What one packet said."""
        changed = False
        for token in packet.gone:
            changed |= self.seen.part(token)
        for token, service in list(packet.services.items())[:MOST_AT_ONCE]:
            raw = packet.texts.get(token)
            if token in self._own:
                continue  # our own words come back to us
            if raw is None:
                self.seen.again(token, service.ttl)
                continue
            said = read_text(raw)
            if isinstance(said, Missed):
                self._missed(said)
            elif isinstance(said, Notice):
                texts = packet.addresses.get(service.server_key, ())
                port, loopback = service.port, self.hears_itself
                addresses = reachable(texts, port, self.subnets, loopback=loopback)
                if addresses:
                    changed |= self.seen.hear(token, addresses, said, service.ttl)
        if changed:
            self._changed()


async def _repeat(zeroconf: Zeroconf, info: ServiceInfo, goodbye: Awaitable[None]) -> None:
    """Say goodbye once more, when every answer has gone out that was on its way before: zeroconf
    gathers answers for up to a second, and one that comes last would bring the record back."""
    await goodbye
    await asyncio.sleep(GATHERED)
    zeroconf.async_send(zeroconf.generate_service_broadcast(info, 0))


def _info(token: str, record: Record) -> ServiceInfo:
    """A record as zeroconf says it."""
    return ServiceInfo(
        TYPE,
        f"{token}.{TYPE}",
        port=record.port,
        properties=dict(record.text),
        server=f"{record.host}.local.",
        parsed_addresses=list(record.addresses),
        host_ttl=TTL,
        other_ttl=TTL,
    )


async def _end(zeroconf: AsyncZeroconf) -> None:
    """Say goodbye for all that was said, three times as is the custom, and close the sockets."""
    with suppress(OSError, asyncio.TimeoutError):
        await zeroconf.async_close()


class _Packet:
    """The records of one packet that are of our kind, by the token in their name."""

    def __init__(self, records: Sequence[DNSRecord]) -> None:
        self.gone: list[str] = []
        self.services: dict[str, DNSService] = {}
        self.texts: dict[str, bytes] = {}
        self.addresses: dict[str, list[str]] = {}
        for record in records:
            if isinstance(record, DNSAddress):
                if record.ttl and len(record.address) in (4, 16):
                    address = str(ipaddress.ip_address(record.address))
                    self.addresses.setdefault(record.key, []).append(address)
            elif isinstance(record, DNSPointer):
                token = _token(record.alias.lower())
                if record.key == TYPE and not record.ttl and token:
                    self.gone.append(token)
            elif isinstance(record, DNSService):
                token = _token(record.key)
                if token and record.ttl:
                    self.services[token] = record
                elif token:
                    self.gone.append(token)
            elif isinstance(record, DNSText):
                token = _token(record.key)
                if token and record.ttl:
                    self.texts[token] = record.text


def _token(key: str) -> str:
    """The token in the name of a record of ours, in lower case; empty for any other."""
    token = key.removesuffix(f".{TYPE}")
    return token if token != key and token.isascii() and token.isalnum() else ""


class _Ear(RecordUpdateListener):
    """Hears every packet, and has zeroconf forget it. What we hold it keeps one record of, or it
    would not pass on that it is taken back."""

    def __init__(self, mdns: Mdns) -> None:
        super().__init__()
        self._mdns = mdns
        self._batch: list[DNSRecord] = []
        self._kept: dict[str, DNSService] = {}
        self._cache: Any = None

    def async_update_records(self, zc: Any, now: float, records: list[Any]) -> None:
        """zeroconf's way to say: these came in one packet."""
        self._cache = zc.cache
        self._batch = [update.new for update in records]
        packet = _Packet([record for record in self._batch if not _is_old(record, now)])
        self._mdns.heard(packet)
        for token, service in packet.services.items():
            if token in self._mdns.seen:
                before = self._kept.get(token)
                if before is not None and before != service:
                    self._batch.append(before)
                self._kept[token] = service

    def async_update_records_complete(self) -> None:
        """zeroconf's way to say: now they are in the cache."""
        for token in [token for token in self._kept if token not in self._mdns.seen]:
            self._batch.append(self._kept.pop(token))
        kept = set(self._kept.values())
        batch, self._batch = self._batch, []
        cache = self._cache
        there = {record for record in batch if record not in kept and _is_in(cache, record)}
        if there:
            cache.async_remove_records(there)


def _is_old(record: DNSRecord, now: float) -> bool:
    """Whether zeroconf says that its time is over; one that is taken back has no time at all."""
    return record.ttl > 0 and record.is_expired(now)


def _is_in(cache: Any, record: DNSRecord) -> bool:
    return cache is not None and record in cache.cache.get(record.key, {})
