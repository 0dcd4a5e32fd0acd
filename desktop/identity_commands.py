"""`sarangbang identity export FILE` and `sarangbang identity import FILE`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TextIO

import click

from desktop.faults import (
    FileInTheWay,
    FileUnusable,
    KeyDamaged,
    NobodyToAsk,
    NoIdentity,
    PassphraseShort,
    PassphraseWrong,
    RoomsHosted,
    SameIdentity,
)
from desktop.instance import Instance, refuse_second
from desktop.language import Both, system_language
from desktop.paths import prepare_data_folder
from desktop.reasons import reason_of
from desktop.unusable import unreadable


def export(chosen: Path | None, file: Path, passphrase_file: TextIO | None) -> None:
    """Write the identity of the data folder into `file`. Raises Fault."""
    from server.files import write_privately
    from server.identity import Identity, IdentityDamaged
    from server.identity_file import SHORTEST, seal
    from server.room.refusal import Refused

    data = prepare_data_folder(chosen)
    if file.exists():
        raise FileInTheWay(file=file)
    try:
        number = Identity.load_or_create(data).check_number
        passphrase = _passphrase(
            passphrase_file, Both("Passphrase (a few words)", "암호(낱말 몇 개)"), twice=True
        )
        write_privately(file.absolute(), seal(data, passphrase).encode())
    except Refused as error:
        raise PassphraseShort(least=SHORTEST) from error
    except IdentityDamaged as error:
        raise KeyDamaged(file=error.file) from error
    except OSError as error:
        raise FileUnusable(file=file, reason=reason_of(error)) from error
    _say(
        Both(
            f"The identity {number} is in {file}. It opens with the passphrase only.",
            f"신원 {number}을(를) {file} 파일에 담았어요. 암호가 있어야만 열려요.",
        )
    )


def bring(
    chosen: Path | None, file: Path, passphrase_file: TextIO | None, *, leave_hosted_rooms: bool
) -> None:
    """Make the identity in `file` the one of the data folder. Raises Fault."""
    data = prepare_data_folder(chosen)
    try:
        text = file.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise FileUnusable(file=file, reason=reason_of(error)) from error
    # The copy that runs has the old key in its hands.
    instance = Instance.claim(data, "serve")
    if instance is None:
        raise refuse_second(data)
    try:
        _bring(data, file, text, passphrase_file, leave_hosted_rooms=leave_hosted_rooms)
    finally:
        instance.release()


def _bring(
    data: Path, file: Path, text: str, passphrase_file: TextIO | None, *, leave_hosted_rooms: bool
) -> None:
    from server.identity import Identity, IdentityDamaged
    from server.identity_file import put_in_place, unseal
    from server.room.refusal import Refused

    try:
        here = Identity.load_or_create(data)
        opened = unseal(
            text, _passphrase(passphrase_file, Both("Passphrase of the file", "이 파일의 암호"))
        )
    except IdentityDamaged as error:
        raise KeyDamaged(file=error.file) from error
    except Refused as error:
        fault = PassphraseWrong if error.code == "passphrase_wrong" else NoIdentity
        raise fault(file=file) from error
    if opened.member == here.member:
        raise SameIdentity(number=here.check_number)
    rooms = _hosted(data)
    if rooms and not leave_hosted_rooms:
        raise RoomsHosted(rooms=", ".join(rooms))
    kept = put_in_place(data, opened)
    number = Identity.load_or_create(data).check_number
    _say(
        Both(
            f"This computer is {number} now. The key it had is kept in {kept}.",
            f"이제 이 컴퓨터는 {number}이에요. 쓰던 키는 {kept} 파일에 남아 있어요.",
        )
    )


def _hosted(data: Path) -> list[str]:
    """The names of the rooms that are bound to the key that is here now."""
    database = data / "sarangbang.db"
    if not database.exists():
        return []
    from server.store import Store, StoreError

    try:
        store = Store(database)
    except StoreError as error:
        raise unreadable(error, data) or error from error
    try:
        return [row.state.name for row in store.rooms.all() if row.role == "host"]
    finally:
        store.close()


def _passphrase(file: TextIO | None, question: Both, *, twice: bool = False) -> str:
    if file is not None:
        return file.readline().rstrip("\r\n")
    if sys.stdin is None or not sys.stdin.isatty():
        raise NobodyToAsk
    language = system_language()
    again = (
        Both("Repeat for confirmation", "확인을 위해 한 번 더").said(language) if twice else False
    )
    answer: str = click.prompt(
        question.said(language), hide_input=True, confirmation_prompt=again, err=True
    )
    return answer


def _say(sentence: Both) -> None:
    click.echo(sentence.said(system_language()))
