"""Writes a room into one new file, a page of its log at a time: the memory of one page is all that
a room of a million entries takes."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from server.files import unused
from server.store import Row, Store
from server.wire import entry_bytes

from .html import HtmlPage

FORMS = ("jsonl", "html")
PAGE = 500
#: Bytes of the room's name that its file is called by: a file's name has 255 at most.
NAME = 150


def export_room(store: Store, key: int, name: str, folder: Path, form: str, language: str) -> Path:
    """Write room `key`, called `name`, into a new file of `folder`, readable by its owner only.

    `jsonl`: each entry as it is stored, one a line, as members get it. `html`: a page to read,
    in `language`, that needs nothing but itself. Blocks. Raises OSError, StoreError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    # Its own, also where a room of the same name is being written.
    beside = folder / f"{file_name(name)}-{secrets.token_hex(4)}.part"
    try:
        with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            if form == "html":
                _write_page(file, store, key, HtmlPage(name, language))
            else:
                for rows in pages(lambda after: store.log.after(key, after, PAGE)):
                    file.writelines(entry_bytes(row) + b"\n" for row in rows)
            file.flush()
            os.fsync(file.fileno())
        path = unused(folder, file_name(name), f".{form}")
        os.replace(beside, path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    return path


def _write_page(file: IO[bytes], store: Store, key: int, page: HtmlPage) -> None:
    file.write(page.head().encode())
    for rows in pages(lambda after: store.log.after(key, after, PAGE)):
        abouts, _ = store.remarks.about(key, rows[0].number, rows[-1].number)
        replies = {number for row in rows if (number := page.replied_to(row)) is not None}
        quotes = {quote.number: quote for quote in store.remarks.quotes(key, replies)}
        known = {about.number: about for about in abouts}
        for row in rows:
            # A lone surrogate in a text has no spelling in a file.
            file.write(page.line(row, known.get(row.number), quotes).encode("utf-8", "replace"))
    file.write(page.foot().encode())


def pages(read: Callable[[int], list[Row]]) -> Iterator[list[Row]]:
    """The log from its beginning, page by page."""
    after = 0
    while rows := read(after):
        yield rows
        after = rows[-1].number


def file_name(room: str) -> str:
    """The room's name without what some system does not take in the name of a file."""
    # A comma parts two files where Windows is asked to show one.
    kept = re.sub(r'[\x00-\x1f\x7f<>:"/\\|?*,]+', " ", room)
    kept = kept.encode(errors="ignore")[:NAME].decode(errors="ignore")
    return " ".join(kept.split()).strip(". ") or "Sarangbang"
