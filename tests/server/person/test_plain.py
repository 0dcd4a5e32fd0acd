"""A message in plain words; examples are those of the page, `assets/src/markup/parser.test.ts`."""

from __future__ import annotations

import time

import pytest

from server.person.plain import plain


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("**a** [b](https://c.example) `d` ![e](https://f.example)", "a b d e"),
        ("**bold** *slanted* ~~gone~~", "bold slanted gone"),
        ("__bold__ _slanted_ ***both***", "bold slanted both"),
        ("**one *in* the other**", "one in the other"),
        ("`a *b*`", "a *b*"),
        ('**"사랑방"**은 **사랑방(舍廊房)**이에요', '"사랑방"은 사랑방(舍廊房)이에요'),
        ("*강조*는", "강조는"),
        ('```py\nprint("<b>")\n```', 'print("<b>")'),
        ("see\n```\n  x * y\n```\nthere", "see\n  x * y\nthere"),
        ("> so\n> it is\nno", "so\nit is\nno"),
        ("**https://a.example/_b_c**", "https://a.example/_b_c"),
        ("![](https://a.example/cat_1_.png)", "https://a.example/cat_1_.png"),
        ("**@Minsu**, *see* https://a.example/x.", "@Minsu, see https://a.example/x."),
    ],
)
def test_marks_are_taken_away(text: str, words: str) -> None:
    assert plain(text) == words


@pytest.mark.parametrize(
    "text",
    [
        *("# heading", "---", "***", "- yes", "2026. 11. 28.", ">_<", ">", "~~~ㅎㅎ\n안녕"),
        *("2*3*4", "2 * 3 * 4", "snake_case_name", "* star", "```", "```js\nnever closed"),
        *("C:\\_old\\*.txt", "<b>bold</b>", "&lt;b&gt; &amp;", "[a]", "[a](b)", "![a](x.png)"),
        *("[a](javascript:alert(1))", "see https://a.example/x_y_z*a*b", "(*_*)", "*.* and *.*"),
        *(
            "^_^ 안녕 ^_^",
            "-_- a -_-",
            "** ** ~~!~~",
            "`",
            "**",
            "____",
            "*",
            "😀",
            "",
            "  a  \n b",
        ),
    ],
)
def test_what_is_no_markdown_stays_as_it_was_typed(text: str) -> None:
    assert plain(text) == text


def test_no_text_takes_long() -> None:
    for part in (
        "*a_",
        "[",
        "![a](",
        "`",
        "> ",
        "**a",
        "~~a",
        "https://",
        "*_",
        "```\n",
        "\x00",
        "a*b* ",
    ):
        began = time.perf_counter()
        plain((part * 800)[:800])
        assert time.perf_counter() - began < 0.2, part
