"""Databases of older versions, as they were, walked up to today's."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from secrets import token_hex, token_urlsafe
from uuid import uuid4

import pytest

from server.room.entry import START, Draft, Entry, append, chain_of
from server.room.profile import NONE, Profile
from server.room.state import State, fold
from server.store import MOST_BLOCKED, Invitation, Shut, Store, StoreError, migrations
from server.store.tables import VERSION
from tests.support.older import insert_as_text, insert_packed
from tests.support.stored import stored

# What version 1 made. Never to be changed: people's databases were made by it.
FIRST = Path(__file__).with_name("version_1.sql").read_text()
# The last one that kept entries as text.
FIFTH = Path(__file__).with_name("version_5.sql").read_text()
# The last one that had an index of whole ids.
SEVENTH = Path(__file__).with_name("version_7.sql").read_text()
CHAINED = ("number", "term", "id", "at", "author", "name", "kind", "digest")
ROOM = "ab" * 16


def schema(path: Path) -> dict[str, tuple[object, ...]]:
    """What a database has: tables with their columns, indexes with theirs."""
    connection = sqlite3.connect(path)
    found: dict[str, tuple[object, ...]] = {}
    for kind, name in connection.execute("SELECT type, name FROM sqlite_schema").fetchall():
        pragma = "table_info" if kind == "table" else "index_info"
        found[name] = tuple(connection.execute(f"PRAGMA {pragma}('{name}')").fetchall())
    found["version"] = connection.execute("PRAGMA user_version").fetchone()
    connection.close()
    return found


@pytest.mark.parametrize("older", [FIRST, FIFTH, SEVENTH], ids=["first", "fifth", "seventh"])
def test_an_older_schema_walks_up_to_todays(tmp_path: Path, older: str) -> None:
    old = sqlite3.connect(tmp_path / "old.db")
    old.executescript(older)
    old.close()
    Store(tmp_path / "old.db").close()
    Store(tmp_path / "new.db").close()
    assert schema(tmp_path / "old.db") == schema(tmp_path / "new.db")
    assert schema(tmp_path / "new.db")["version"] == (VERSION,)


def test_what_the_first_version_stored_is_read(tmp_path: Path) -> None:
    old = sqlite3.connect(tmp_path / "old.db")
    old.executescript(FIRST)
    body = {"room": ROOM, "name": "방", "key": "k", "nonce": "00", "open": True}
    draft = Draft("e-1", "m_1", "Host", "opened", body, "5a" * 16)
    entry = append([draft], last=0, chain=State().chain, term=1, at=5)[0]
    old.execute(
        "INSERT INTO rooms (key, id, role, name, open, host, host_key, term, last, chain, at,"
        " unknown, created_at, opened_at, running) VALUES"
        " (7, ?, 'host', '방', 1, 'm_1', 'k', 1, 1, ?, 5, 0, 5, 5, 1)",
        (ROOM, entry.chain),
    )
    old.execute(
        "INSERT INTO entries (room, number, term, id, at, author, name, kind, body, salt, digest,"
        " chain) VALUES (7, 1, 1, 'e-1', 5, 'm_1', 'Host', 'opened', ?, ?, ?, ?)",
        (entry.spelled, entry.salt, entry.digest, entry.chain),
    )
    invite = sha256(b"secret").hexdigest()
    body = {"first": 1, "door": "lan", "invite": invite}
    draft = Draft("e-2", "m_2", "Yuna", "joined", body, "5a" * 16)
    came = append([draft], last=1, chain=entry.chain, term=1, at=6)[0]
    old.execute(
        "INSERT INTO entries (room, number, term, id, at, author, name, kind, body, salt, digest,"
        " chain) VALUES (7, 2, 1, 'e-2', 6, 'm_2', 'Yuna', 'joined', ?, ?, ?, ?)",
        (came.spelled, came.salt, came.digest, came.chain),
    )
    old.execute(
        "INSERT INTO members (room, id, name, joined, first, door, here)"
        " VALUES (7, 'm_2', 'Yuna', 2, 1, 'lan', 0), (7, 'm_3', 'Jun', 9, 1, 'lan', 0)"
    )
    old.execute("INSERT INTO invitations VALUES (7, 'secret', 'lan', 5), (7, 'other', 'guest', 6)")
    old.commit()
    old.close()
    store = Store(tmp_path / "old.db")
    row = store.rooms.get(ROOM)
    assert row is not None
    assert row.state.chain == fold(State(room=ROOM), [entry]).chain
    assert row.state.members["m_2"].name == "Yuna"
    assert (row.read, row.draft, row.details, row.running) == (0, "", {}, True)
    assert [found.id for found in store.log.after(7, 0, 10)] == ["e-1", "e-2"]
    assert (row.state.members["m_2"].invite, row.state.members["m_3"].invite) == (invite, None)
    assert store.invitations.of(7) == [
        Invitation(invite, "secret", "lan", 5, uses=1),
        Invitation(sha256(b"other").hexdigest(), "other", "guest", 6),
    ]
    store.close()


def test_a_profile_that_an_older_version_stored_unread_is_read(tmp_path: Path) -> None:
    old = sqlite3.connect(tmp_path / "old.db")
    old.executescript(FIRST)
    old.execute(
        "INSERT INTO rooms (key, id, role, name, open, host, host_key, term, last, chain, at,"
        " unknown, created_at, opened_at, running) VALUES"
        " (7, ?, 'member', '방', 1, 'm_1', 'k', 1, 5, '', 5, 1, 5, 5, 1)",
        (ROOM,),
    )
    old.executemany(
        "INSERT INTO members (room, id, name, joined, first, door, here)"
        " VALUES (7, ?, ?, ?, 1, 'lan', 1)",
        [("m_2", "Yuna", 1), ("m_3", "Jun", 4), ("m_4", "Odd", 1)],
    )
    told = [
        ("m_2", '{"status": "gone", "colour": 1}'),
        ("m_2", '{"status": "점심", "picture": "🦊"}'),
        ("m_3", '{"status": "before I came again"}'),
        ("m_4", '{"status": 7}'),
        ("m_2", '{"status": "above the gap"}'),
    ]
    old.executemany(
        "INSERT INTO entries (room, number, term, id, at, author, name, kind, body, digest, chain)"
        " VALUES (7, ?, 1, ?, 5, ?, 'X', 'profiled', ?, '', '')",
        [(n, f"e-{n}", author, body) for n, (author, body) in enumerate(told, 2)],
    )
    old.commit()
    old.close()
    store = Store(tmp_path / "old.db")
    row = store.rooms.get(ROOM)
    assert row is not None
    profiles = {id: member.profile for id, member in row.state.members.items()}
    assert profiles == {"m_2": Profile("점심", None, "🦊"), "m_3": NONE, "m_4": NONE}
    store.close()


def test_who_was_never_to_ask_again_stands_among_the_blocked(tmp_path: Path) -> None:
    seventh(tmp_path / "x.db", [])
    many = {f"m_{n}": n for n in range(MOST_BLOCKED + 5)}
    old = sqlite3.connect(tmp_path / "x.db")
    old.executemany(
        "INSERT INTO settings (key, value) VALUES (?, ?)",
        [("private_never", json.dumps(many)), ("name", "민수")],
    )
    old.execute("DROP TABLE blocked")
    old.execute(
        "INSERT INTO members (room, id, name, joined, first, door, here)"
        f" VALUES (7, 'm_{MOST_BLOCKED}', 'Yuna', 2, 1, 'lan', 0)"
    )
    old.execute("PRAGMA user_version = 6")
    old.commit()
    old.close()
    store = Store(tmp_path / "x.db")
    shut = store.blocked.all()
    assert len(shut) == MOST_BLOCKED
    assert shut[0] == Shut(f"m_{MOST_BLOCKED + 4}", "", MOST_BLOCKED + 4, True)
    assert shut[4] == Shut(f"m_{MOST_BLOCKED}", "Yuna", MOST_BLOCKED, True)
    assert store.rooms.settings() == {"name": "민수"}
    store.close()


def test_opening_again_changes_nothing(tmp_path: Path) -> None:
    Store(tmp_path / "x.db").close()
    before = schema(tmp_path / "x.db")
    Store(tmp_path / "x.db").close()
    assert schema(tmp_path / "x.db") == before


def test_an_index_of_an_older_version_is_filled_again(tmp_path: Path) -> None:
    old = sqlite3.connect(tmp_path / "x.db")
    old.executescript(FIRST)
    old.execute("CREATE VIRTUAL TABLE search_1 USING fts5(words, content='', detail=none)")
    old.execute("INSERT INTO search_1(rowid, words) VALUES (1, 'x')")
    old.execute("CREATE TABLE indexes (room INTEGER PRIMARY KEY, number BIGINT NOT NULL)")
    old.execute("INSERT INTO indexes VALUES (1, 1)")
    old.commit()
    old.close()
    store = Store(tmp_path / "x.db")
    assert store.search.indexed(1) == 0
    store.close()
    left = schema(tmp_path / "x.db")
    assert not [name for name in left if name.startswith("search_")]


def long_log(count: int) -> list[Entry]:
    """A log of all that entries may be: ids of every form, signed, empty, of unknown kinds."""
    ids = (lambda: uuid4().hex, lambda: str(uuid4()), lambda: f"n-{token_hex(2)}-{uuid4()}")
    drafts = [
        Draft(
            id=ids[place % 3](),
            author="m_" + "ab" * 16 if place % 2 else "g_" + "cd" * 16,
            name=("유나", "Yuna")[place % 5 == 0],
            kind="said" if place % 7 else "sung",
            body={"text": f"안녕 {place} 👍"[: 8 - place % 2]}
            | ({"n": 1} if place % 11 == 0 else {}),
            salt=token_hex(16),
            sent_at=place if place % 2 else None,
            signature=token_urlsafe(71) if place % 2 else None,
        )
        for place in range(count)
    ]
    entries = list(append(drafts, last=0, chain=START, term=1, at=5))
    for place in range(3, count, 10):
        entries[place] = replace(
            entries[place], body=None, salt=None, spelled=None, withdrawn=place + 2
        )
    entries[4] = replace(entries[4], extra={"colour": "blue"})
    entries[5] = replace(entries[5], digest="f0" * 32)  # not what salt and body give
    for place in range(5, count):
        chain = entries[place - 1].chain
        values = {name: getattr(entries[place], name) for name in CHAINED}
        entries[place] = replace(entries[place], chain=chain_of(chain, **values))
    return entries


def fifth(path: Path, entries: Sequence[Entry]) -> None:
    """A database of version 5 with one room, whose key is 7."""
    _older(path, FIFTH, insert_as_text, entries)


def seventh(path: Path, entries: Sequence[Entry]) -> None:
    """The same of version 7."""
    _older(path, SEVENTH, insert_packed, entries)


def _older(
    path: Path,
    version: str,
    put: Callable[[sqlite3.Connection, int, Sequence[Entry]], None],
    entries: Sequence[Entry],
) -> None:
    old = sqlite3.connect(path)
    old.executescript(version)
    old.execute(
        "INSERT INTO rooms (key, id, role, name, host, host_key, term, last, chain, at, unknown,"
        " created_at, opened_at, running)"
        " VALUES (7, ?, 'host', '', '', '', 1, 0, '', 5, 0, 5, 5, 1)",
        (ROOM,),
    )
    put(old, 7, entries)
    old.commit()
    old.close()


@pytest.mark.parametrize(("made", "least"), [(fifth, 0.75), (seventh, 0.95)])
def test_entries_of_older_versions_come_back_as_they_were(
    tmp_path: Path, made: Callable[[Path, Sequence[Entry]], None], least: float
) -> None:
    entries = long_log(500)
    made(tmp_path / "x.db", entries)
    before = (tmp_path / "x.db").stat().st_size
    store = Store(tmp_path / "x.db")
    assert stored(store, 7) == entries
    assert store.log.numbers(7, [entry.id for entry in entries]) == {
        entry.id: entry.number for entry in entries
    }
    store.close()
    assert schema(tmp_path / "x.db")["version"] == (VERSION,)
    # What became empty is given back.
    assert (tmp_path / "x.db").stat().st_size < before * least


def test_a_log_with_a_gap_keeps_the_chain_that_it_knows(tmp_path: Path) -> None:
    log = long_log(200)
    above = [replace(entry, chain="") for entry in log[150:]]
    fifth(tmp_path / "x.db", [*log[30:100], *above])  # where history begins late
    store = Store(tmp_path / "x.db")
    assert stored(store, 7) == [*log[30:100], *above]
    assert store.log.chain_at(7, 30) is None
    store.close()


@pytest.mark.parametrize("islands", [0, 20])
def test_a_log_that_begins_late_keeps_where_it_begins_before_any_of_it_has_come(
    tmp_path: Path, islands: int
) -> None:
    log = long_log(200)
    fifth(tmp_path / "x.db", [replace(entry, chain="") for entry in log[150 : 150 + islands]])
    old = sqlite3.connect(tmp_path / "x.db")
    old.execute("UPDATE rooms SET last = 100, chain = ?", (log[99].chain,))
    old.commit()
    old.close()
    store = Store(tmp_path / "x.db")
    assert store.log.chain_at(7, 100) == log[99].chain
    assert store.log.chain_at(7, 101) is None
    store.close()


@pytest.mark.parametrize(
    ("made", "step"), [(fifth, "kept_digest"), (seventh, "CreateTable"), (seventh, "text")]
)
def test_a_way_up_that_ends_in_the_middle_changes_nothing(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    made: Callable[[Path, Sequence[Entry]], None],
    step: str,
) -> None:
    entries = long_log(20)
    made(tmp_path / "x.db", entries)
    old = schema(tmp_path / "x.db")

    def failing(*_: object) -> None:
        raise ValueError("the power went out")

    with monkeypatch.context() as patched:
        patched.setattr(migrations, step, failing)
        with pytest.raises(StoreError):
            Store(tmp_path / "x.db")
    assert schema(tmp_path / "x.db") == old
    store = Store(tmp_path / "x.db")
    assert stored(store, 7) == entries
    store.close()
