"""What Windows says of the network."""

from __future__ import annotations

import pytest

from server.network import category as network_category
from server.network.category import is_public, says_public


@pytest.mark.parametrize(
    ("told", "public"),
    [
        ("Public\r\n", True),
        ("Private\r\nPublic\r\n", True),
        ("Private\r\n", False),
        ("DomainAuthenticated\n", False),
        ("0\n", True),
        ("", False),
    ],
)
def test_the_answer_is_read(told: str, public: bool) -> None:
    assert says_public(told) is public


def test_elsewhere_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network_category, "_SYSTEM", "linux")
    assert is_public() is False


def test_a_system_that_does_not_answer_is_not_public(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network_category, "_SYSTEM", "win32")
    monkeypatch.setenv("PATH", "/nowhere")
    assert is_public() is False
