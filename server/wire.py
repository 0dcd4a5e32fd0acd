"""Between untrusted JSON and what the rules understand.

Whatever comes from the network passes here once, and is of its form afterwards or refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, TypeVar

import msgspec

from server.room.canonical import LARGEST_INTEGER
from server.room.entry import Entry
from server.room.profile import FIELDS, Profile, told_profile
from server.room.refusal import Refused, malformed
from server.room.requests import Amend, Leave, Rename, Say
from server.room.rules import check_form
from server.room.state import ADMISSIONS
from server.store import Row, row_of

PROTOCOL = 1

# One event's entries. A frame of megabytes to a slow reader could not be sent whole by
# simple-websocket on gevent; and a member on a phone waits for the whole frame.
EVENT_BYTES = 128 * 1024
PAGE_BYTES = 64 * 1024
PAGE_ENTRIES = 500

T = TypeVar("T")

_HEX = frozenset("0123456789abcdef")
_encoder = msgspec.json.Encoder()


class Connect(msgspec.Struct):
    """A CONNECT's `auth` (see "Namespace /room" of the contract)."""

    protocol: int
    name: str
    room: str | None = None
    invite: str | None = None
    ticket: str | None = None
    session: str | None = None
    after: int = -1
    chain: str | None = None
    instance: Annotated[str, msgspec.Meta(max_length=64)] | None = None


class Page(msgspec.Struct):
    """A `history` request."""

    before: int | None = None
    after: int | None = None
    limit: int = 100


class Folk(msgspec.Struct):
    """A `members` request."""

    after: str = ""
    limit: int = 200


class _ReceivedEntry(msgspec.Struct):
    number: int
    term: int
    id: str
    at: int
    author: str
    name: str
    kind: str
    body: dict[str, Any] | None = None
    salt: str | None = None
    digest: str | None = None
    sent_at: int | None = None
    signature: str | None = None
    withdrawn: int | None = None


_ENTRY_FIELDS = frozenset(_ReceivedEntry.__struct_fields__)


def read(payload: Any, form: type[T]) -> T:
    """`payload` as a `form`; raises `Refused` malformed."""
    try:
        return msgspec.convert(payload, form, strict=True)
    except (msgspec.ValidationError, UnicodeError) as error:
        raise malformed(str(error)) from error


def read_connect(auth: Any) -> Connect:
    """What somebody at the door says; raises `Refused` malformed or protocol_unsupported."""
    connect = read(auth, Connect)
    if connect.after < -1 or connect.after > LARGEST_INTEGER:
        raise malformed("`after` is no entry's number")
    if connect.protocol != PROTOCOL:
        raise Refused(
            "protocol_unsupported",
            f"This host speaks protocol {PROTOCOL}; one of the two programs needs an update.",
            {"supported": [PROTOCOL]},
        )
    return connect


def read_say(payload: Any) -> Say:
    """A `say` request; raises `Refused` malformed, empty, too_long."""
    say = read(payload, Say)
    check_signed(say)
    if say.reply_to is not None and not 0 <= say.reply_to <= LARGEST_INTEGER:
        # The database would fail at it, and with it the whole batch of other people's messages.
        raise malformed("`reply_to` is no entry's number")
    check_form(say)
    return say


def check_signed(words: Say | Amend) -> None:
    """What an author brings to sign its words; raises `Refused` malformed."""
    if words.salt is not None and not is_hex(words.salt, 32):
        raise malformed("the salt is not 16 bytes in hexadecimal")
    if words.signature is not None and (words.salt is None or words.sent_at is None):
        raise malformed("a signature needs `salt` and `sent_at`")
    if words.signature is not None and len(words.signature) > 200:
        raise malformed("the signature is too long")
    if words.sent_at is not None and not 0 <= words.sent_at <= LARGEST_INTEGER:
        raise malformed("`sent_at` is no time")


def read_rename(payload: Any) -> Rename:
    """A `rename` request; raises `Refused` malformed, name_invalid."""
    rename = read(payload, Rename)
    check_form(rename)
    return rename


def read_leave(payload: Any) -> Leave:
    """A `leave` request; raises `Refused` malformed."""
    leave = Leave(read(payload, dict[str, Any]).get("id", ""))
    if not isinstance(leave.id, str):
        raise malformed("the id is not a string")
    check_form(leave)
    return leave


def read_page(payload: Any) -> Page:
    """A `history` request; raises `Refused` malformed."""
    page = read(payload, Page)
    if (page.before is None) == (page.after is None):
        raise malformed("`history` takes either `before` or `after`")
    if not 1 <= page.limit <= PAGE_ENTRIES:
        raise malformed(f"`limit` is 1 to {PAGE_ENTRIES}")
    number = page.after if page.before is None else page.before
    assert number is not None
    if not 0 <= number <= LARGEST_INTEGER:
        raise malformed("this is no entry's number")
    return page


def read_folk(payload: Any) -> Folk:
    """A `members` request; raises `Refused` malformed."""
    folk = read(payload, Folk)
    if not 1 <= folk.limit <= 200:
        raise malformed("`limit` is 1 to 200")
    return folk


def is_hex(value: str, length: int) -> bool:
    """Whether `value` is `length` lower-case hexadecimal digits."""
    return len(value) == length and _HEX.issuperset(value)


def entry_bytes(row: Row) -> bytes:
    """A stored entry as the wire has it."""
    value: dict[str, Any] = {
        "number": row.number,
        "term": row.term,
        "id": row.id,
        "at": row.at,
        "author": row.author,
        "name": row.name,
        "kind": row.kind,
    }
    if row.body is not None:
        value["body"] = msgspec.Raw(row.body.encode())
        value["salt"] = row.salt
    else:
        value["digest"] = row.digest
    if row.withdrawn is not None:
        value["withdrawn"] = row.withdrawn
    if row.sent_at is not None:
        value["sent_at"] = row.sent_at
    if row.signature is not None:
        value["signature"] = row.signature
    if row.extra is not None:
        value = {**msgspec.json.decode(row.extra), **value}
    return _encoder.encode(value)


def entries_bytes(entries: Iterable[Entry]) -> list[bytes]:
    """New entries as the wire has them, one by one."""
    return [entry_bytes(row_of(entry)) for entry in entries]


def read_entry(value: Any) -> Entry:
    """An entry from a host, of its form, its digest and chain value not yet worked out.

    Unknown kinds and top-level fields are kept as they came. Raises `Refused` malformed.
    """
    got = read(value, _ReceivedEntry)
    sound = (
        1 <= got.number <= LARGEST_INTEGER
        and 1 <= got.term <= LARGEST_INTEGER
        and abs(got.at) <= LARGEST_INTEGER
        and 0 < len(got.id) <= 128
        and len(got.author) <= 128
        and len(got.name) <= 256
        and 0 < len(got.kind) <= 64
        and (got.salt is None or is_hex(got.salt, 32))
        and (got.signature is None or len(got.signature) <= 256)
        and (got.sent_at is None or abs(got.sent_at) <= LARGEST_INTEGER)
        and (got.withdrawn is None or 1 <= got.withdrawn <= LARGEST_INTEGER)
    )
    whole = got.body is not None and got.salt is not None
    emptied = got.body is None and got.digest is not None and is_hex(got.digest, 64)
    if not sound or not (whole or emptied):
        raise malformed("an entry of the host is not of its form")
    assert isinstance(value, Mapping)
    unknown = value.keys() - _ENTRY_FIELDS
    return Entry(
        number=got.number,
        term=got.term,
        id=got.id,
        at=got.at,
        author=got.author,
        name=got.name,
        kind=got.kind,
        body=got.body if whole else None,
        salt=got.salt if whole else None,
        digest="" if whole else (got.digest or ""),
        chain="",
        sent_at=got.sent_at,
        signature=got.signature,
        withdrawn=got.withdrawn,
        extra={key: value[key] for key in value if key in unknown} if unknown else {},
    )


class ReceivedMember(msgspec.Struct):
    """A member as a host tells of them."""

    id: str
    name: str
    online: bool = False
    role: str = "member"
    key: str | None = None
    joined: int = 0
    muted: bool = False
    # Of any form: what cannot be shown counts as left out.
    status: Any = None
    colour: Any = None
    picture: Any = None

    @property
    def profile(self) -> Profile:
        """How they show themselves, as far as it is of its form."""
        return told_profile({name: getattr(self, name) for name in FIELDS})


class _ReceivedRoom(msgspec.Struct):
    id: str
    name: str
    open: bool
    admission: str | None = None
    topic: str = ""
    history: int = -1
    slow_mode: int = 0


class _You(msgspec.Struct):
    id: str
    name: str


class Welcome(msgspec.Struct, rename={"start": "from"}):
    """What a host says first; `start` is its `from`."""

    room: _ReceivedRoom
    you: _You
    first: int
    start: int
    last: int
    chain: str
    members: list[ReceivedMember] = msgspec.field(default_factory=list)
    members_total: int = 0
    state: dict[str, Any] = msgspec.field(default_factory=dict)
    first_chain: str | None = None
    limits: dict[str, Any] = msgspec.field(default_factory=dict)


def read_signal(payload: Any) -> tuple[str, int]:
    """The kind of what a client signals, and the number that goes with it, else 0; a kind that
    nobody knows for what is none."""
    kind, number = (
        (payload.get("kind"), payload.get("number")) if isinstance(payload, dict) else ("", 0)
    )
    if isinstance(number, int) and not isinstance(number, bool) and 0 <= number < 2**53:
        return str(kind), number
    return "" if kind == "read" else str(kind), 0


def read_twice(signal: Mapping[str, Any]) -> dict[str, Any]:
    """What a signal `twice` adds to a room's status: where else one's identity is in use."""
    address = signal.get("address")
    sound = isinstance(address, str) and len(address) <= 64
    return {"twice": address if sound else ""} if signal.get("on") is True else {}


def read_welcome(value: Any) -> Welcome:
    """A host's welcome; raises `Refused` malformed."""
    welcome = read(value, Welcome)
    sound = (
        is_hex(welcome.room.id, 32)
        and len(welcome.room.name) <= 256
        and len(welcome.room.topic) <= 1024
        and welcome.room.admission in (None, *ADMISSIONS)
        and -1 <= welcome.room.history <= LARGEST_INTEGER
        and 0 <= welcome.room.slow_mode <= LARGEST_INTEGER
        and len(welcome.you.name) <= 256
        and 0 < len(welcome.you.id) <= 128
        and welcome.first >= 1
        and 1 <= welcome.start <= welcome.last + 1 <= LARGEST_INTEGER
        and is_hex(welcome.chain, 64)
        and len(welcome.members) <= 1000
        and all(is_sound(member) for member in welcome.members)
    )
    if not sound:
        raise malformed("the host's welcome is not of its form")
    return welcome


def is_sound(member: ReceivedMember) -> bool:
    """Whether a member, as a host tells of them, is within bounds."""
    return (
        0 < len(member.id) <= 128
        and len(member.name) <= 256
        and len(member.role) <= 20
        and len(member.key or "") <= 300
        and 0 <= member.joined <= LARGEST_INTEGER
    )
