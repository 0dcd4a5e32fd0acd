"""A database of the first version, as it was, walked up to today's."""

from __future__ import annotations

import sqlite3
from hashlib import sha256
from pathlib import Path

from server.room.entry import Draft, append
from server.room.profile import NONE, Profile
from server.room.state import State, fold
from server.store import Invitation, Store
from server.store.tables import VERSION

# What version 1 made. Never to be changed: people's databases were made by it.
FIRST = Path(__file__).with_name("version_1.sql").read_text()
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


def test_the_first_schema_walks_up_to_todays(tmp_path: Path) -> None:
    old = sqlite3.connect(tmp_path / "old.db")
    old.executescript(FIRST)
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


def test_opening_again_changes_nothing(tmp_path: Path) -> None:
    Store(tmp_path / "x.db").close()
    before = schema(tmp_path / "x.db")
    Store(tmp_path / "x.db").close()
    assert schema(tmp_path / "x.db") == before


def test_an_index_of_an_older_version_is_filled_again(tmp_path: Path) -> None:
    store = Store(tmp_path / "x.db")
    key = store.rooms.add(ROOM, "host", at=1, details={})
    store.close()
    old = sqlite3.connect(tmp_path / "x.db")
    old.execute(f"CREATE VIRTUAL TABLE search_{key} USING fts5(words, content='', detail=none)")
    old.execute(f"INSERT INTO search_{key}(rowid, words) VALUES (1, 'x')")
    old.execute("INSERT INTO indexes VALUES (?, 1)", (key,))
    for column in ("status", "colour", "picture"):
        old.execute(f"ALTER TABLE members DROP COLUMN {column}")
    old.execute("PRAGMA user_version = 3")
    old.commit()
    old.close()
    store = Store(tmp_path / "x.db")
    assert store.search.indexed(key) == 0
    store.close()
    left = schema(tmp_path / "x.db")
    assert not [name for name in left if name.startswith("search_")]
