"""A message in plain words, for where nothing is laid out: notices of the system.

The page parses Markdown (`assets/src/markup/`); here only the marks that people see are taken
away. What is doubtful stays as it was typed: a mark too many is better than a word too few.
"""

from __future__ import annotations

import re

# What is code is not looked into, so it is put aside behind a sign that no message may hold.
_ASIDE = "\x00"
_FENCE = re.compile(r"^[ ]{0,3}(`{3,}|~{3,})[^`\n]*\n(.*?)\n?^[ ]{0,3}\1[ \t]*$", re.M | re.S)
_CODE = re.compile(r"(?<!`)(`+)(?!`)([^\n]+?)(?<!`)\1(?!`)")
_LINK = re.compile(r"!?\[([^\[\]\n]*)\]\(((?:https?://|mailto:|sarangbang://)[^\s()<>]+)\)")
_ADDRESS = re.compile(r"((?:https?://|mailto:|sarangbang://)[^\s<>]*[^\s<>*_~.,:;!?)])")
# The marks hug their words: 2 * 3 * 4 is a product, and so is 2*3*4; (*_*) is a face.
_WORDS = r"(?=[^\s*_~])([^\n]*?[\w\"'”’)\]!?.…\x00])"
_STRONG = re.compile(rf"(?<![\w*])(\*\*\*|\*\*|\*){_WORDS}\1(?![*A-Za-z0-9])")
_UNDER = re.compile(rf"(?<![\w_])(___|__|_){_WORDS}\1(?![\w])")
_STRUCK = re.compile(rf"(?<!~)(~~){_WORDS}\1(?!~)")
_QUOTE = re.compile(r"^[ ]{0,3}(?:>[ ]?)+(?=[^\W_])", re.M)


def plain(text: str) -> str:
    """`text` without the marks of emphasis, code, links and quotes."""
    kept: list[str] = []

    def aside(words: str) -> str:
        kept.append(words)
        return f"{_ASIDE}{len(kept) - 1}{_ASIDE}"

    words = text.replace(_ASIDE, "")
    words = _FENCE.sub(lambda found: aside(found[2]), words)
    words = _CODE.sub(lambda found: aside(found[2]), words)
    words = _LINK.sub(lambda found: found[1] or aside(found[2]), words)
    # An address stands in one piece between the marks around it.
    words = _ADDRESS.sub(lambda found: aside(found[1]), words)
    words = _QUOTE.sub("", words)
    for mark in (_STRONG, _UNDER, _STRUCK, _STRONG, _UNDER):
        words = mark.sub(_bare, words)
    return re.sub(f"{_ASIDE}(\\d+){_ASIDE}", lambda found: kept[int(found[1])], words)


def _bare(found: re.Match[str]) -> str:
    # Marks with not one letter between them, as in *.* and (*_*), are none.
    return found[2] if re.search(r"[^\W_]", found[2]) else found[0]
