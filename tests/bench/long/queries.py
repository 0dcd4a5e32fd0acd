"""What people look for in a long room: some sixty queries of ten kinds.

The words are those that `long_room.py` says, the most frequent first, so it is known what must be
found and what must not.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any, NamedTuple

from tests.bench.long.rooms import LongRoom
from tests.bench.long_room import SYLLABLES, Words

DAY = 24 * 3600 * 1000  # ms


class Query(NamedTuple):
    """`asked` is what the page asks with; `found` whether there must be hits, None for either."""

    kind: str
    asked: dict[str, Any]
    found: bool | None = True


def queries(room: LongRoom, people: list[str]) -> list[Query]:
    """The same ones every time, in an order in which kinds are mixed. `people` are ids of members
    who said something, the most talkative first."""
    made = list(_made(room, people, random.Random(11)))
    random.Random(12).shuffle(made)
    return made


def _made(room: LongRoom, people: list[str], chance: random.Random) -> Iterator[Query]:
    words = Words(7)
    korean = [word for word in words.korean if len(word) == 3]
    often = [word for word in words.korean if len(word) > 1]
    english = [word for word in words.english if len(word) > 3]
    for word in chance.sample(korean[:400], 12):
        yield Query("two syllables inside a word", {"text": word[1:]})
    for word in chance.sample(korean[:400], 4):
        yield Query("three syllables", {"text": word})
    for word in (*often[:4], *english[:4]):
        yield Query("a common word", {"text": word})
    for word in chance.sample(english[:400], 8):
        yield Query("the beginning of a word", {"text": word[:3]})
    for letter in chance.sample(SYLLABLES, 3):
        yield Query("one letter", {"text": letter})
    for word in english[:3]:
        yield Query("one letter", {"text": word[0]})
    for word in (*often[-4:], *english[-4:]):
        yield Query("a rare word", {"text": word}, None)
    for one, other in zip(often[:3], often[40:43], strict=True):
        yield Query("two words", {"text": f"{one} {other}"}, None)
    for one, other in zip(english[:3], english[40:43], strict=True):
        yield Query("two words", {"text": f"{one} {other}"}, None)
    for text in ("뷁쾗", "zzqx", "늘봄뜰", "q0"):
        yield Query("nothing to be found", {"text": text}, False)
    # Each pair of syllables is often said, all of them together never.
    for _ in range(2):
        text = "".join(chance.choices(SYLLABLES, k=9))
        yield Query("nothing to be found", {"text": text}, False)
    for person in people[:3]:
        yield Query("all that a person said", {"text": "", "author": person})
        yield Query("a word by a person", {"text": often[2], "author": person}, None)
    for _ in range(3):
        at = chance.randrange(room.first_at, room.last_at - DAY)
        span = {"since": at, "until": at + DAY}
        yield Query("a day", {"text": "", **span}, None)
        yield Query("a word on a day", {"text": often[1], **span}, None)
