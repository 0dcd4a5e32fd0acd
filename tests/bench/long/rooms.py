"""The data folders of hosts with long rooms, made once and kept for as long as their maker stays.

Making a million entries takes minutes; what is measured works on copies.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from tests.bench.generator import BUILT
from tests.bench.long_room import make

ROOT = Path(__file__).parents[3]
# What decides about the bytes of a made folder.
MAKERS = ("tests/bench/long_room.py", "server/host/founding.py", "server/store", "server/room")
SAID = "made.json"


@dataclass(frozen=True)
class LongRoom:
    """A host's data folder with one room in it.

    `text_bytes`: what was said, in UTF-8; `first_at`, `last_at`: from when to when (ms).
    """

    folder: Path
    room: str
    entries: int
    text_bytes: int
    first_at: int
    last_at: int

    @property
    def database(self) -> Path:
        """Its one database."""
        (found,) = self.folder.glob("*.db")
        return found

    def ask(self, question: str) -> int:
        """A number out of the database, which a program may have open; 0 for none."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as database:
            row = database.execute(question).fetchone()
        return int(row[0]) if row and row[0] is not None else 0

    def read_up_to(self, number: int) -> None:
        """Let the person have read so far, while no program runs."""
        with closing(sqlite3.connect(self.database)) as database, database:
            database.execute("UPDATE rooms SET read = ?", (number,))

    def copied(self, folder: Path) -> LongRoom:
        """The same in another folder, to be worked with."""
        shutil.copytree(self.folder, folder)
        return replace(self, folder=folder)


def long_room(entries: int) -> LongRoom:
    """A room of so many entries, as it was made; nothing may write to it."""
    kept = BUILT / f"long-{_makers()}-{entries}"
    said = kept / SAID
    if not said.exists():
        shutil.rmtree(kept, ignore_errors=True)
        found = make(kept / "data", entries)
        said.write_text(json.dumps(found) + "\n")  # last: a folder without it is not finished
    told: dict[str, Any] = json.loads(said.read_text())
    return LongRoom(kept / "data", **told)


def _makers() -> str:
    """Another one when what makes the folders is another."""
    digest = sha256()
    for path in _sources():
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _sources() -> Iterator[Path]:
    for name in MAKERS:
        path = ROOT / name
        yield from sorted(path.glob("*.py")) if path.is_dir() else [path]
