"""Makes the data folder of a host with a room of any length, written as the program writes.

    python -m tests.bench.long_room FOLDER ENTRIES

What is said looks like a chat: Korean and English, mostly short, some long, by forty people who
talk by day for two years. The same every time.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from server.clock import now_ms
from server.host.founding import found_room
from server.identity import Identity
from server.room.entry import Draft, append
from server.room.state import State, fold
from server.store import Store

AT_ONCE = 5000
PEOPLE = 40
SPAN = 2 * 365 * 24 * 3600 * 1000  # ms
NAMES = ("민수", "지영", "서연", "Minsu", "하준", "Yuna", "도윤", "Alex", "수아", "Jiyoung")
# Beginnings and endings make some ten thousand words, the first ones said most often.
SYLLABLES = (
    "가나다라마바사아자차카하고도로모보소오조구두루무부수우주기니리미비시이지학교밥집길산강물불말"
)
ENDINGS = ("", "은", "는", "이", "가", "을", "를", "에서", "에", "까지", "요", "했어", "하자")
LETTERS = "etaoinshrdlucmfwypvbgk"


class Words:
    """What people say; `seed` decides all of it."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        korean = {self._some(SYLLABLES, 1, 3) for _ in range(6000)}
        english = {self._some(LETTERS, 2, 9) for _ in range(6000)}
        self.korean, self.english = sorted(korean), sorted(english)
        self._chance.shuffle(self.korean)
        self._chance.shuffle(self.english)

    def _some(self, of: str, least: int, most: int) -> str:
        return "".join(self._chance.choices(of, k=self._chance.randint(least, most)))

    def _word(self, words: list[str]) -> str:
        # A few words are most of what is said (Zipf): the place is e to an even chance.
        return words[int(len(words) ** self._chance.random()) - 1]

    def text(self) -> str:
        """A message: half of them under 40 bytes, one in fifty of several sentences."""
        count = min(120, int(self._chance.lognormvariate(1.65, 0.75)) + 1)
        korean = self._chance.random() < 0.6
        said = []
        for _ in range(count):
            if korean:
                said.append(self._word(self.korean) + self._chance.choice(ENDINGS))
            else:
                said.append(self._word(self.english))
        return " ".join(said)

    def gap(self, mean: float) -> int:
        """How long (ms) until the next message."""
        return int(self._chance.expovariate(1 / mean))

    def one_of(self, count: int) -> int:
        """Who speaks: some often, some hardly ever."""
        return int(count ** self._chance.random()) - 1

    def bytes(self) -> str:
        """Sixteen bytes in hexadecimal."""
        return f"{self._chance.getrandbits(128):032x}"


def make(
    folder: Path, entries: int, *, signed: bool = False, read: int | None = None
) -> dict[str, Any]:
    """Fill `folder`; what was made: `room`, `entries`, `text_bytes`, `first_at`, `last_at`.

    `signed`: half of the people have the program, and sign; their signatures only look like some.
    `read`: the host has read up to this entry; all of it if left out.
    """
    folder.mkdir(parents=True, exist_ok=True)
    identity = Identity.load_or_create(folder)
    store = Store(folder / "sarangbang.db", synchronous="OFF")
    first_at = at = now_ms() - SPAN
    row = found_room(store, identity, name="긴 방", my_name="Host", admission="open", at=at)
    state, fence = row.state, store.rooms.take_pen(row.key)
    words, text_bytes = Words(7), 0
    mean = SPAN / (entries + 1)
    people = [f"g_{words.bytes()}" for _ in range(PEOPLE)]
    while state.last < entries:
        drafts = list(_drafts(words, people, state, min(AT_ONCE, entries - state.last), signed))
        added, last, chain = [], state.last, state.chain
        for draft in drafts:
            (entry,) = append([draft], last=last, chain=chain, term=1, at=at)
            last, chain = entry.number, entry.chain
            added.append(entry)
            at = min(at + words.gap(mean), first_at + SPAN)
        state = _write(store, row.key, fence, state, added)
        text_bytes += sum(len(draft.body.get("text", "").encode()) for draft in drafts)
    store.rooms.note(row.key, read=state.last if read is None else read)
    store.faults.note(row.key, state.last)  # as who hosts a room does when it is closed
    store.close()
    return {
        "room": state.room,
        "entries": state.last,
        "text_bytes": text_bytes,
        "first_at": first_at,
        "last_at": at,
    }


def _write(store: Store, key: int, fence: int, state: State, added: list[Any]) -> State:
    after = fold(state, added)
    new = [m for id, m in after.members.items() if state.members.get(id) is not m]
    with store.log.pen(key, fence) as pen:
        pen.write(added, after, new)
    return after


def _drafts(
    words: Words, people: list[str], state: State, count: int, signed: bool
) -> Iterator[Draft]:
    for place in range(count):
        id = words.bytes()
        if len(state.members) <= 1 and place < len(people):
            who, kind = place, "joined"
            body: dict[str, Any] = {"first": 1, "door": "guest"}
        else:
            who, kind = words.one_of(len(people)), "said"
            body = {"text": words.text()}
        name = f"{NAMES[who % len(NAMES)]} {who}"
        draft = Draft(id, people[who], name, kind, body, words.bytes())
        if signed and who % 2 and kind == "said":
            draft = Draft(
                *(draft.id, draft.author, draft.name, draft.kind, draft.body, draft.salt),
                sent_at=1_700_000_000_000,
                signature=("A" + words.bytes() * 3)[:86],
            )
        yield draft


if __name__ == "__main__":
    print(json.dumps(make(Path(sys.argv[1]), int(sys.argv[2]))))
