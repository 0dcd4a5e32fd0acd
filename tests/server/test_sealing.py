"""A few words for one key: whoever carries them learns nothing, and can change nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from server.encoding import from_base64url, to_base64url
from server.identity import Identity
from server.sealing import BLOCK, Sealed, open_sealed, seal

ROOM, OTHER_ROOM = "ab" * 16, "cd" * 16
WORDS = b'{"link": "sarangbang://join?..."}'


@pytest.fixture
def people(tmp_path: Path) -> list[Identity]:
    return [Identity.load_or_create(tmp_path / name) for name in ("minsu", "jiyoung", "host")]


def opens(receiver: Identity, author: Identity, room: str, sealed: Sealed) -> bool:
    try:
        return open_sealed(receiver, author.public_key, room, sealed) == WORDS
    except ValueError:
        return False


def test_only_the_receiver_opens_it(people: list[Identity]) -> None:
    minsu, jiyoung, host = people
    sealed = seal(minsu, jiyoung.public_key, ROOM, WORDS)
    assert open_sealed(jiyoung, minsu.public_key, ROOM, sealed) == WORDS
    assert not opens(host, minsu, ROOM, sealed)
    assert not opens(minsu, minsu, ROOM, sealed)
    box = from_base64url(sealed.box)
    assert b"sarangbang" not in box
    # Its length tells nothing, and the same words are never sealed alike.
    assert len(box) == BLOCK + 16
    assert seal(minsu, jiyoung.public_key, ROOM, WORDS).box != sealed.box


def test_it_cannot_be_carried_elsewhere_or_be_another_s(people: list[Identity]) -> None:
    minsu, jiyoung, host = people
    sealed = seal(minsu, jiyoung.public_key, ROOM, WORDS)
    assert not opens(jiyoung, minsu, OTHER_ROOM, sealed)
    assert not opens(jiyoung, host, ROOM, sealed)
    # Signed anew by whoever carries it: the key was derived for another author.
    own = seal(host, jiyoung.public_key, ROOM, WORDS)
    assert not opens(jiyoung, host, ROOM, replace(own, box=sealed.box, point=sealed.point))


def test_nothing_in_it_can_be_changed(people: list[Identity]) -> None:
    minsu, jiyoung, _ = people
    sealed = seal(minsu, jiyoung.public_key, ROOM, WORDS)
    other = seal(minsu, jiyoung.public_key, ROOM, WORDS)
    box = bytearray(from_base64url(sealed.box))
    box[0] ^= 1
    for changed in (
        replace(sealed, id="0" * 32),
        replace(sealed, sent_at=sealed.sent_at + 1),
        replace(sealed, point=other.point),
        replace(sealed, box=other.box),
        replace(sealed, box=to_base64url(bytes(box))),
        replace(sealed, signature=other.signature),
        replace(sealed, point="x"),
        replace(sealed, box=""),
    ):
        assert not opens(jiyoung, minsu, ROOM, changed)


def test_what_is_no_key_gets_nothing(people: list[Identity]) -> None:
    with pytest.raises(ValueError):
        seal(people[0], b"no key", ROOM, WORDS)
