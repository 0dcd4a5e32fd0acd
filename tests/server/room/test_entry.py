"""What is frozen: digests and chain values as literals, so that a change of either shows."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.room.entry import START, Draft, Entry, append, chain_of, chained, digest_of

SALT = "000102030405060708090a0b0c0d0e0f"
BODY = {"text": "안녕 \n\u0000 \u2028 😀"}
# Worked out with sha256 and JSON spelled by hand, outside this program.
DIGEST = "f6dba4e5b70750bb1d073ecaf45ebbf2eee80e7387936e85f96f802853b791b3"
CHAIN = "a1da9307bd69309e7d4435dae4816962fc6f76801c07c127cb0f6d20e0b711d7"
OTHER_BODY = {"\ufb33": "y", "b": [True, None, -7], "😀": "x", "a": 1}
OTHER_DIGEST = "d401d9209be6bfbd086c9d6694500430f37723ce6b717bea86a04bf2cf039906"
OTHER_CHAIN = "e34e5756b72d4124c9b84db38bc9dcc72332335c0a7c7d6507f2f341657d6920"


def test_the_digests_are_what_they_always_were() -> None:
    assert digest_of(SALT, BODY) == DIGEST
    assert digest_of("ff" * 16, OTHER_BODY) == OTHER_DIGEST


def test_the_chain_is_what_it_always_was() -> None:
    assert START == "0" * 64
    first = chain_of(START, 1, 1, "e-1", 1763870000123, "m_7f", "Minsu", "said", DIGEST)
    assert first == CHAIN
    second = chain_of(CHAIN, 2, 1, "e-2", 1763870000124, "g_1", "Yuna", "reacted", OTHER_DIGEST)
    assert second == OTHER_CHAIN


def two() -> list[Entry]:
    one = Draft("e-1", "m_7f", "Minsu", "said", BODY, SALT)
    other = Draft("e-2", "g_1", "Yuna", "reacted", OTHER_BODY, "ff" * 16)
    first = append([one], last=0, chain=START, term=1, at=1763870000123)[0]
    second = append([other], last=1, chain=first.chain, term=1, at=1763870000124)[0]
    return [first, second]


def test_append_numbers_and_chains() -> None:
    first, second = two()
    assert (first.number, first.digest, first.chain) == (1, DIGEST, CHAIN)
    assert (second.number, second.digest, second.chain) == (2, OTHER_DIGEST, OTHER_CHAIN)
    assert first.spelled == '{"text":"안녕 \\n\\u0000 \u2028 😀"}'


def test_several_drafts_are_chained_one_after_the_other() -> None:
    drafts = [Draft(f"e-{n}", "a", "A", "said", {"text": str(n)}, SALT) for n in range(5)]
    entries = append(drafts, last=7, chain=CHAIN, term=2, at=99)
    assert [entry.number for entry in entries] == [8, 9, 10, 11, 12]
    previous = CHAIN
    for entry in entries:
        assert chained(entry, previous) == entry
        previous = entry.chain


def test_a_withdrawn_body_keeps_digest_and_chain() -> None:
    first, second = two()
    emptied = replace(first, body=None, salt=None, withdrawn=3, spelled=None)
    again = chained(emptied, START)
    assert (again.digest, again.chain) == (DIGEST, CHAIN)
    assert again.body is None
    assert chained(second, again.chain).chain == OTHER_CHAIN


CHANGES = st.sampled_from(
    [
        ("number", 9), ("term", 2), ("id", "e-x"), ("at", 5), ("author", "m_8"),
        ("name", "Mallory"), ("kind", "opened"), ("body", {"text": "other"}),
        ("salt", "11" * 16),
    ]
)  # fmt: skip


@given(CHANGES)
def test_whatever_is_changed_shows_in_the_chain(change: tuple[str, object]) -> None:
    field, value = change
    forged = replace(two()[0], **{field: value})  # type: ignore[arg-type]
    assert chained(forged, START).chain != CHAIN


@pytest.mark.parametrize("field", ["sent_at", "signature", "withdrawn"])
def test_what_is_not_chained_changes_nothing(field: str) -> None:
    value = "x" if field == "signature" else 1
    assert chained(replace(two()[0], **{field: value}), START).chain == CHAIN  # type: ignore[arg-type]


@pytest.mark.parametrize("body", [{"x": 0.5}, {"x": 2**60}, {"x": "\ud800"}])
def test_a_body_without_a_canonical_form_has_no_digest(body: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        chained(replace(two()[0], body=body), START)
