"""How a member shows itself: a line about itself, the colour of its name, a picture of a few
characters. All of it is its own word, like the name; the key alone tells who somebody is.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any
from unicodedata import category, normalize

from .emoji import EMOJI_LIMIT, is_one_emoji
from .names import clean_name
from .refusal import Refused, malformed

STATUS_LIMIT = 100
# An emoji, or letters of one's own; a letter may carry marks.
PICTURE_LIMIT, LETTERS = EMOJI_LIMIT, 2
# The page's inks for names.
COLOURS = 12

FIELDS = ("status", "colour", "picture")


@dataclass(frozen=True, slots=True)
class Profile:
    """What a member has chosen; "" and None for what follows from its name and key."""

    status: str = ""
    colour: int | None = None
    picture: str = ""

    @property
    def chosen(self) -> dict[str, Any]:
        """What of it was chosen, as an entry's body and the list of members have it."""
        told = {"status": self.status, "colour": self.colour, "picture": self.picture}
        return {name: value for name, value in told.items() if value not in ("", None)}

    @property
    def looks(self) -> dict[str, Any]:
        """The same without words: what stands in place of a picture."""
        return replace(self, status="").chosen

    def takes_back(self, before: Profile) -> bool:
        """Whether it says nothing that `before` does not say already: that is no speaking."""
        return self.chosen.items() <= before.chosen.items()


NONE = Profile()


def clean_profile(status: str | None, colour: int | None, picture: str | None) -> Profile:
    """The profile that is asked for, without spaces around it; raises `Refused` status_invalid,
    picture_invalid, malformed."""
    if colour is not None and not 0 <= colour < COLOURS:
        raise malformed(f"`colour` is 0 to {COLOURS - 1}")
    return Profile(_clean_status(status or ""), colour, _clean_picture(picture or ""))


def told_profile(told: Mapping[str, Any]) -> Profile:
    """The profile in what a host tells of a member, or an entry states; what is not of its form
    counts as not chosen, for the host may be of any kind."""
    status, colour, picture = (told.get(name) for name in FIELDS)
    profile = NONE
    if isinstance(status, str):
        with suppress(Refused):
            profile = Profile(status=_clean_status(status))
    if isinstance(colour, int) and not isinstance(colour, bool) and 0 <= colour < COLOURS:
        profile = Profile(profile.status, colour)
    if isinstance(picture, str):
        with suppress(Refused):
            profile = Profile(profile.status, profile.colour, _clean_picture(picture))
    return profile


def changed_profile(before: Profile, now: Profile) -> dict[str, Any]:
    """The body of the entry that says so; raises `Refused` no_change."""
    if now == before:
        raise Refused("no_change", "It is so already.")
    return now.chosen


def _clean_status(status: str) -> str:
    if not status.strip():
        return ""
    try:
        return clean_name(status, STATUS_LIMIT)
    except Refused as refusal:
        raise Refused(
            "status_invalid",
            f"What one says about oneself is one line of 1 to {STATUS_LIMIT} characters that can"
            " be shown.",
        ) from refusal


def _clean_picture(picture: str) -> str:
    picture = picture.strip()
    if not picture or is_one_emoji(picture):
        return picture
    with suppress(Refused):
        if 0 < _letters_in(clean_name(picture, PICTURE_LIMIT)) <= LETTERS:
            return picture
    raise Refused("picture_invalid", "A picture is an emoji, or one or two letters.")


def _letters_in(text: str) -> int:
    """How many letters, digits and signs of writing it is; 0 where there is anything else in it.
    Marks belong to the letter before."""
    kinds = [category(one) for one in normalize("NFC", text)]
    if not all(kind[0] in "LNPM" or kind in ("Sc", "Sm") for kind in kinds):
        return 0
    return sum(kind[0] != "M" for kind in kinds)
