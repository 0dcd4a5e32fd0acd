"""Invitations as they travel: nothing of the wrong form passes, in either direction."""

from __future__ import annotations

from typing import Any

import pytest

from server.address import Address
from server.invitation import Invitation
from server.room.refusal import Refused
from server.wire_invitations import check_inviting, read_answer, read_make, read_revoke

ID = "ab" * 32
LINK = Invitation("0" * 32, "1" * 64, (Address("10.0.0.2", 47800),), "secret").link()
TOLD: dict[str, Any] = {
    "invitation": ID,
    "label": "동아리",
    "door": "lan",
    "by": {"id": "m_1", "name": "Jiyoung"},
    "made_at": 5,
    "uses": 5,
    "used": 1,
    "left_ms": None,
    "always": False,
    "standing": "good",
    "came": [{"id": "m_2", "name": "Minsu"}],
    "link": LINK,
}


def refused(function: Any, *args: Any) -> str:
    with pytest.raises(Refused) as refusal:
        function(*args)
    return refusal.value.code


def test_limits_are_optional_and_bounded() -> None:
    make = read_make({})
    assert (make.uses, make.hours, make.label, make.door) == (None, None, "", "lan")
    make = read_make({"uses": 5, "hours": 24, "label": " 동아리 ", "door": "guest"})
    assert (make.uses, make.hours, make.label, make.door) == (5, 24, "동아리", "guest")
    wrongs: list[Any] = [
        {"uses": 0},
        {"uses": 1001},
        {"uses": 1.5},
        {"uses": True},
        {"uses": "1"},
        {"hours": 0},
        {"hours": 24 * 366 + 1},
        {"door": "window"},
        {"door": None},
        {"label": 5},
        [],
        None,
    ]
    for wrong in wrongs:
        assert refused(read_make, wrong) == "malformed", wrong
    assert refused(read_make, {"label": "x\u202ey"}) == "name_invalid"
    assert refused(read_make, {"label": "x" * 61}) == "name_invalid"


def test_an_id_is_a_hash() -> None:
    assert read_revoke({"invitation": ID}).invitation == ID
    wrongs: list[Any] = [{}, {"invitation": ID.upper()}, {"invitation": "x"}, {"invitation": 5}]
    for wrong in [*wrongs, None]:
        assert refused(read_revoke, wrong) == "malformed"


def test_what_no_host_could_grant_is_not_sent() -> None:
    check_inviting("invitations", None)
    check_inviting("make_invitation", {"uses": 1})
    assert refused(check_inviting, "make_invitation", {"uses": 0}) == "malformed"
    assert refused(check_inviting, "revoke_invitation", {}) == "malformed"


def test_a_host_s_answer_is_read() -> None:
    made = {"ok": True, "invitation": TOLD, "more": "unknown"}
    assert read_answer("make_invitation", made) == {"ok": True, "invitation": TOLD}
    listed = {"ok": True, "invitations": [{**TOLD, "unknown": 1}] * 300, "guests": False}
    answer = read_answer("invitations", listed)
    assert answer["invitations"] == [TOLD] * 200
    assert read_answer("revoke_invitation", {"ok": True, "x": 1}) == {"ok": True}
    refusal = {"ok": False, "error": {"code": "not_allowed", "message": "No."}}
    assert read_answer("invitations", refusal) == refusal


@pytest.mark.parametrize(
    "wrong",
    [
        {"invitation": "x"},
        {"label": "x" * 500},
        {"door": "window"},
        {"standing": "<b>"},
        {"by": {"id": "m_1"}},
        {"by": {"id": "m_1", "name": "x" * 500}},
        {"came": [{"id": "x" * 200, "name": "x"}]},
        {"came": "x"},
        {"uses": "many"},
        {"link": "javascript:alert(1)"},
        {"link": "http://10.0.0.2:47880/"},
        {"link": "sarangbang://join?v=1"},
        {"link": LINK + "&at=" + "x" * 5000},
        {"door": "guest", "link": LINK},
        {"door": "guest", "link": "https://elsewhere/"},
        {"door": "guest", "link": "http://[x"},
    ],
)
def test_a_host_s_garbage_is_refused(wrong: dict[str, Any]) -> None:
    made = {"ok": True, "invitation": {**TOLD, **wrong}}
    assert refused(read_answer, "make_invitation", made) == "malformed"
    listed = {"ok": True, "invitations": [TOLD, {**TOLD, **wrong}], "guests": True}
    assert refused(read_answer, "invitations", listed) == "malformed"


def test_a_browser_s_address_and_none_are_links_too() -> None:
    for door, link in (("guest", "http://10.0.0.2:47880/#room=0"), ("guest", ""), ("lan", "")):
        made = {"ok": True, "invitation": {**TOLD, "door": door, "link": link}}
        assert read_answer("make_invitation", made)["invitation"]["link"] == link
