"""Seals a few words to somebody's key, so that whoever carries them learns nothing.

ECIES, from `cryptography`'s parts: a key pair for this one envelope, ECDH on P-256 with the key of
the receiver, HKDF over SHA-256, AES-256-GCM. Who sealed it for whom in which room is part of what
the key is derived from, and stands in what the author signs: an envelope that is carried to
somebody else, or into another room, opens for nobody.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from server.clock import now_ms
from server.encoding import from_base64url, to_base64url
from server.identity import Identity, fingerprint_of, signed_bytes, verify

# What is sealed is as long as this, or a multiple: its length tells nothing.
BLOCK = 512
# The key is derived anew for each envelope, so that one nonce is used once.
_NONCE = bytes(12)


@dataclass(frozen=True, slots=True)
class Sealed:
    """An envelope: `id` 32 hexadecimal characters, `sent_at` ms by its author's clock, the other
    fields base64url: a point of the curve (DER), what is sealed, and the author's signature."""

    id: str
    sent_at: int
    point: str
    box: str
    signature: str


def seal(identity: Identity, receiver: bytes, room: str, words: bytes) -> Sealed:
    """`words` from `identity` to `receiver` (a public key, DER), who are both in `room`.

    Raises ValueError for what is no P-256 key.
    """
    key = serialization.load_der_public_key(receiver)
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise ValueError("not a P-256 key")
    own = ec.generate_private_key(ec.SECP256R1())
    point = to_base64url(
        own.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    )
    id, sent_at = secrets.token_hex(16), now_ms()
    about = _about(room, identity.fingerprint, fingerprint_of(receiver), id, sent_at, point)
    padded = words.ljust(-(-len(words) // BLOCK) * BLOCK)
    sealed = _cipher(own.exchange(ec.ECDH(), key), about).encrypt(_NONCE, padded, about)
    values = _signed(room, identity.fingerprint, fingerprint_of(receiver), id, sent_at, sealed)
    signature = identity.sign("whisper", [*values, point])
    return Sealed(id, sent_at, point, to_base64url(sealed), signature)


def open_sealed(identity: Identity, author: bytes, room: str, sealed: Sealed) -> bytes:
    """What `author` (a public key, DER) sealed for `identity` in `room`, without the padding.

    Raises ValueError for anything that is not exactly that.
    """
    box = from_base64url(sealed.box)
    given = (room, fingerprint_of(author), identity.fingerprint, sealed.id, sealed.sent_at)
    values = [*_signed(*given, box), sealed.point]
    if not verify(author, "whisper", values, sealed.signature):
        raise ValueError("the envelope is not of who is said to have sealed it")
    about = _about(*given, sealed.point)
    try:
        return (
            _cipher(identity.exchange(from_base64url(sealed.point)), about)
            .decrypt(_NONCE, box, about)
            .rstrip(b" ")
        )
    except InvalidTag as error:
        raise ValueError("the envelope is sealed for somebody else") from error


def _about(room: str, author: str, receiver: str, id: str, sent_at: int, point: str) -> bytes:
    return signed_bytes("seal", [room, author, receiver, id, sent_at, point])


def _signed(room: str, author: str, receiver: str, id: str, sent_at: int, box: bytes) -> list[Any]:
    return [room, author, receiver, id, sent_at, sha256(box).hexdigest()]


def _cipher(secret: bytes, about: bytes) -> AESGCM:
    derived = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=about)
    return AESGCM(derived.derive(secret))
