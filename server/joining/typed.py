"""What somebody typed or pasted into the one field for joining: a link, a code or an address."""

from __future__ import annotations

import re
from contextlib import suppress

from server.address import Address, bad_address, parse_address, tidy
from server.codes.spelled import Code, find_code, read_code
from server.invitation import Invitation, find_link, parse_link
from server.room.refusal import Refused

#: An invitation message is a few lines; more than this is something else.
LONGEST_TEXT = 16_000

_URL = re.compile(r"https?://\S+", re.IGNORECASE)
_NUMBERS = re.compile(r"(?<![\w.:])\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?(?![\w.:]*\d)")


def read_typed(text: str) -> Invitation | Code | Address:
    """Return the invitation, the spoken code or the address in `text`.

    An invitation link anywhere in it wins. Otherwise the whole is a code (which may
    be the name of a computer, but hardly is), or an address, or a message with one
    in it, of which only what cannot be a word is taken: a code as it is shown, a web
    address, or an IPv4 address. Raises `Refused` bad_link, version_too_old or
    bad_address.
    """
    if len(text) > LONGEST_TEXT:
        raise bad_address()
    text = tidy(text)
    link = find_link(text)
    if link is not None:
        return parse_link(link)
    if "sarangbang:" in text.lower():
        return parse_link(text.strip())  # half a link: say that it is not whole
    code = read_code(text)
    if code is not None:
        return code
    with suppress(Refused):
        return parse_address(text)
    code = find_code(text)
    if code is not None:
        return code
    for pattern in (_NUMBERS, _URL):
        for found in pattern.finditer(text):
            with suppress(Refused):
                return parse_address(found.group())
    raise bad_address()


def as_address(typed: Invitation | Code | Address) -> Address:
    """What was typed where only an address helps; raises `Refused` bad_address."""
    if isinstance(typed, Address):
        return typed
    raise bad_address()
