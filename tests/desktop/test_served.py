"""What `serve` says to people."""

from __future__ import annotations

from dataclasses import replace
from unicodedata import east_asian_width

import pytest

from desktop.language import Language
from desktop.served import for_people
from server.app import ServeInfo

INFO = ServeInfo(
    room="ab" * 16,
    name="마루",
    fingerprint="cd" * 32,
    lan=["https://192.168.0.5:47800", "https://[fe80::1%25eth0]:47800"],
    guest=["http://192.168.0.5:47880"],
    invite="sarangbang://join?v=1#secret",
    secret="secret",
    guest_secret="other",
)


def column_of(line: str, what: str) -> int:
    """Where `what` begins on a terminal, on which a Korean letter takes two columns."""
    before = line[: line.index(what)]
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in before)


@pytest.mark.parametrize(("language", "first"), [("en", "Hosting “마루”."), ("ko", "‘마루’ 방을")])
def test_all_stands_below_each_other_in_both_languages(language: Language, first: str) -> None:
    lines = for_people(INFO, language).splitlines()
    assert lines[0].startswith(first)
    for what in [*INFO.lan, *INFO.guest, INFO.invite, "("]:
        assert [column_of(line, what) for line in lines if what in line] == [15], what


@pytest.mark.parametrize(("language", "said"), [("en", "on no network"), ("ko", "연결한 뒤 다시")])
def test_without_a_network_it_says_so(language: Language, said: str) -> None:
    assert said not in for_people(INFO, language)
    alone = replace(INFO, lan=["https://127.0.0.1:47800", "https://[::1]:47800"])
    assert said in for_people(alone, language)
