"""Who is meant by a message: `"mentions"` in the body of `said` and `amended`.

Each mention says a member's id and the name that stands for it in the text, so that nobody is
called without it being seen, and that it is still found when the member is called otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .refusal import Refused, malformed

# In the place of a member's id: everybody. Only the host and moderators may say it.
ALL = "all"
MENTIONS = 20
_NAME_LIMIT, _ID_LIMIT = 40, 64


@dataclass(frozen=True, slots=True)
class Mention:
    """`member`, an id or ALL, is meant where the text says "@" and `name`."""

    member: str
    name: str


def check_mentions(text: str, mentions: Sequence[Mention]) -> None:
    """Raises `Refused` malformed: too many, somebody twice, or one that is not in the text."""
    if len(mentions) > MENTIONS:
        raise malformed(f"a message mentions at most {MENTIONS} members")
    if len({mention.member for mention in mentions}) < len(mentions):
        raise malformed("somebody is mentioned twice")
    for mention in mentions:
        if not 0 < len(mention.name) <= _NAME_LIMIT or not 0 < len(mention.member) <= _ID_LIMIT:
            raise malformed("this is no mention")
        if f"@{mention.name}" not in text:
            raise malformed("a mention does not stand in the text")


def mentions_body(mentions: Sequence[Mention]) -> dict[str, Any]:
    """What a body says of `mentions`; nothing for none."""
    if not mentions:
        return {}
    return {"mentions": [{"member": one.member, "name": one.name} for one in mentions]}


def mentions_of(body: Mapping[str, Any] | None) -> list[Mention]:
    """Who is mentioned in a body from any log; what is not of its form is passed over."""
    told = (body or {}).get("mentions")
    found: dict[str, Mention] = {}
    for one in told[:MENTIONS] if isinstance(told, list) else ():
        if not isinstance(one, dict):
            continue
        member, name = one.get("member"), one.get("name")
        if isinstance(member, str) and isinstance(name, str):
            found.setdefault(member, Mention(member, name))
    try:
        check_mentions(str((body or {}).get("text")), list(found.values()))
    except Refused:
        return []
    return list(found.values())


def mentions_me(body: Mapping[str, Any] | None, me: str) -> bool:
    """Whether the body of an entry of somebody else means member `me`."""
    return any(one.member in (me, ALL) for one in mentions_of(body))
