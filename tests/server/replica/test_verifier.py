"""Who signed what: what is wrong with a log is found, in the background, and noted once."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import gevent
import pytest

from server.encoding import to_base64url
from server.identity import Identity
from server.replica import verifier
from server.replica.verifier import Verifier
from server.room.entry import Draft
from server.store import Fault, Store
from tests.server.scene import Computer, until
from tests.server.signers import SALT, Log, joined, said, unsigned
from tests.support.older import insert_as_text
from tests.support.stored import stored

MakeComputer = Callable[..., Computer]


@pytest.fixture
def minsu(tmp_path: Path) -> Identity:
    return Identity.load_or_create(tmp_path / "minsu")


@pytest.fixture
def yuna(tmp_path: Path) -> Identity:
    return Identity.load_or_create(tmp_path / "yuna")


@pytest.fixture
def room(computer: Computer) -> Log:
    return Log(computer.store)


class Checked:
    """The checking of a room, and what it told."""

    def __init__(self, computer: Computer, room: Log) -> None:
        self.computer, self.room = computer, room
        self.told: list[tuple[Sequence[Fault], Sequence[int]]] = []
        self.verifier = Verifier(
            room.key,
            store=computer.store,
            disk=computer.disk,
            state=lambda: room.state,
            found=lambda faults, mended: self.told.append((faults, mended)),
        )

    def faults(self) -> dict[int, str]:
        """Check all there is; the faults by number."""
        self.verifier.kick()
        until(lambda: self.verifier._loop is None, "all is checked")
        store = self.computer.store
        assert store.faults.checked(self.room.key) == self.room.state.last
        found = store.faults.among(self.room.key, 1, self.room.state.last)
        return {fault.number: fault.fault for fault in found}


@pytest.fixture
def checked(computer: Computer, room: Log) -> Checked:
    return Checked(computer, room)


def test_what_is_signed_by_its_author_is_right(
    room: Log, checked: Checked, minsu: Identity
) -> None:
    room.write([joined(minsu), said(minsu, room.room, "a"), said(minsu, room.room, "b", "둘")])
    assert checked.faults() == {}
    assert checked.told == []


def forge(room: str, minsu: Identity, yuna: Identity) -> dict[str, Draft]:
    """Messages that Minsu did not write, each in its own way."""
    good = said(minsu, room, "x")
    return {
        "another text": replace(good, body={"text": "I owe you"}),
        "another salt": replace(good, salt="00" * 16),
        "another time": replace(good, sent_at=5),
        "no time": replace(good, sent_at=None),
        "another id": replace(good, id="y"),
        "another kind": replace(good, kind="amended"),
        "another room": said(minsu, "cd" * 16, "x"),
        "another's signature": replace(said(yuna, room, "x"), author=minsu.member),
        "no signature at all": replace(good, signature="nonsense!"),
        "a guest's": replace(good, author="g_" + "0" * 32),
        "of somebody unheard of": replace(said(yuna, room, "x"), author="somebody"),
    }


WAYS = (
    *("another text", "another salt", "another time", "no time", "another id", "another kind"),
    *("another room", "another's signature", "no signature at all", "a guest's"),
    "of somebody unheard of",
)


@pytest.mark.parametrize("how", WAYS)
def test_what_is_forged_is_found(
    room: Log, checked: Checked, minsu: Identity, yuna: Identity, how: str
) -> None:
    before, after = said(minsu, room.room, "before"), said(minsu, room.room, "after")
    room.write([joined(minsu), joined(yuna), before, forge(room.room, minsu, yuna)[how], after])
    assert checked.faults() == {4: "forged"}
    assert checked.told == [([Fault(4, "forged")], [])]


def test_every_kind_that_is_signed_is_checked(room: Log, checked: Checked, minsu: Identity) -> None:
    good = said(minsu, room.room, "r", kind="reacted")
    room.write([joined(minsu), good, replace(good, id="s")])
    assert checked.faults() == {3: "forged"}


def test_what_carries_no_signature_needs_no_check(
    room: Log, checked: Checked, minsu: Identity
) -> None:
    """That it carries none is to be seen from the entry itself."""
    guest = Draft("g", "g_" + "0" * 32, "Guest", "said", {"text": "hello"}, SALT)
    room.write([joined(minsu), guest, unsigned(said(minsu, room.room, "a"))])
    assert checked.faults() == {}


@pytest.mark.parametrize("key", ["another's", None, "nonsense!", 5, ""])
def test_a_key_that_is_not_the_newcomer_s_is_found(
    room: Log, checked: Checked, minsu: Identity, yuna: Identity, key: object
) -> None:
    named = to_base64url(yuna.public_key) if key == "another's" else key
    draft = joined(minsu)
    room.write([replace(draft, body={**draft.body, "key": named}), said(yuna, room.room, "a")])
    assert checked.faults()[1] == "wrong_key"


def test_with_a_wrong_key_nothing_is_right(
    room: Log, checked: Checked, minsu: Identity, yuna: Identity
) -> None:
    """A host that names its own key for Minsu could else sign in Minsu's name."""
    mine = replace(joined(minsu), body={**joined(yuna).body})
    forged = replace(said(yuna, room.room, "a"), author=minsu.member)
    room.write([mine, forged])
    assert checked.faults() == {1: "wrong_key", 2: "forged"}


def test_a_guest_needs_no_key_and_has_none(room: Log, checked: Checked, minsu: Identity) -> None:
    body = {"first": 1, "door": "guest", "session": "0" * 64}
    guest = Draft("g", "g_" + "0" * 32, "Guest", "joined", body, SALT)
    keyed = replace(joined(minsu), id="k", author="g_" + "1" * 32)
    room.write([guest, keyed])
    assert checked.faults() == {2: "wrong_key"}


def test_a_founder_s_key_is_its_own(
    room: Log, checked: Checked, minsu: Identity, yuna: Identity
) -> None:
    body = {"room": room.room, "name": "r", "nonce": "00" * 16, "open": True}
    key = to_base64url(yuna.public_key)
    room.write([Draft("o", minsu.member, "Minsu", "opened", {**body, "key": key}, SALT)])
    assert checked.faults() == {1: "wrong_key"}


# --- emptied bodies ----------------------------------------------------------------------------


def withdrawal(who: Identity, room: str, of: str) -> Draft:
    return replace(
        said(who, room, f"w-{of}"),
        kind="withdrawn",
        body={"target": 1, "target_id": of},
        signature=None,
    )


def test_a_body_that_was_withdrawn_is_rightly_gone(
    room: Log, checked: Checked, minsu: Identity
) -> None:
    message, amended = said(minsu, room.room, "a"), said(minsu, room.room, "b", kind="amended")
    room.write(
        [joined(minsu), message, amended, withdrawal(minsu, room.room, "a")],
        emptied=[("a", 4), ("b", 4)],
    )
    assert checked.faults() == {}


@pytest.mark.parametrize("named", [None, 1, 2, 3, 5, 99])
def test_a_body_that_nobody_withdrew_is_found(
    room: Log, checked: Checked, minsu: Identity, named: int | None
) -> None:
    """It names nothing, what came before, itself, another message's withdrawal, or the future."""
    other = said(minsu, room.room, "other")
    room.write(
        [joined(minsu), said(minsu, room.room, "a"), said(minsu, room.room, "b"), other,
         withdrawal(minsu, room.room, "other")],
        emptied=[("b", named), ("other", 5)],
    )  # fmt: skip
    assert checked.faults() == {3: "emptied"}


def test_a_withdrawn_body_is_still_its_author_s(
    room: Log, checked: Checked, minsu: Identity
) -> None:
    forged = replace(said(minsu, room.room, "a"), body={"text": "I owe you"})
    room.write(
        [joined(minsu), forged, withdrawal(minsu, room.room, "a")],
        emptied=[("a", 3)],
    )
    assert checked.faults() == {2: "forged"}


def test_a_withdrawal_that_comes_later_clears_it_up(
    room: Log, checked: Checked, minsu: Identity
) -> None:
    room.write([joined(minsu), said(minsu, room.room, "a")], emptied=[("a", 3)])
    assert checked.faults() == {2: "emptied"}
    room.write([withdrawal(minsu, room.room, "a")])
    assert checked.faults() == {}
    assert checked.told[-1] == ([], [2])


# --- keys that come later ----------------------------------------------------------------------


def test_whose_key_is_not_known_is_checked_once_it_is(
    room: Log, checked: Checked, minsu: Identity
) -> None:
    forged = replace(said(minsu, room.room, "b"), body={"text": "I owe you"})
    room.write([said(minsu, room.room, "a"), forged])
    assert checked.faults() == {1: "no_key", 2: "no_key"}
    room.write([joined(minsu)])
    assert checked.faults() == {2: "forged"}
    assert checked.told[-1] == ([Fault(2, "forged")], [1])


# --- in the background -------------------------------------------------------------------------


def crowd(room: Log, who: Identity, count: int, start: int = 0) -> None:
    room.write(said(who, room.room, f"s-{n}", f"text {n}") for n in range(start, start + count))


def test_it_goes_on_where_it_stopped(
    computer: Computer, room: Log, minsu: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.write([joined(minsu)])
    crowd(room, minsu, 3 * verifier.AT_ONCE)
    monkeypatch.setattr(verifier, "NOTE_EVERY", verifier.AT_ONCE)
    first = Checked(computer, room)
    first.verifier.kick()
    until(lambda: computer.store.faults.checked(room.key), "it has begun")
    first.verifier.close()
    done = computer.store.faults.checked(room.key)
    assert 0 < done < room.state.last
    asked: list[int] = []
    after = computer.store.log.after

    def watch(key: int, number: int, limit: int) -> object:
        asked.append(number)
        return after(key, number, limit)

    monkeypatch.setattr(computer.store.log, "after", watch)
    assert Checked(computer, room).faults() == {}
    assert asked[0] == done


def test_what_was_checked_is_not_checked_again(
    computer: Computer, room: Log, checked: Checked, minsu: Identity,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    room.write([joined(minsu)])
    crowd(room, minsu, 20)
    assert checked.faults() == {}
    verified: list[object] = []

    def watch(key: bytes, purpose: str, values: list[object], signature: str) -> bool:
        verified.append(values[1])
        return True

    monkeypatch.setattr(verifier, "verify", watch)
    crowd(room, minsu, 2, start=20)
    assert checked.faults() == {}
    assert verified == ["s-20", "s-21"]


def test_what_its_writer_vouches_for_is_not_checked(
    computer: Computer, room: Log, checked: Checked, minsu: Identity
) -> None:
    room.write([joined(minsu)])
    checked.verifier.vouch()  # before all that was there before was looked at
    assert computer.store.faults.checked(room.key) == 0
    assert checked.faults() == {}
    crowd(room, minsu, 5)
    checked.verifier.close()
    checked.verifier.vouch()
    assert computer.store.faults.checked(room.key) == 6


def test_a_log_set_aside_is_signed_for_the_room_it_was(
    computer: Computer, room: Log, minsu: Identity
) -> None:
    room.write([joined(minsu), said(minsu, room.room, "a")])
    computer.store.rooms.set_aside(room.key, f"{room.room}~17")
    room.state = replace(room.state, room=f"{room.room}~17")
    assert Checked(computer, room).faults() == {}


def test_the_hub_goes_on_meanwhile(
    computer: Computer, room: Log, checked: Checked, minsu: Identity
) -> None:
    """The bench has the figures (`signatures`); here nobody may wait for a whole batch."""
    room.write([joined(minsu)])
    crowd(room, minsu, 3000)
    late: list[float] = []
    checked.verifier.kick()
    while checked.verifier._loop is not None:
        before = time.perf_counter()
        gevent.sleep(0.001)
        late.append(time.perf_counter() - before)
    assert computer.store.faults.checked(room.key) == 3001
    late.sort()
    assert len(late) > 50
    assert late[len(late) * 9 // 10] < 0.01


def test_a_database_of_the_first_version_is_checked_from_its_beginning(
    make_computer: MakeComputer, tmp_path: Path, minsu: Identity
) -> None:
    folder = tmp_path / "old"
    folder.mkdir()
    old = sqlite3.connect(folder / "sarangbang.db")
    old.executescript((Path(__file__).parents[1] / "store" / "version_1.sql").read_text())
    old.close()
    template = Store(tmp_path / "new.db")
    written = Log(template)
    forged = replace(said(minsu, written.room, "b"), body={"text": "I owe you"})
    written.write([joined(minsu), said(minsu, written.room, "a"), forged])
    entries = stored(template, written.key)
    template.close()
    copy = sqlite3.connect(folder / "sarangbang.db")
    state = written.state
    copy.execute(
        "INSERT INTO rooms (key, id, role, name, open, host, host_key, term, last, chain, at,"
        " unknown, created_at, opened_at, running) VALUES"
        " (?, ?, 'member', 'r', 1, 'm_1', 'k', 1, ?, ?, ?, 0, 5, 5, 1)",
        (written.key, written.room, state.last, state.chain, state.at),
    )
    copy.execute("ATTACH ? AS new", (str(tmp_path / "new.db"),))
    names = ", ".join(f'"{row[1]}"' for row in copy.execute("PRAGMA main.table_info(members)"))
    copy.execute(f"INSERT INTO main.members ({names}) SELECT {names} FROM new.members")
    insert_as_text(copy, written.key, entries)
    copy.commit()
    copy.close()
    computer = make_computer("old")
    row = computer.store.rooms.get(written.room)
    assert row is not None
    assert (row.state.last, row.state.chain) == (state.last, state.chain)
    assert Checked(computer, written).faults() == {3: "forged"}
