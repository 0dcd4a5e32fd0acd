"""How text is taken apart for searching: the same for what is looked for and what is found.

Words of alphabets are found by their beginnings. Hangul, Kana and Han are found anywhere inside,
from two characters on: a run counts as its overlapping pairs (학교에서 as 학교, 교에, 에서), since
SQLite's own `trigram` finds nothing for two syllables.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

# A longer word is found by its first letters, which is what a person types.
LONGEST_WORD = 32
# A query of more would be no query.
MOST_TERMS = 16

# Jamo, Kana, compatibility jamo, Han, more jamo, Hangul, compatibility Han, rarer Han.
_PAIRED = (
    "\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u4dbf\u4e00-\u9fff"
    "\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff"
)
_RUN = re.compile(f"([{_PAIRED}]+)|([^\\W_{_PAIRED}]+)")

# What may bear an accent: neither ASCII nor a whole syllable of Hangul.
_MARKED = re.compile("[^\x00-\x7f\uac00-\ud7a3]")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text: of an alphabet (`paired` false: a word), or of Hangul, Kana, Han."""

    text: str
    paired: bool


def folded(text: str) -> str:
    """`text` without differences that nobody searches by: case, width, accents."""
    return _MARKED.sub(_plain, unicodedata.normalize("NFKC", text).casefold())


def _plain(found: re.Match[str]) -> str:
    character = found[0]
    parts = unicodedata.normalize("NFKD", character)
    kept = "".join(one for one in parts if unicodedata.category(one) != "Mn")
    # What would fall into jamo or the like stays whole.
    return kept if len(kept) == 1 else character


def runs(text: str) -> Iterator[Run]:
    """The stretches of `text`, which is folded."""
    for found in _RUN.finditer(text):
        if found[1]:
            yield Run(found[1], True)
        else:
            yield Run(found[2][:LONGEST_WORD], False)


def indexed(text: str) -> str:
    """What stands in the index for `text`: its words and pairs, each once, between spaces."""
    tokens: list[str] = []
    for paired, word in _RUN.findall(folded(text)):
        if paired:
            # The last character alone as well: no pair begins with it.
            tokens += [*_pairs(paired), paired[-1]]
        else:
            tokens.append(word[:LONGEST_WORD])
    return " ".join(dict.fromkeys(tokens))


def _pairs(text: str) -> list[str]:
    return [text[place : place + 2] for place in range(len(text) - 1)]


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody looks for. `match` is for FTS5; it finds all that fits and a little more
    (pairs that do not follow each other), which `fits` sorts out."""

    match: str
    wanted: tuple[Run, ...]

    @property
    def is_one_letter(self) -> bool:
        """Whether it is a single letter or syllable, which much of what is said has."""
        return len(self.wanted) == 1 and len(self.wanted[0].text) == 1

    def fits(self, text: str) -> bool:
        """Whether `text`, as it was said, is what is looked for."""
        return all(_has(folded(text), run) for run in self.wanted)

    def places(self, text: str) -> list[tuple[int, int]]:
        """Where in `text` to mark what was found: (start, end), as far as folding keeps lengths."""
        plain = folded(text)
        if len(plain) != len(text):
            return []
        found = [place.span() for run in self.wanted for place in re.finditer(_pattern(run), plain)]
        return sorted(set(found))


def query_of(text: str) -> Query | None:
    """The query that was typed; None where there is nothing to look for in it."""
    wanted = tuple(dict.fromkeys(runs(folded(text))))[:MOST_TERMS]
    if not wanted:
        return None
    terms = [term for run in wanted for term in _terms(run)]
    return Query(" AND ".join(dict.fromkeys(terms)), wanted)


def _terms(run: Run) -> list[str]:
    # In quotation marks nothing is an operator; no run holds one.
    if run.paired and len(run.text) > 1:
        return [f'"{pair}"' for pair in _pairs(run.text)]
    return [f'"{run.text}"*']


def _has(text: str, run: Run) -> bool:
    return re.search(_pattern(run), text) is not None


def _pattern(run: Run) -> str:
    word = re.escape(run.text)
    # A word begins where no letter or digit of an alphabet stands before it.
    return word if run.paired else f"(?<![^\\W_{_PAIRED}]){word}"
