"""Who this copy is: one key, made at first launch, and what is proved with it.

The key is the identity; the certificate is only its wrapper for TLS (see
`certificate.py`). Fingerprint, member id and check number all come from the
SHA-256 of the key's DER SubjectPublicKeyInfo.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from server import certificate
from server.encoding import from_base64url, to_base64url
from server.files import clear_unfinished, write_privately
from server.room.canonical import canonical

KEY_FILE = "identity.key"
CERTIFICATE_FILE = "identity.crt"
# Another identity that was brought here; it takes the key's place at the next start.
NEXT_FILE = "identity.next"


class IdentityDamaged(Exception):
    """The key file of this copy cannot be read.

    It is never replaced in silence: a new key would be a new person, and a
    stranger to every room. The message is a sentence for that person; `file` is the key's.
    """

    def __init__(self, file: Path) -> None:
        super().__init__(
            f"The key of this copy, {file}, is damaged. Put it back from a backup; if it is moved "
            "away, a new key is made and every room takes this copy for somebody new."
        )
        self.file = file


@dataclass(frozen=True, slots=True)
class Identity:
    """This copy's key with everything that follows from it."""

    fingerprint: str
    """SHA-256 of `public_key`, 64 lower-case hexadecimal characters."""
    public_key: bytes
    """DER SubjectPublicKeyInfo."""
    member: str
    """`m_` and the first 32 characters of the fingerprint."""
    check_number: str
    """Five groups of five digits, for people to compare."""
    key_file: Path
    certificate_file: Path
    _key: ec.EllipticCurvePrivateKey = field(repr=False, compare=False)
    instance: str = field(default_factory=lambda: secrets.token_hex(8), compare=False)
    """Another one at each launch: tells two copies of one key from a connection that comes back."""

    @classmethod
    def load_or_create(cls, folder: Path) -> Identity:
        """Return the identity kept in `folder`, made now if there is none.

        Both files appear whole or not at all, the key first, so a crash at any
        point leaves either no identity or one that this function completes.
        Raises IdentityDamaged for an unreadable key, OSError if the folder is
        not writable.
        """
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        clear_unfinished(folder, "identity*")
        key_file = folder / KEY_FILE
        certificate_file = folder / CERTIFICATE_FILE
        with suppress(FileNotFoundError):
            os.replace(folder / NEXT_FILE, key_file)
        key = _load_key(key_file) if key_file.exists() else _create_key(key_file)
        if not _certificate_is_good(certificate_file, key):
            write_privately(certificate_file, certificate.make(key))
        public_key = _public_part(key)
        fingerprint = fingerprint_of(public_key)
        return cls(
            fingerprint=fingerprint,
            public_key=public_key,
            member=member_of(public_key),
            check_number=check_number(fingerprint),
            key_file=key_file,
            certificate_file=certificate_file,
            _key=key,
        )

    def server_context(self, kind: type[ssl.SSLContext] | None = None) -> ssl.SSLContext:
        """Return a fresh TLS context for a door: TLS 1.2 or newer, this copy's certificate.

        `kind` is gevent's class unless told: pywsgi without monkey-patching
        needs it. Pass `ssl.SSLContext` for a listener outside gevent.
        """
        if kind is None:
            from gevent.ssl import SSLContext  # not before a door needs it

            kind = SSLContext
        context = kind(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.options |= ssl.OP_NO_COMPRESSION | ssl.OP_NO_RENEGOTIATION
        # Nobody resumes here: tickets would only cost every member bytes and memory.
        context.options |= ssl.OP_NO_TICKET
        context.num_tickets = 0
        context.load_cert_chain(self.certificate_file, self.key_file)
        return context

    def sign(self, purpose: str, values: list[object]) -> str:
        """Return this key's signature of `purpose` over `values`, base64url."""
        signature = self._key.sign(signed_bytes(purpose, values), ec.ECDSA(hashes.SHA256()))
        return to_base64url(signature)

    def exchange(self, point: bytes) -> bytes:
        """Return the secret (ECDH) that this key and the P-256 key `point` (DER) have in common.

        Raises ValueError for what is no such key.
        """
        return self._key.exchange(ec.ECDH(), _public_key(point))


def signed_bytes(purpose: str, values: list[object]) -> bytes:
    """Return what a signature of `purpose` over `values` is over.

    The purpose stands first, so a signature for one is worth nothing for another.
    """
    return f"sarangbang {purpose} 1\n".encode() + canonical(values)


def verify(public_key: bytes, purpose: str, values: list[object], signature: str) -> bool:
    """Whether `signature` (base64url) is by `public_key` (DER) of `purpose` over `values`.

    Nothing that a stranger hands in makes it raise.
    """
    try:
        key = _public_key(public_key)
        key.verify(
            from_base64url(signature), signed_bytes(purpose, values), ec.ECDSA(hashes.SHA256())
        )
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def public_key_in(pem: bytes) -> bytes:
    """Return the public key (DER) of what a key file holds; ValueError if that is no key."""
    return _public_part(_key_in(pem))


def is_public_key(public_key: bytes) -> bool:
    """Whether `public_key` is a P-256 key as DER SubjectPublicKeyInfo in its usual spelling."""
    try:
        _public_key(public_key)
    except ValueError:
        return False
    return True


def fingerprint_of(public_key: bytes) -> str:
    """Return the fingerprint (hexadecimal) of a DER SubjectPublicKeyInfo."""
    return hashlib.sha256(public_key).hexdigest()


def member_of(public_key: bytes) -> str:
    """Return the member id of whoever holds `public_key` (DER SubjectPublicKeyInfo)."""
    return "m_" + fingerprint_of(public_key)[:32]


def check_number(fingerprint: str) -> str:
    """Return the number that people compare: five groups of five digits.

    The same in every language; 25 digits are 83 bits, out of reach of searching
    for a key with somebody else's number.
    """
    digits = f"{int(fingerprint, 16) % 10**25:025d}"
    return " ".join(digits[start : start + 5] for start in range(0, 25, 5))


@lru_cache(maxsize=256)
def _public_key(der: bytes) -> ec.EllipticCurvePublicKey:
    """Load a P-256 key; ValueError for anything else.

    Other spellings of the same key (compressed point, explicit parameters) are
    refused: each would have a fingerprint of its own, one person many ids.
    """
    try:
        key = serialization.load_der_public_key(der)
    except (UnsupportedAlgorithm, TypeError) as error:
        raise ValueError("not a public key") from error
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise ValueError("not a P-256 key")
    usual = key.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    if usual != der:
        raise ValueError("not the usual spelling of the key")
    return key


def _create_key(path: Path) -> ec.EllipticCurvePrivateKey:
    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    write_privately(path, pem)
    return key


def _load_key(path: Path) -> ec.EllipticCurvePrivateKey:
    if os.name == "posix" and path.stat().st_mode & 0o077:
        path.chmod(0o600)
    try:
        return _key_in(path.read_bytes())
    except ValueError as error:
        raise IdentityDamaged(path) from error


def _key_in(pem: bytes) -> ec.EllipticCurvePrivateKey:
    """The P-256 key in `pem`; ValueError for anything else."""
    try:
        key = serialization.load_pem_private_key(pem, password=None)
    except (TypeError, UnsupportedAlgorithm) as error:
        raise ValueError("not a private key") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise ValueError("not a P-256 key")
    return key


def _public_part(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def _certificate_is_good(path: Path, key: ec.EllipticCurvePrivateKey) -> bool:
    try:
        return certificate.is_good(path.read_bytes(), key)
    except FileNotFoundError:
        return False
