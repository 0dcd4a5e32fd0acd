from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.address import Address
from server.encoding import to_base64url
from server.invitation import LONGEST_LINK, Invitation, find_link, parse_link
from server.room.refusal import Refused

ROOM = "b7" * 16
KEY = "0f" * 32
KEY_IN_LINK = to_base64url(bytes.fromhex(KEY))
SECRET = "q_-3" * 8

hosts = st.sampled_from(["192.168.0.5", "minsu.local", "fd00::2", "fe80::1%eth0", "민수.local"])
addresses = st.builds(Address, hosts, st.none() | st.integers(1, 65535))
invitations = st.builds(
    Invitation,
    st.binary(min_size=16, max_size=16).map(bytes.hex),
    st.binary(min_size=32, max_size=32).map(bytes.hex),
    st.lists(addresses, min_size=1, max_size=16, unique=True).map(tuple),
    st.just("") | st.binary(min_size=16, max_size=32).map(to_base64url),
)


def code_of(link: str) -> str:
    with pytest.raises(Refused) as refused:
        parse_link(link)
    return refused.value.code


@given(invitations)
def test_a_link_reads_back(invitation: Invitation) -> None:
    assert parse_link(invitation.link()) == invitation


@given(invitations, st.sampled_from([" ", "\n", "\t"]), st.sampled_from(["", ".", "!", ")", "。"]))
def test_a_link_is_found_in_its_message(invitation: Invitation, space: str, behind: str) -> None:
    message = f"들어와요:{space}{invitation.link()}{behind}{space}or type 192.168.0.5:47800"
    assert find_link(message) == invitation.link()


def test_the_form_of_the_contract() -> None:
    link = Invitation(ROOM, KEY, (Address("192.168.0.5", 47800),), SECRET).link()
    expected = f"sarangbang://join?v=1&room={ROOM}&key={KEY_IN_LINK}&at=192.168.0.5:47800#{SECRET}"
    assert link == expected


@pytest.mark.parametrize("start", ["sarangbang://join/?", "SARANGBANG://JOIN?", "sarangbang:join?"])
def test_what_desktops_make_of_a_link_is_still_one(start: str) -> None:
    invitation = Invitation(ROOM, KEY, (Address("fd00::2", 47800),), SECRET)
    link = invitation.link().replace("sarangbang://join?", start)
    assert find_link(f"come: {link}") == link
    assert parse_link(link) == invitation
    assert parse_link(link.replace("&", "&amp;").replace("%5B", "[")) == invitation


def test_unknown_fields_are_passed_over() -> None:
    link = f"sarangbang://join?new=1&v=1&room={ROOM}&key={KEY_IN_LINK}&at=minsu.local&name=a%20b"
    assert parse_link(link) == Invitation(ROOM, KEY, (Address("minsu.local"),))


def test_addresses_that_cannot_be_read_are_passed_over_while_one_is_left() -> None:
    link = f"sarangbang://join?v=1&room={ROOM}&key={KEY_IN_LINK}&at=0.0.0.0&at=minsu.local&at=minsu.local"
    assert parse_link(link).addresses == (Address("minsu.local"),)
    assert code_of(link.replace("minsu.local", "300.1.1.1")) == "bad_link"


def test_many_addresses_are_cut() -> None:
    at = "".join(f"&at=192.168.0.{last}" for last in range(1, 60))
    link = f"sarangbang://join?v=1&room={ROOM}&key={KEY_IN_LINK}{at}"
    assert len(parse_link(link).addresses) == 16


@pytest.mark.parametrize(
    "link",
    [
        "sarangbang://join",
        "sarangbang://join?",
        "sarangbang://leave?v=1",
        f"sarangbang://join?v=1&room={ROOM}&key={KEY_IN_LINK}",
        f"sarangbang://join?v=1&key={KEY_IN_LINK}&at=minsu.local",
        f"sarangbang://join?v=1&room={ROOM}&at=minsu.local",
        f"sarangbang://join?room={ROOM}&key={KEY_IN_LINK}&at=minsu.local",
        f"sarangbang://join?v=0&room={ROOM}&key={KEY_IN_LINK}&at=minsu.local",
        f"sarangbang://join?v=1&room={ROOM[:-1]}&key={KEY_IN_LINK}&at=minsu.local",
        f"sarangbang://join?v=1&room={ROOM}&room={ROOM}&key={KEY_IN_LINK}&at=minsu.local",
        f"sarangbang://join?v=1&room={ROOM}&key={KEY_IN_LINK[:-2]}&at=minsu.local",
        f"sarangbang://join?v=1&room={ROOM}&key={KEY_IN_LINK}&at=minsu.local#sec ret",
        f"sarangbang://join?v=1&room={ROOM}&key={KEY_IN_LINK}&at=minsu.local#{'s' * 129}",
        f"sarangbang://join?v=1&room={ROOM}&key={KEY_IN_LINK}&at=minsu.local&x=%ff",
        f"sarangbang://join?v=1&room={ROOM}&key={KEY_IN_LINK}&at=minsu.local" + "&x" * LONGEST_LINK,
        f"sarangbang://join?v=1&room={ROOM}&key={KEY_IN_LINK}&at=minsu.local" + "&x=1" * 101,
    ],
)
def test_half_a_link_is_refused(link: str) -> None:
    assert code_of(link) == "bad_link"


def test_a_newer_form_is_said_to_be_one() -> None:
    assert code_of("sarangbang://join?v=2&whatever=1") == "version_too_old"


@given(st.text(max_size=200))
def test_garbage_is_refused(text: str) -> None:
    assert code_of("sarangbang://join?" + text) in ("bad_link", "version_too_old")
    assert code_of(text) == "bad_link"
