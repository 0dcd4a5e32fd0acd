"""Names and origins, in all spellings."""

from __future__ import annotations

import socket

import pytest

from server.doors.origins import Access, normal_origin, own_names


def test_own_names_are_the_host_s_and_localhost() -> None:
    names = own_names()
    assert "localhost" in names
    short = socket.gethostname().lower().split(".")[0]
    assert {short, f"{short}.local"} <= names


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://Example.com", "http://example.com:80"),
        ("https://example.com/", "https://example.com:443"),
        ("http://[::1]:5000", "http://[0:0:0:0:0:0:0:1]:5000"),
        ("http://example.com.:1", "http://example.com:1"),
    ],
)
def test_one_origin_in_two_spellings(one: str, other: str) -> None:
    assert normal_origin(one) == normal_origin(other)


@pytest.mark.parametrize(
    "origin",
    [
        "",
        "null",
        "*",
        "example.com",
        "ftp://example.com",
        "http://",
        "http://example.com/path",
        "http://example.com?x",
        "http://user@example.com",
        "http://example.com:99999",
        "http://[::1",
    ],
)
def test_what_is_no_origin_is_refused(origin: str) -> None:
    with pytest.raises(ValueError):
        normal_origin(origin)


@pytest.mark.parametrize("origin", ["*", "example.com", "http://example.com/chat"])
def test_a_wrong_allow_origin_is_a_sentence_and_not_a_door_open_to_all(origin: str) -> None:
    with pytest.raises(ValueError, match="looks like"):
        Access.network(allow_origins=[origin])


def test_an_address_is_one_only_if_it_is_written_as_one() -> None:
    access = Access.network()
    for host in ("127.0.0.1", "[::1]", "[fe80::1]:80", "10.1.2.3:47880"):
        assert access.host_allowed(host), host
    for host in ("127.1", "0x7f000001", "2130706433", "::1", "[127.0.0.1", "1.2.3.4.5", "a:b"):
        assert not access.host_allowed(host), host
