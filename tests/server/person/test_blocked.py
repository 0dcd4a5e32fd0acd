from __future__ import annotations

from collections.abc import Callable

import pytest

from server.person.blocked import Blocked
from server.room.names import NAME_LIMIT
from server.room.refusal import Refused
from server.store import MOST_BLOCKED, Shut
from tests.server.scene import Computer

YUNA, JUN = "m_" + "a" * 32, "g_" + "b" * 32


def of(computer: Computer) -> Blocked:
    return Blocked(computer.store, computer.disk, computer.identity.member)


def test_who_is_blocked_stays_so_until_it_is_lifted(computer: Computer) -> None:
    blocked, told = of(computer), list[int]()
    blocked.changed.append(lambda: told.append(len(blocked.told)))
    blocked.block(YUNA, "Yuna")
    blocked.block(YUNA, "Yuna, once more")
    blocked.block(JUN, "Jun")
    assert told == [1, 2]
    for one in (blocked, of(computer)):
        assert YUNA in one
        assert not one.may_ask(YUNA)
        assert {(shut["member"], shut["name"]) for shut in one.told} == {
            (YUNA, "Yuna"),
            (JUN, "Jun"),
        }
    blocked.unblock(YUNA)
    blocked.unblock(YUNA)
    assert told == [1, 2, 1]
    for one in (blocked, of(computer)):
        assert YUNA not in one
        assert one.may_ask(YUNA)
        assert JUN in one


def test_who_may_only_not_ask_is_heard(computer: Computer) -> None:
    blocked = of(computer)
    blocked.block(YUNA, "Yuna", wishes_only=True)
    assert YUNA not in blocked
    assert not blocked.may_ask(YUNA)
    assert blocked.told[0]["wishes_only"] is True
    # To be blocked is more than that, and is not taken back by the answer to an older wish.
    blocked.block(YUNA, "Yuna")
    blocked.block(YUNA, "Yuna", wishes_only=True)
    assert YUNA in blocked
    assert "wishes_only" not in blocked.told[0]
    blocked.unblock(YUNA)
    assert blocked.may_ask(YUNA)


def test_what_is_no_member_and_oneself_are_not_blocked(computer: Computer) -> None:
    blocked = of(computer)
    for member in ("", f"{YUNA}\n", "\u202e", "\ud800", "x" * 129):
        with pytest.raises(Refused, match="member"):
            blocked.block(member, "X")
    with pytest.raises(Refused) as refused:
        blocked.block(computer.identity.member, "Me")
    assert refused.value.code == "not_allowed"
    assert blocked.told == []


@pytest.mark.parametrize("member", ["7", "m_1", "유나@방", YUNA.upper(), "x" * 128])
def test_a_member_is_blocked_whatever_a_host_of_another_make_calls_it(
    computer: Computer, member: str
) -> None:
    of(computer).block(member, "Yuna")
    assert member in of(computer)


def test_a_name_is_kept_as_it_can_be_shown(computer: Computer) -> None:
    blocked = of(computer)
    blocked.block(YUNA, "유\u202e나\n" + "x" * 100)
    assert blocked.told[0]["name"] == ("유나" + "x" * 100)[:NAME_LIMIT]


def test_there_is_an_end_to_it(make_computer: Callable[..., Computer]) -> None:
    computer = make_computer()
    with computer.store.database.pen() as (_, driver):
        rows = [(f"m_{n:032x}", "x", n) for n in range(MOST_BLOCKED)]
        driver.executemany("INSERT INTO blocked (member, name, at) VALUES (?, ?, ?)", rows)
    blocked = of(computer)
    for wishes_only in (False, True):
        with pytest.raises(Refused, match="1,000 people") as refused:
            blocked.block(YUNA, "Yuna", wishes_only=wishes_only)
        assert refused.value.code == "too_many_blocked"
    assert YUNA not in [shut.member for shut in computer.store.blocked.all()]
    blocked.unblock(rows[0][0])
    blocked.block(YUNA, "Yuna")
    assert computer.store.blocked.all()[0][:2] == Shut(YUNA, "Yuna", 0)[:2]
