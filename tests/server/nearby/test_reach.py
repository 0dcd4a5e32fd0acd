"""What is likely in the way of somebody who hears a room and does not get through."""

from __future__ import annotations

import pytest

from server.nearby.reach import LASTS, Cause, Failures, likely_cause
from server.nearby.record import Missed

MARK = "0f" * 16


@pytest.mark.parametrize(
    ("why", "near", "others", "public", "cause"),
    [
        ("no_answer", True, False, False, "firewall"),
        ("refused", True, False, False, "firewall"),
        ("no_answer", True, False, True, "public_network"),
        ("no_answer", True, True, False, "isolation"),
        ("no_answer", True, True, True, "isolation"),
        ("no_answer", False, True, False, "other_subnet"),
        ("no_route", True, False, False, "other_subnet"),
    ],
)
def test_the_likely_cause(why: str, near: bool, others: bool, public: bool, cause: Cause) -> None:
    missed = Missed(MARK, why, near)
    assert likely_cause(missed, others_get_through=others, public=public) == cause


def test_a_hint_is_new_once_and_goes_by_itself() -> None:
    now = [1000.0]
    failures = Failures(lambda: now[0])
    assert failures.of("room") is None
    assert failures.note("room", Missed(MARK, "no_answer", True), at=1)
    assert not failures.note("room", Missed(MARK, "no_answer", True), at=2)
    assert failures.note("room", Missed(MARK, "no_route", True), at=3)
    newest = failures.of("room")
    assert newest is not None
    assert newest.at == 3
    now[0] += LASTS + 1
    assert failures.of("room") is None
    failures.note("room", Missed(MARK, "no_answer", True), at=4)
    failures.over("room")
    assert failures.of("room") is None
