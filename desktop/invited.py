"""The invitation and the name that were given to a command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.faults import LinkNotWhole, LinkTooNew, NameUnfit, NotLink
from desktop.refusals import reason_of_refusal

if TYPE_CHECKING:
    from server.invitation import Invitation


def read_link(text: str) -> Invitation:
    """Read the invitation in `text`, which may be a whole message. Raises NotLink."""
    from server.invitation import find_link, parse_link
    from server.room.refusal import Refused

    link = find_link(text)
    try:
        return parse_link(link or text)
    except Refused as error:
        if error.code == "version_too_old":
            raise LinkTooNew from error
        if link is not None:
            raise LinkNotWhole from error
        raise NotLink(text=text if len(text) <= 60 else text[:60] + "…") from error


def fit_name(name: str) -> str:
    """Return `name` as rooms take it. Raises NameUnfit."""
    from server.room.names import clean_name
    from server.room.refusal import Refused

    try:
        return clean_name(name)
    except Refused as error:
        raise NameUnfit(text=name, reason=reason_of_refusal(error)) from error
