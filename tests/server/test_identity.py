from __future__ import annotations

import getpass
import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from hypothesis import given
from hypothesis import strategies as st

from server.encoding import from_base64url, to_base64url
from server.identity import (
    Identity,
    IdentityDamaged,
    check_number,
    fingerprint_of,
    is_public_key,
    member_of,
    verify,
)


@pytest.fixture(scope="module")
def identity(tmp_path_factory: pytest.TempPathFactory) -> Identity:
    return Identity.load_or_create(tmp_path_factory.mktemp("identity"))


def test_a_copy_is_the_same_after_a_restart(tmp_path: Path) -> None:
    first = Identity.load_or_create(tmp_path / "new" / "folder")
    again = Identity.load_or_create(tmp_path / "new" / "folder")
    assert again.fingerprint == first.fingerprint
    assert again.member == first.member
    assert again.certificate_file.read_bytes() == first.certificate_file.read_bytes()


def test_names_follow_from_the_key(identity: Identity) -> None:
    assert identity.fingerprint == hashlib.sha256(identity.public_key).hexdigest()
    assert identity.fingerprint == fingerprint_of(identity.public_key)
    assert identity.member == "m_" + identity.fingerprint[:32] == member_of(identity.public_key)
    assert identity.check_number == check_number(identity.fingerprint)


def test_the_key_is_for_its_owner_only(tmp_path: Path) -> None:
    identity = Identity.load_or_create(tmp_path / "data")
    assert identity.key_file.stat().st_mode & 0o777 == 0o600
    assert identity.key_file.parent.stat().st_mode & 0o777 == 0o700
    identity.key_file.chmod(0o644)
    Identity.load_or_create(tmp_path / "data")
    assert identity.key_file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("damage", [b"", b"-----BEGIN CERTIFICATE-----\n", b"\xff\x00"])
def test_a_damaged_certificate_is_made_anew_around_the_same_key(
    tmp_path: Path, damage: bytes
) -> None:
    first = Identity.load_or_create(tmp_path)
    first.certificate_file.write_bytes(damage)
    again = Identity.load_or_create(tmp_path)
    assert again.fingerprint == first.fingerprint
    assert again.certificate_file.read_bytes() != damage
    again.server_context()


def test_another_keys_certificate_is_made_anew(tmp_path: Path) -> None:
    mine = Identity.load_or_create(tmp_path / "mine")
    other = Identity.load_or_create(tmp_path / "other")
    mine.certificate_file.write_bytes(other.certificate_file.read_bytes())
    again = Identity.load_or_create(tmp_path / "mine")
    assert again.fingerprint == mine.fingerprint
    again.server_context()


@pytest.mark.parametrize("damage", [b"", b"nonsense"])
def test_a_damaged_key_is_said_and_never_replaced(tmp_path: Path, damage: bytes) -> None:
    identity = Identity.load_or_create(tmp_path)
    identity.key_file.write_bytes(damage)
    with pytest.raises(IdentityDamaged):
        Identity.load_or_create(tmp_path)
    assert identity.key_file.read_bytes() == damage


def test_a_key_of_another_kind_is_said_and_never_replaced(tmp_path: Path) -> None:
    identity = Identity.load_or_create(tmp_path)
    other = ed25519.Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    identity.key_file.write_bytes(other)
    with pytest.raises(IdentityDamaged):
        Identity.load_or_create(tmp_path)


def test_killed_at_any_moment_of_the_first_launch_the_next_one_works(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from server.identity import Identity\n"
        "print('go', flush=True)\n"
        "while True: Identity.load_or_create(Path(sys.argv[1]) / str(id(object())))\n"
        "\n"
    ).replace("str(id(object()))", "__import__('secrets').token_hex(4)")
    for after in (0.01, 0.05, 0.11):
        process = subprocess.Popen(
            [sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(after)  # the moment of the kill is the test
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
    folders = list(tmp_path.iterdir())
    assert folders
    for folder in folders:
        Identity.load_or_create(folder).server_context()
        assert sorted(os.listdir(folder)) == ["identity.crt", "identity.key"]


def test_nothing_personal_stands_in_the_certificate(identity: Identity) -> None:
    text = identity.certificate_file.read_bytes()
    from cryptography import x509

    der = x509.load_pem_x509_certificate(text).public_bytes(serialization.Encoding.DER)
    for personal in (socket.gethostname(), getpass.getuser()):
        if len(personal) > 3:  # shorter ones turn up in random bytes
            assert personal.encode() not in der


def test_a_signature_holds_for_its_purpose_and_values_only(identity: Identity) -> None:
    signature = identity.sign("prove", ["challenge", "안녕", 1])
    assert verify(identity.public_key, "prove", ["challenge", "안녕", 1], signature)
    assert not verify(identity.public_key, "entry", ["challenge", "안녕", 1], signature)
    assert not verify(identity.public_key, "prove", ["challenge", "안녕", 2], signature)
    assert not verify(identity.public_key, "prove", ["challenge", "안녕", 1], signature + "=")


def test_another_keys_signature_does_not_hold(identity: Identity, tmp_path: Path) -> None:
    other = Identity.load_or_create(tmp_path)
    assert not verify(identity.public_key, "prove", [1], other.sign("prove", [1]))


@given(st.binary(max_size=120), st.text(max_size=120))
def test_garbage_never_holds_and_never_raises(key: bytes, signature: str) -> None:
    assert not verify(key, "prove", [1], signature)


def test_garbage_signatures_of_a_good_key_never_hold(identity: Identity) -> None:
    for signature in ("", "AA", to_base64url(b"\x30\x06\x02\x01\x00\x02\x01\x00"), "한글"):
        assert not verify(identity.public_key, "prove", [1], signature)


def test_other_spellings_of_a_key_are_refused(identity: Identity) -> None:
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    usual = key.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    point = key.public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint
    )
    # SEQUENCE { SEQUENCE { ecPublicKey, prime256v1 }, BIT STRING { compressed point } }
    compressed = usual[:1] + bytes([57]) + usual[2:23] + b"\x03\x22\x00" + point
    serialization.load_der_public_key(compressed)  # it is the same key, spelled otherwise
    assert is_public_key(usual)
    assert not is_public_key(compressed)
    assert not is_public_key(usual + b"\x00")
    p384 = ec.generate_private_key(ec.SECP384R1()).public_key()
    assert not is_public_key(
        p384.public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    )


def test_a_signature_is_base64url_der(identity: Identity) -> None:
    assert from_base64url(identity.sign("entry", []))[0] == 0x30


def test_check_numbers_keep_their_zeros() -> None:
    assert check_number("0" * 63 + "7") == "00000 00000 00000 00000 00007"
    assert check_number(f"{10**25 + 12:064x}") == "00000 00000 00000 00000 00012"


@given(st.binary(min_size=32, max_size=32))
def test_a_check_number_is_five_groups_of_five_digits(digest: bytes) -> None:
    groups = check_number(digest.hex()).split(" ")
    assert [len(group) for group in groups] == [5] * 5
    assert all(group.isdigit() for group in groups)
