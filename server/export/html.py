"""A room as one page that opens anywhere, with no script and nothing from outside.

All that people wrote is escaped, and a policy in the page itself refuses what would be anything
but its own style: the file is opened from a disk, where no server's headers protect it.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from html import escape
from typing import Any

from server.store import About, Quote, Row

from .words import WORDS

STYLE = """
:root { color-scheme: light dark; --paper: light-dark(#faf6ec, #191f2c);
  --ink: light-dark(#29231d, #f5eee1); --soft: light-dark(#5c5145, #c6bbaa);
  --line: light-dark(#e0d6c2, #433f45); --celadon: light-dark(#2c6a5b, #97d0bb); }
body { max-width: 70ch; margin: 2rem auto; padding: 0 1rem; color: var(--ink);
  background: var(--paper); font: 1rem/1.6 Pretendard, system-ui, sans-serif;
  overflow-wrap: anywhere; word-break: keep-all; }
h1 { margin: 0; font-size: 1.75rem; line-height: 1.3; }
h2 { margin: 2rem 0 .5rem; border-bottom: 1px solid var(--line); font-size: 1rem; }
.soft, .note, time, small { color: var(--soft); font-size: .875rem; }
.note { margin: .5rem 0; text-align: center; }
article { margin: .75rem 0; }
article p { margin: 0; white-space: pre-wrap; }
blockquote { margin: 0 0 .25rem; padding-left: .75rem; border-left: 2px solid var(--celadon);
  color: var(--soft); font-size: .875rem; white-space: pre-wrap; }
""".strip()

_POLICY = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-"
    + base64.b64encode(hashlib.sha256(f"\n{STYLE}\n".encode()).digest()).decode()
    + "'"
)
QUOTED = 200


class HtmlPage:
    """The lines of one page, in the order of the log."""

    def __init__(self, name: str, language: str) -> None:
        """`name`: the room's. `language`: `ko` or `en`."""
        self._name, self._language = name, language
        self._words = WORDS[language]
        self._day = ""
        self._number = 0

    def head(self) -> str:
        """All before the first entry."""
        name = escape(self._name)
        saved = self._say("saved", at=datetime.now().astimezone().strftime("%Y-%m-%d %H:%M"))
        return f"""<!doctype html>
<html lang="{self._language}">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{name}</title>
<style>
{STYLE}
</style>
<h1 dir="auto">{name}</h1>
<p class="soft">{saved}</p>
"""

    def foot(self) -> str:
        """All after the last entry."""
        return "</html>\n"

    def line(self, row: Row, about: About | None, quotes: Mapping[int, Quote]) -> str:
        """An entry, with the day or the gap that comes before it; nothing for what is not read."""
        gap = bool(self._number) and row.number > self._number + 1
        self._number = row.number
        body = _body(row)
        told = self._said(row, body, about, quotes) if row.kind == "said" else self._note(row, body)
        before = f'<p class="note">{self._say("gap")}</p>\n' if gap else ""
        if not told:
            return before
        day = _when(row.at, "%Y-%m-%d")
        if day != self._day:
            self._day = day
            before += f"<h2>{day}</h2>\n"
        return before + told

    def replied_to(self, row: Row) -> int | None:
        """The number of the message that `row` answers."""
        number = _body(row).get("reply_to") if row.kind == "said" else None
        if not isinstance(number, int) or isinstance(number, bool):
            return None
        # What SQLite cannot count is no entry's number.
        return number if 0 < number < 1 << 62 else None

    def _said(
        self, row: Row, body: dict[str, Any], about: About | None, quotes: Mapping[int, Quote]
    ) -> str:
        quote = quotes.get(self.replied_to(row) or 0)
        parts = [f"<b>{_isolated(row.name)}</b> <time>{_when(row.at, '%H:%M')}</time>"]
        if about is not None and about.edits:
            parts.append(f"<small>{self._say('edited')}</small>")
        if about is not None and about.pinned:
            parts.append(f"<small>{self._say('pinned')}</small>")
        lines = ["<article>", " ".join(parts)]
        if quote is not None:
            said = escape((quote.text or self._words["deleted"])[:QUOTED])
            who = self._say("answers", name=quote.name)
            lines.append(f'<blockquote dir="auto">{who}\n{said}</blockquote>')
        text = about.text if about is not None and about.text is not None else body.get("text")
        if isinstance(text, str):
            lines.append(f'<p dir="auto">{escape(text)}</p>')
        else:
            lines.append(f'<p class="soft">{self._say("deleted")}</p>')
        if about is not None and about.reactions:
            given = (f"{escape(sign)} {len(who)}" for sign, who in about.reactions.items())
            lines.append(f"<small>{' · '.join(given)}</small>")
        return "\n".join([*lines, "</article>", ""])

    def _note(self, row: Row, body: dict[str, Any]) -> str:
        kind, more = row.kind, dict[str, str]()
        if kind == "left":
            reason = body.get("reason")
            kind = reason if reason in {"removed", "banned", "expired"} else "left"
        elif kind in {"renamed", "room_renamed"}:
            more = {"was": str(body.get("was", "")), "now": str(body.get("name", ""))}
        elif kind == "topic_changed":
            more = {"now": str(body.get("topic", ""))}
        elif kind not in {"opened", "joined"}:
            return ""
        return f'<p class="note">{self._say(kind, name=row.name, **more)}</p>\n'

    def _say(self, word: str, **values: str) -> str:
        filled = {name: _isolated(value) for name, value in values.items()}
        return self._words[word].format(**filled)


def _isolated(text: str) -> str:
    """Escaped, and of whatever direction it is without turning what stands around it."""
    return f"<bdi>{escape(text)}</bdi>"


def _body(row: Row) -> dict[str, Any]:
    body = json.loads(row.body) if row.body is not None else {}
    return body if isinstance(body, dict) else {}


def _when(at: int, form: str) -> str:
    try:
        return datetime.fromtimestamp(at / 1000).astimezone().strftime(form)
    except (OverflowError, ValueError, OSError):
        return "?"
