"""Who is admitted, and in which order others are refused."""

from __future__ import annotations

from typing import Any

import pytest

from server.room.admission import MEMBER_LIMIT, Admission, Asking, admit, check_two, way_of
from server.room.names import same_name
from server.room.refusal import Refused
from server.room.requests import Ban, Leave, Remove, SetAdmission
from server.room.state import State
from tests.server.room.people import HOST, ask, join, opened


def knock(
    state: State,
    asking: Asking,
    *,
    held: dict[str, str] | None = None,
    online: set[str] | None = None,
    recent: set[str] | None = None,
) -> Admission:
    holders = {same_name(name): {member} for name, member in (held or {}).items()}
    return admit(state, asking, holders=holders, online=online or set(), recent=recent or set())


def refusal(state: State, asking: Asking, **more: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        knock(state, asking, **more)
    return refused.value


def test_the_order_of_refusals() -> None:
    """Everything is wrong at once; each is put right in turn."""
    state, _ = opened(open=False)
    full = {f"g_{n}" for n in range(MEMBER_LIMIT)}
    taken: dict[str, Any] = {"held": {"Yuna": "g_0"}, "online": full}
    wrong = Asking(name="\u202e", door="lan")
    assert refusal(state, wrong, **taken).code == "invite_needed"
    assert refusal(state, Asking("\u202e", "lan", invited=False), **taken).code == "invite_wrong"
    assert refusal(state, Asking("\u202e", "lan", invited=True), **taken).code == "name_invalid"
    assert refusal(state, Asking("Yuna", "lan", invited=True), **taken).code == "name_taken"
    assert refusal(state, Asking("Jun", "lan", invited=True), **taken).code == "room_full"
    assert knock(state, Asking("Jun", "lan", invited=True)) == Admission("Jun", None)


def test_an_open_room_needs_no_invitation_and_minds_no_wrong_one() -> None:
    state, _ = opened()
    assert knock(state, Asking("Jun", "lan", invited=False)).name == "Jun"


def test_a_member_needs_no_invitation_and_finds_room() -> None:
    state, _ = opened(open=False)
    asking = Asking("Boss", "lan", member=HOST)
    admission = knock(state, asking, online={f"g_{n}" for n in range(MEMBER_LIMIT)})
    assert admission.member == state.members[HOST]


def test_who_left_is_nobody() -> None:
    state, _ = opened(open=False)
    state = ask(state, ("m_1", join("j", "Y")), ("m_1", Leave("l"))).state
    assert refusal(state, Asking("Y", "lan", member="m_1")).code == "invite_needed"


@pytest.mark.parametrize("name", ["Minsu", "MINSU", "ｍｉｎｓｕ", " minsu "])
def test_a_name_is_taken_while_its_holder_is_online(name: str) -> None:
    state, _ = opened()
    refused = refusal(state, Asking(name, "lan"), held={"Minsu": "g_1"}, online={"g_1"})
    assert refused.code == "name_taken"
    assert refused.data["suggestion"] == f"{name.strip()} (2)"


def test_a_name_is_kept_for_a_member_with_a_key_for_a_while() -> None:
    state, _ = opened()
    kept = refusal(state, Asking("Minsu", "lan"), held={"Minsu": "m_1"}, recent={"m_1"})
    assert kept.code == "name_taken"
    assert knock(state, Asking("Minsu", "lan"), held={"Minsu": "m_1"}).name == "Minsu"


def test_ones_own_name_is_not_taken() -> None:
    state, _ = opened()
    asking = Asking("Host", "lan", member=HOST)
    assert knock(state, asking, held={"Host": HOST}, online={HOST}, recent={HOST}).name == "Host"


def test_the_suggestion_is_free() -> None:
    state, _ = opened()
    held = {"Minsu": "g_1", "Minsu (2)": "g_2", "minsu (3)": "g_3"}
    refused = refusal(state, Asking("Minsu", "lan"), held=held, online={"g_1", "g_2"})
    assert refused.data["suggestion"] == "Minsu (3)"  # whose holder is away


def asked(admission: str) -> State:
    return (
        ask(opened()[0], (HOST, SetAdmission("a", admission))).state
        if admission != "open"
        else opened()[0]
    )


def test_whoever_asks_waits() -> None:
    state = asked("ask")
    assert refusal(state, Asking("Jun", "lan")).code == "waiting"
    assert refusal(state, Asking("Jun", "lan", invited=False)).code == "waiting"
    assert knock(state, Asking("Jun", "lan", invited=True)).name == "Jun"
    assert knock(state, Asking("Jun", "lan", way="let_in")).name == "Jun"


@pytest.mark.parametrize("admission", ["open", "ask", "invited"])
def test_who_was_removed_comes_in_only_if_somebody_sees_to_it(admission: str) -> None:
    state = ask(
        asked(admission), ("m_1", join("j", "Y", key="k")), (HOST, Remove("r", "m_1"))
    ).state
    wait = "invite_needed" if admission == "invited" else "waiting"
    assert refusal(state, Asking("Y", "lan", member="m_1")).code == wait
    assert knock(state, Asking("Y", "lan", member="m_1", invited=True)).member is None
    assert knock(state, Asking("Y", "lan", member="m_1", way="let_in")).member is None


@pytest.mark.parametrize("admission", ["open", "ask", "invited"])
def test_who_is_banned_does_not_come_in(admission: str) -> None:
    state = ask(asked(admission), ("m_1", join("j", "Y", key="k")), (HOST, Ban("b", "m_1"))).state
    for asking in (
        Asking("Y", "lan", member="m_1"),
        Asking("Y", "lan", member="m_1", invited=True),
        Asking("Z", "lan", member="m_1", way="let_in"),
    ):
        assert refusal(state, asking).code == "banned"


def test_the_way_in_is_told() -> None:
    assert way_of(opened()[0], Asking("Y", "lan")) == "open"
    assert way_of(opened()[0], Asking("Y", "lan", invited=True)) == "invite"
    assert way_of(opened()[0], Asking("Y", "lan", way="code")) == "code"


@pytest.mark.parametrize("member", [None, "m_yuna"])
def test_a_room_for_two_is_for_two(member: str | None) -> None:
    """Also for whoever holds an invitation, was let in, or has no key."""
    check_two(None, Asking(name="Yuna", door="lan", member=member))
    check_two("m_minsu", Asking(name="Minsu", door="lan", member="m_minsu"))
    with pytest.raises(Refused) as refused:
        check_two("m_minsu", Asking("Yuna", "lan", member=member, invited=True, way="let_in"))
    assert refused.value.code == "invite_wrong"
