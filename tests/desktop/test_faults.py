from __future__ import annotations

import string

import pytest

from desktop import faults
from desktop.faults import Fault

ALL = [kind for kind in vars(faults).values() if isinstance(kind, type) and issubclass(kind, Fault)]


@pytest.mark.parametrize("kind", [kind for kind in ALL if kind.english])
def test_both_languages_say_the_same_things(kind: type[Fault]) -> None:
    def fields(template: str) -> set[str | None]:
        return {field for _, field, _, _ in string.Formatter().parse(template) if field}

    assert fields(kind.english) == fields(kind.korean)
    assert kind.exit_code != 0
    fault = kind(**{str(field): "X" for field in fields(kind.english)})
    assert str(fault) == fault.sentence("en")
    assert any("가" <= sign <= "힣" for sign in fault.sentence("ko"))


def test_no_two_families_share_a_code() -> None:
    families = [kind for kind in ALL if Fault in kind.__bases__ and kind.exit_code != 1]
    codes = [kind.exit_code for kind in families]
    assert len(set(codes)) == len(codes)
