"""Who is meant by a message."""

from __future__ import annotations

from typing import Any

import pytest

from server.room.mentions import ALL, MENTIONS, Mention, check_mentions, mentions_me, mentions_of
from server.room.refusal import Refused
from server.room.requests import Amend, Leave, Say, SetRole
from server.room.state import fold
from tests.server.room.people import HOST, ask, join, opened

MINSU = Mention("m_minsu", "Minsu")


def test_what_is_meant_stands_in_the_body_and_in_the_text() -> None:
    state, log = opened()
    taken = ask(
        state,
        ("m_minsu", join("j", "Minsu", key="k")),
        (HOST, Say("s-1", "tea, @Minsu?", mentions=(MINSU,))),
        log=log,
    )
    said = taken.entries[1]
    assert said.body == {
        "text": "tea, @Minsu?",
        "mentions": [{"member": "m_minsu", "name": "Minsu"}],
    }
    assert mentions_of(said.body) == [MINSU]
    assert mentions_me(said.body, "m_minsu")
    assert not mentions_me(said.body, HOST)
    # A message in other words says anew whom it means.
    again = ask(
        taken.state,
        (HOST, Amend("a-1", said.number, "tea?")),
        (HOST, Amend("a-2", said.number, "@Minsu!", (MINSU,))),
        log=[*log, *taken.entries],
    )
    assert [mentions_of(entry.body) for entry in again.entries] == [[], [MINSU]]
    assert fold(taken.state, again.entries).unknown is False


def test_only_members_are_meant_also_when_they_have_left() -> None:
    state, log = opened()
    taken = ask(
        state,
        ("m_minsu", join("j", "Minsu", key="k")),
        ("m_minsu", Leave("l")),
        (HOST, Say("s-1", "@Minsu", mentions=(MINSU,))),
        (HOST, Say("s-2", "@Who", mentions=(Mention("m_who", "Who"),))),
        log=log,
    )
    codes = [answer.code if isinstance(answer, Refused) else "" for answer in taken.answers]
    assert codes == ["", "", "", "unknown_member"]


def test_only_who_keeps_house_calls_everybody() -> None:
    state, log = opened()
    everybody = (Mention(ALL, "all"),)
    taken = ask(
        state,
        ("m_minsu", join("j", "Minsu", key="k")),
        ("m_minsu", Say("s-1", "@all", mentions=everybody)),
        (HOST, Say("s-2", "@all", mentions=everybody)),
        (HOST, SetRole("r", "m_minsu", "moderator")),
        ("m_minsu", Say("s-3", "@모두 와요", mentions=(Mention(ALL, "모두"),))),
        log=log,
    )
    codes = [answer.code if isinstance(answer, Refused) else "" for answer in taken.answers]
    assert codes == ["", "not_allowed", "", "", ""]
    assert mentions_me(taken.entries[1].body, "m_anybody")


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("Minsu without the sign", [MINSU]),
        ("@Minsu twice", [MINSU, MINSU]),
        ("@" + "x" * 41, [Mention("m_x", "x" * 41)]),
        ("@Minsu", [Mention("", "Minsu")]),
        ("@Minsu", [Mention("m" * 65, "Minsu")]),
        ("@ nobody", [Mention("m_x", "")]),
        ("@x", [Mention(f"m_{n}", "x") for n in range(MENTIONS + 1)]),
    ],
)
def test_what_is_not_of_its_form_is_refused(text: str, mentions: list[Mention]) -> None:
    with pytest.raises(Refused) as refused:
        check_mentions(text, mentions)
    assert refused.value.code == "malformed"
    told = [{"member": one.member, "name": one.name} for one in mentions]
    found = mentions_of({"text": text, "mentions": told})
    assert len(found) <= MENTIONS
    check_mentions(text, found)


@pytest.mark.parametrize(
    "told", [None, 5, "m_minsu", {"member": "m_x"}, [None, 3, "m_x", {"member": 5, "name": []}]]
)
def test_nobody_is_meant_by_what_cannot_be_read(told: Any) -> None:
    assert mentions_of({"text": "@Minsu", "mentions": told}) == []
    assert mentions_of(None) == []
