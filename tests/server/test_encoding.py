from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.encoding import from_base64url, to_base64url


@given(st.binary(max_size=200))
def test_bytes_come_back(data: bytes) -> None:
    assert from_base64url(to_base64url(data)) == data


@given(st.text(alphabet="AQgw-_=+/ \nab", max_size=12))
def test_a_value_has_one_spelling_only(text: str) -> None:
    try:
        data = from_base64url(text)
    except ValueError:
        return
    assert to_base64url(data) == text


@pytest.mark.parametrize("text", ["QQ==", "QR", "A", "Q Q", "QQ\n", "+/+/", "한글"])
def test_other_spellings_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="base64url"):
        from_base64url(text)
