"""How a room begins."""

from __future__ import annotations

import secrets
from hashlib import sha256
from typing import Any

from server.clock import now_ms
from server.encoding import to_base64url
from server.identity import Identity
from server.room.entry import Draft, append
from server.room.names import NAME_LIMIT, ROOM_NAME_LIMIT, clean_name
from server.room.state import ALL_HISTORY, OPEN, State, fold
from server.store import RoomRow, Store


def found_room(
    store: Store,
    identity: Identity,
    *,
    name: str,
    my_name: str,
    admission: str,
    details: dict[str, Any] | None = None,
    at: int | None = None,
) -> RoomRow:
    """Make a room: entry 1 says who founded it, entry 2 that the founder is in it. `details` are
    kept beside it on this computer; `two` among them, a member's id, makes it a room for two.
    `at` (ms) is now if left out.

    Blocks. Raises `Refused` name_invalid, StoreError.
    """
    name, my_name = clean_name(name, ROOM_NAME_LIMIT), clean_name(my_name, NAME_LIMIT)
    nonce = secrets.token_bytes(16)
    id = room_id(identity.public_key, nonce)
    key = to_base64url(identity.public_key)
    at = now_ms() if at is None else at
    opened: dict[str, Any] = {"room": id, "name": name, "key": key, "nonce": nonce.hex()}
    opened |= {"open": admission == OPEN, "admission": admission, "history": ALL_HISTORY}
    if details and "two" in details:
        opened["two"] = details["two"]
    joined = {"first": 1, "door": "window", "key": key}
    drafts = [
        Draft(new_id(), identity.member, my_name, kind, body, secrets.token_hex(16))
        for kind, body in (("opened", opened), ("joined", joined))
    ]
    state = State(room=id)
    entries = append(drafts, last=0, chain=state.chain, term=1, at=at)
    state = fold(state, entries)
    row = store.rooms.add(id, "host", at=at, details=details or {})
    with store.log.pen(row, store.rooms.take_pen(row)) as pen:
        pen.write(entries, state, state.members.values())
    found = store.rooms.get(id)
    assert found is not None
    return found


def room_id(public_key: bytes, nonce: bytes) -> str:
    """The id of the room that `public_key` (DER) founds with `nonce`."""
    return sha256(b"sarangbang room 1\n" + public_key + nonce).hexdigest()[:32]


def new_id() -> str:
    """An id for an entry that no member asked for."""
    return secrets.token_hex(16)
