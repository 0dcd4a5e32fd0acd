"""Where the page of this copy lives, and what becomes of every wish to go elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from urllib.parse import urlsplit

from desktop.browse import may_be_opened


class Way(Enum):
    """What happens to a navigation."""

    STAY = "stay"
    """It leads to our own page: let it happen."""
    BROWSER = "browser"
    """A link was followed: the person's browser opens it, the window stays."""
    NOWHERE = "nowhere"
    """Neither: nothing happens."""


@dataclass
class Home:
    """The page's own origin; nothing is ours until the server has said where it listens."""

    origin: str | None = None

    def move_in(self, url: str) -> None:
        """From here on, the origin of `url` is ours."""
        self.origin = origin_of(url)

    def owns(self, url: str) -> bool:
        return self.origin is not None and origin_of(url) == self.origin

    def way(self, url: str, *, main_frame: bool, followed: bool) -> Way:
        """Where a navigation to `url` may go.

        `followed`: it came from a link, as far as the engine can tell; Qt also calls it so
        when the page's own script goes somewhere.
        """
        if self.owns(url):
            return Way.STAY if main_frame else Way.NOWHERE
        if url == "about:blank" or (self.origin is None and url.startswith("data:")):
            return Way.STAY  # the empty window before the page
        if followed and may_be_opened(url):
            return Way.BROWSER
        return Way.NOWHERE


def origin_of(url: str) -> str | None:
    """Scheme, host and port of a web address; None for every other kind."""
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username is not None:
        return None
    return f"{parts.scheme}://{parts.hostname}:{port}"
