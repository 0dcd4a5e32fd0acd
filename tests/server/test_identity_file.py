from __future__ import annotations

import base64
import re
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.identity import KEY_FILE, NEXT_FILE, Identity
from server.identity_file import BEGIN, END, MAGIC, WORK, put_in_place, save, seal, unseal
from server.room.refusal import Refused

PHRASE = "수박 lantern 일곱 개"


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Identity, str]:
    folder = tmp_path_factory.mktemp("here")
    identity = Identity.load_or_create(folder)
    return identity, seal(folder, PHRASE)


def code(text: str, passphrase: str = PHRASE) -> str:
    with pytest.raises(Refused) as refused:
        unseal(text, passphrase)
    return refused.value.code


def test_what_was_sealed_is_opened_by_its_passphrase(sealed: tuple[Identity, str]) -> None:
    identity, text = sealed
    opened = unseal(text, PHRASE)
    assert opened.pem == identity.key_file.read_bytes()
    assert (opened.member, opened.check_number) == (identity.member, identity.check_number)


def test_nothing_of_the_key_or_its_number_stands_in_the_text(sealed: tuple[Identity, str]) -> None:
    identity, text = sealed
    raw = base64.b64decode(text.partition(BEGIN)[2].partition(END)[0])
    for secret in (identity.key_file.read_bytes().splitlines()[1], identity.public_key[-64:]):
        assert secret not in raw
        assert secret not in text.encode()
    assert identity.check_number not in text


def test_another_passphrase_opens_nothing(sealed: tuple[Identity, str]) -> None:
    assert code(sealed[1], PHRASE + " ") == "passphrase_wrong"
    assert code(sealed[1], "") == "passphrase_wrong"


def test_a_keyboard_that_spells_the_same_letters_otherwise_opens_it(
    sealed: tuple[Identity, str],
) -> None:
    import unicodedata

    decomposed = unicodedata.normalize("NFD", PHRASE)
    assert decomposed != PHRASE
    assert unseal(sealed[1], decomposed).member == sealed[0].member


def test_it_is_found_in_what_mail_makes_of_it(sealed: tuple[Identity, str]) -> None:
    identity, text = sealed
    mailed = "> hi\r\n" + text.replace("\n", "\r\n  ") + "-- \r\nsent from my phone"
    assert unseal(mailed, PHRASE).member == identity.member


def test_a_short_passphrase_is_not_taken(tmp_path: Path) -> None:
    Identity.load_or_create(tmp_path)
    with pytest.raises(Refused) as refused:
        seal(tmp_path, "too short")
    assert refused.value.code == "passphrase_short"


def test_two_texts_of_one_key_share_nothing(sealed: tuple[Identity, str], tmp_path: Path) -> None:
    again = seal(sealed[0].key_file.parent, PHRASE)
    assert again.partition(BEGIN)[2][60:] != sealed[1].partition(BEGIN)[2][60:]


@pytest.mark.parametrize(
    "text",
    [
        "", "hello", BEGIN + END, f"{BEGIN}\n!!!!\n{END}", f"{BEGIN}\nAAAA\n{END}",
        BEGIN + base64.b64encode(MAGIC).decode() + END,
        BEGIN + base64.b64encode(MAGIC + bytes([WORK]) + bytes(28)).decode() + END,
        "-----BEGIN PRIVATE KEY-----\nMIGH\n-----END PRIVATE KEY-----",
    ],
)  # fmt: skip
def test_what_is_none_is_said(text: str) -> None:
    assert code(text) == "not_an_identity"


@pytest.mark.parametrize("work", [0, WORK - 1, 19, 40, 255])
def test_a_file_chooses_no_memory_of_ours(sealed: tuple[Identity, str], work: int) -> None:
    """n of 2 to the 40th would be a petabyte."""
    raw = bytearray(base64.b64decode(sealed[1].partition(BEGIN)[2].partition(END)[0]))
    raw[len(MAGIC)] = work
    assert code(BEGIN + base64.b64encode(raw).decode() + END) == "not_an_identity"


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_a_changed_byte_is_noticed(sealed: tuple[Identity, str], data: st.DataObject) -> None:
    raw = bytearray(base64.b64decode(sealed[1].partition(BEGIN)[2].partition(END)[0]))
    at = data.draw(st.integers(len(MAGIC) + 1, len(raw) - 1))
    raw[at] ^= data.draw(st.integers(1, 255))
    assert code(BEGIN + base64.b64encode(raw).decode() + END) == "passphrase_wrong"


def test_a_key_of_another_kind_is_no_identity(tmp_path: Path) -> None:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    from server import identity_file

    other = ec.generate_private_key(ec.SECP384R1()).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    head = MAGIC + bytes([WORK]) + bytes(28)
    cipher = identity_file._cipher(PHRASE, bytes(16), WORK)
    raw = head + cipher.encrypt(bytes(12), other, head)
    assert code(BEGIN + base64.b64encode(raw).decode() + END) == "not_an_identity"


def test_it_takes_its_place_at_the_next_start_and_the_old_key_is_kept(
    sealed: tuple[Identity, str], tmp_path: Path
) -> None:
    before = Identity.load_or_create(tmp_path)
    old = (tmp_path / KEY_FILE).read_bytes()
    kept = put_in_place(tmp_path, unseal(sealed[1], PHRASE))
    # The copy that runs goes on: its key and certificate still belong together.
    before.server_context()
    assert (tmp_path / KEY_FILE).read_bytes() == old == kept.read_bytes()
    assert re.fullmatch(r"identity-\d{4}-\d\d-\d\d\.pem\.old", kept.name)
    after = Identity.load_or_create(tmp_path)
    assert after.member == sealed[0].member != before.member
    after.server_context()
    assert not (tmp_path / NEXT_FILE).exists()
    assert kept.read_bytes() == old
    assert Identity.load_or_create(tmp_path).member == after.member
    if sys.platform != "win32":
        for path in tmp_path.iterdir():
            assert path.stat().st_mode & 0o077 == 0, path.name


def test_every_old_key_is_kept(sealed: tuple[Identity, str], tmp_path: Path) -> None:
    Identity.load_or_create(tmp_path)
    opened = unseal(sealed[1], PHRASE)
    assert len({put_in_place(tmp_path, opened) for _ in range(3)}) == 3


def test_saving_overwrites_nothing_and_is_for_the_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "Downloads"
    first, second = save(folder, "one"), save(folder, "two")
    assert (first.read_text(), second.read_text()) == ("one", "two")
    if sys.platform != "win32":
        assert first.stat().st_mode & 0o077 == 0
