from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.address import Address
from server.invitation import Invitation
from server.room.refusal import Refused
from server.typed import LONGEST_TEXT, read_typed

INVITATION = Invitation(
    "b7" * 16, "0f" * 32, (Address("192.168.0.5", 47800), Address("fd00::2", 47800)), "s" * 22
)


def code_of(text: str) -> str:
    with pytest.raises(Refused) as refused:
        read_typed(text)
    return refused.value.code


def test_a_whole_invitation_message_leads_to_its_link() -> None:
    message = (
        "민수의 방에 들어오세요.\r\n\r\n"
        f"{INVITATION.link()}\r\n\r\n"
        "주소로: 192.168.0.5:47800\r\n브라우저로: http://192.168.0.5:47880/#invite=abc\r\n"
    )
    assert read_typed(message) == INVITATION


def test_an_address_is_an_address() -> None:
    assert read_typed(" https://192.168.0.5:47801/ ") == Address("192.168.0.5", 47801)


@pytest.mark.parametrize(
    ("message", "address"),
    [
        ("come to 192.168.0.5:47801, it is open", Address("192.168.0.5", 47801)),
        ("주소는 192.168.0.5:47801 이에요.", Address("192.168.0.5", 47801)),
        ("주소는 192.168.0.5:47801이에요.", Address("192.168.0.5", 47801)),
        ("go to http://minsu.local:47800/ now", Address("minsu.local", 47800)),
    ],
)
def test_an_address_is_found_in_a_sentence(message: str, address: Address) -> None:
    assert read_typed(message) == address


def test_half_a_link_is_a_bad_link_not_a_bad_address() -> None:
    assert code_of("sarangbang://jo") == "bad_link"
    assert code_of(f"here: {INVITATION.link()[:60]}") == "bad_link"


def test_words_are_no_address() -> None:
    assert code_of("how do I come in?") == "bad_address"
    assert code_of("version 1.2.3.4.5 of it") == "bad_address"
    assert code_of("a " * LONGEST_TEXT) == "bad_address"


@given(st.text(max_size=300))
def test_anything_is_read_or_refused(text: str) -> None:
    typed = None
    with suppress(Refused):
        typed = read_typed(text)
    assert typed is None or isinstance(typed, Address | Invitation)
