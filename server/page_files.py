"""Where the page's files lie.

They lie beside the packages in all three forms of the program: in the source tree,
in an installed copy (build_hook.py puts them there) and in the bundle (build.spec).
"""

from __future__ import annotations

from pathlib import Path


class PageMissing(Exception):
    """The page has not been built; `make run` or `python3 scripts/setup.py` builds it."""


def assets() -> Path:
    """The folder `assets`, beside the packages `server` and `desktop`."""
    return Path(__file__).resolve().parent.parent / "assets"


def built_page() -> Path:
    """The folder that holds the built page and its `manifest.json`.

    PageMissing, with a sentence for a person, when it has not been built.
    """
    folder = assets() / "built"
    if not (folder / "manifest.json").is_file():
        raise PageMissing(
            f"The page has not been built into {folder}. Run `make run`, or "
            "`python3 scripts/setup.py`, once."
        )
    return folder


def icons() -> Path:
    """The folder with the program's icons."""
    return assets() / "icons"
