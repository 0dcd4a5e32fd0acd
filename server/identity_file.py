"""An identity on its way to another computer: a text, locked with a passphrase.

The key is sealed by AES-256-GCM under a key that scrypt makes of the passphrase (64 MB and a
fifth of a second for each guess; the usual encrypted PEM of the library has PBKDF2 with 2,048
rounds, which is little for a file that lies in a downloads folder). The text is armoured like a
PEM file, with a line above that says to people what it is.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from server.files import unused, write_privately
from server.identity import (
    KEY_FILE,
    NEXT_FILE,
    check_number,
    fingerprint_of,
    member_of,
    public_key_in,
)
from server.room.refusal import Refused

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

BEGIN, END = "-----BEGIN SARANGBANG IDENTITY-----", "-----END SARANGBANG IDENTITY-----"
ABOUT = (
    "A Sarangbang identity, locked with a passphrase. To use it on another computer, choose this\n"
    "file there under Settings, or run: sarangbang identity import FILE\n"
    "사랑방 신원이에요. 암호로 잠겨 있어요. 다른 컴퓨터의 사랑방 설정에서 이 파일을 고르세요.\n"
)
MAGIC = b"sarangbang identity 1\n"
SHORTEST = 10
"""Characters of a passphrase; what is shorter is found out by trying."""
LONGEST_TEXT = 20_000

# log2 of scrypt's n; a file that asks for more memory than the last is no work of ours.
WORK, MOST_WORK = 16, 18
SALT, NONCE = 16, 12


@dataclass(frozen=True, slots=True)
class Opened:
    """An identity out of a text: its key as the key file holds it, and who that is."""

    pem: bytes
    member: str
    check_number: str


def seal(folder: Path, passphrase: str) -> str:
    """The identity kept in `folder` as a text that `passphrase` opens. Blocks.

    Raises `Refused` passphrase_short; ValueError for a damaged key, OSError.
    """
    if len(_normal(passphrase)) < SHORTEST:
        raise Refused(
            "passphrase_short",
            f"A passphrase has at least {SHORTEST} characters; take a few words.",
        )
    pem = (folder / KEY_FILE).read_bytes()
    public_key_in(pem)  # a damaged key is not handed on
    salt, nonce = os.urandom(SALT), os.urandom(NONCE)
    head = MAGIC + bytes([WORK]) + salt + nonce
    sealed = head + _cipher(passphrase, salt, WORK).encrypt(nonce, pem, head)
    lines = re.findall(".{1,64}", base64.b64encode(sealed).decode("ascii"))
    return "\n".join([ABOUT, BEGIN, *lines, END, ""])


def unseal(text: str, passphrase: str) -> Opened:
    """The identity in `text`. Blocks.

    Raises `Refused` not_an_identity, passphrase_wrong.
    """
    from cryptography.exceptions import InvalidTag

    head, work, salt, nonce, sealed = _parse(text)
    try:
        pem = _cipher(passphrase, salt, work).decrypt(nonce, sealed, head)
    except InvalidTag as error:
        raise Refused(
            "passphrase_wrong", "This passphrase does not open the file, or the file was changed."
        ) from error
    try:
        public_key = public_key_in(pem)
    except ValueError as error:
        raise _no_identity() from error
    return Opened(pem, member_of(public_key), check_number(fingerprint_of(public_key)))


def put_in_place(folder: Path, opened: Opened) -> Path:
    """Make `opened` the identity of `folder` from the next start on; where the old key is kept.

    The copy that runs now goes on with the old key and its certificate. Blocks. Raises OSError.
    """
    kept = unused(folder, "identity", ".pem.old")
    write_privately(kept, (folder / KEY_FILE).read_bytes())
    write_privately(folder / NEXT_FILE, opened.pem)
    return kept


def save(folder: Path, text: str) -> Path:
    """Write `text` into a new file in `folder`, readable by its owner only. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    path = unused(folder, "sarangbang-identity", ".txt")
    write_privately(path, text.encode())
    return path


def _parse(text: str) -> tuple[bytes, int, bytes, bytes, bytes]:
    """The bytes of the armour: head, work, salt, nonce, what is sealed."""
    found = re.search(
        re.escape(BEGIN) + r"([A-Za-z0-9+/=\s]*)" + re.escape(END), text[:LONGEST_TEXT]
    )
    try:
        raw = base64.b64decode("".join(found[1].split()), validate=True) if found else b""
    except binascii.Error:
        raw = b""
    start = len(MAGIC) + 1
    head, sealed = raw[: start + SALT + NONCE], raw[start + SALT + NONCE :]
    if not head.startswith(MAGIC) or not sealed or not WORK <= head[len(MAGIC)] <= MOST_WORK:
        raise _no_identity()
    return head, head[len(MAGIC)], head[start : start + SALT], head[-NONCE:], sealed


def _no_identity() -> Refused:
    return Refused("not_an_identity", "This is not a Sarangbang identity, or not all of it.")


def _normal(passphrase: str) -> str:
    """One spelling for what keyboards of different systems make of the same keys."""
    return unicodedata.normalize("NFKC", passphrase)


def _cipher(passphrase: str, salt: bytes, work: int) -> AESGCM:
    # Not loaded before somebody needs it: most people never do.
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    key = Scrypt(salt=salt, length=32, n=1 << work, r=8, p=1)
    return AESGCM(key.derive(_normal(passphrase).encode("utf-8", "surrogatepass")))
