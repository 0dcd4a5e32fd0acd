from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.address import Address
from server.codes.spelled import Code
from server.invitation import Invitation
from server.joining.typed import LONGEST_TEXT, as_address, read_typed
from server.room.refusal import Refused

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


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("7-maple-lantern", "7-maple-lantern"),
        (" 7 Maple Lantern ", "7-maple-lantern"),
        ("7단풍등불", "7-단풍-등불"),
        ("７－４８２１３", "7-48213"),
        ("코드는 7-단풍-등불 이에요", "7-단풍-등불"),
        ("Come in with 7-maple-lantern!", "7-maple-lantern"),
    ],
)
def test_a_spoken_code_is_told_from_an_address(typed: str, code: str) -> None:
    read = read_typed(typed)
    assert isinstance(read, Code)
    assert str(read) == code


@pytest.mark.parametrize(
    ("typed", "host"),
    [
        ("//7-maple-lantern", "7-maple-lantern"),
        ("7-maple-lantern:47800", "7-maple-lantern"),
        ("7-maple-lantern.local", "7-maple-lantern.local"),
        ("7-maple-lanthanum", "7-maple-lanthanum"),
        ("maple-lantern", "maple-lantern"),
    ],
)
def test_the_name_of_a_computer_is_none(typed: str, host: str) -> None:
    read = read_typed(typed)
    assert isinstance(read, Address)
    assert read.host == host


def test_a_link_wins_over_a_code_beside_it() -> None:
    assert read_typed(f"7-maple-lantern {INVITATION.link()}") == INVITATION


def test_only_an_address_is_an_address() -> None:
    assert as_address(Address("192.168.0.5")) == Address("192.168.0.5")
    for typed in (INVITATION, Code(7, "maple-lantern")):
        with pytest.raises(Refused, match="bad_address"):
            as_address(typed)


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
    assert typed is None or isinstance(typed, Address | Code | Invitation)
