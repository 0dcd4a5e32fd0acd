"""Two people who write Markdown, and whoever means none."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.page.conftest import Seat
from tests.page.people import NARROW, Person
from tests.support.wait import wait_for

ALL = """**Bold**, *slanted*, ~~gone~~ and `code`. 안녕하세요, **"사랑방"**은 좋아요.
> So it was said.
- bread
- tea
  - green

1. first
2. second

```python
def greet(name: str) -> str:
    return f"안녕, {name}"  # a greeting
```

name | price
---|--:
tea | 12,000
[the menu](https://example.com/menu)"""

PLAIN = [
    "# no heading",
    "1. 사과",
    "2026. 11. 28. 토요일",
    "- 네",
    ">_<  ^_^  -_-",
    "2*3*4 = 24, snake_case_name, C:\\_old",
    "  two  spaces\n\n\nand three lines",
    "<b>no HTML</b> &amp; <img src=x onerror=alert(1)>",
    "~~~\n안녕",
]


AT_END = """(() => {
  const list = document.querySelector('.scroller');
  return list.scrollHeight - list.scrollTop - list.clientHeight < 2;
})()"""


def newest(person: Person) -> Locator:
    return person.page.locator(".said").last.locator(".text")


def act(person: Person, name: str) -> None:
    """Press an action of the newest message."""
    row = person.page.locator(".said").last
    row.locator(".bubble").hover()
    person.button(name, within=row).click()


def clipboard(page: Page) -> str:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_what_one_marks_the_other_sees_laid_out(together: tuple[Person, Person]) -> None:
    minsu, jiyoung = together
    minsu.say(ALL)
    for person in (minsu, jiyoung):
        text = newest(person)
        expect(text.locator("strong")).to_have_text(["Bold", '"사랑방"'])
        expect(text.locator("em")).to_have_text("slanted")
        expect(text.locator("s")).to_have_text("gone")
        expect(text.locator("p code")).to_have_text("code")
        expect(text.locator("blockquote")).to_have_text("So it was said.")
        expect(text.locator("ul li")).to_have_count(3)
        expect(text.locator("ol li")).to_have_text(["first", "second"])
        expect(text.locator("pre .hl-keyword")).to_have_text(["def", "return"])
        expect(text.locator("td")).to_have_text(["tea", "12,000", "the menu", ""])
        expect(text.get_by_role("link", name="the menu")).to_be_visible()


def test_what_means_no_markdown_looks_exactly_as_typed(together: tuple[Person, Person]) -> None:
    minsu, jiyoung = together
    for text in PLAIN:
        minsu.say(text)
        expect(newest(jiyoung)).to_have_text(re.compile(f"^{re.escape(text)}$"))
        # The list measures a new row before it shows it.
        expect(newest(jiyoung)).to_be_visible()
        assert newest(jiyoung).inner_text() == text
        assert newest(jiyoung).locator("a, strong, em, ul, ol, pre, b, img").count() == 0


def test_the_source_can_be_copied_and_the_code_alone(together: tuple[Person, Person]) -> None:
    minsu, jiyoung = together
    source = "see **this**:\n```\n  a = 1\n\n  b = 2\n```"
    minsu.say(source)
    expect(newest(jiyoung).locator("strong")).to_be_visible()
    # As where a page may not write to the clipboard, which is so for every phone.
    jiyoung.page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(); }")
    act(jiyoung, "Copy text")
    expect(jiyoung.page.get_by_role("button", name="Copied")).to_be_visible()
    assert clipboard(jiyoung.page) == source
    jiyoung.page.evaluate("delete navigator.clipboard.writeText")
    jiyoung.button("Copy code", within=newest(jiyoung)).click()
    wait_for(lambda: clipboard(jiyoung.page) == "  a = 1\n\n  b = 2", "the code to be copied")
    newest(jiyoung).locator("strong").dblclick()
    assert jiyoung.page.evaluate("getSelection().toString()").strip() == "this"
    # What one can do with a message lies over no button in it, however wide it is.
    wide = "; ".join(["a = 1"] * 30)
    minsu.say(f"```\n{wide}\n```")
    expect(newest(jiyoung).locator("pre")).to_contain_text(wide)
    jiyoung.page.locator(".said").last.locator(".bubble").hover()
    jiyoung.button("Copy code", within=newest(jiyoung)).click()
    wait_for(lambda: clipboard(jiyoung.page) == wide, "the wide code to be copied")


def test_a_marked_link_opens_in_the_person_s_browser_and_says_where_it_leads(
    together: tuple[Person, Person],
) -> None:
    minsu, jiyoung = together
    before = jiyoung.program.asked("open_url")
    minsu.say("[https://bank.example](https://evil.example/x) and [tea](https://tea.example/)")
    text = newest(jiyoung)
    expect(text).to_contain_text("https://bank.example (evil.example) and tea")
    text.get_by_role("link", name="tea").click()
    wait_for(
        lambda: jiyoung.program.asked("open_url") == [*before, "https://tea.example/"],
        "the browser to be asked",
    )
    minsu.say("[a](javascript:alert(1)) [b](data:text/html,x) [c](file:///etc/passwd) [d](//x.y)")
    expect(newest(jiyoung)).to_contain_text("(file:///etc/passwd)")
    expect(newest(jiyoung).get_by_role("link")).to_have_count(0)


def test_a_picture_from_elsewhere_is_a_link_and_nothing_is_fetched(
    together: tuple[Person, Person],
) -> None:
    minsu, jiyoung = together
    asked: list[str] = []
    jiyoung.page.on("request", lambda request: asked.append(request.url))
    minsu.say("![a cat](https://pictures.example/cat.png) **x** <img src='https://p.example/'>")
    link = newest(jiyoung).get_by_role("link", name="a cat")
    expect(link).to_have_attribute("href", "https://pictures.example/cat.png")
    expect(newest(jiyoung).locator("img")).to_have_count(0)
    assert not [url for url in asked if "example" in url]


def test_an_invitation_in_a_message_is_looked_at_here(together: tuple[Person, Person]) -> None:
    minsu, jiyoung = together
    minsu.say("come: sarangbang://join?v=1&at=127.0.0.1:1#x")
    newest(jiyoung).get_by_role("link").click()
    field = jiyoung.dialog.get_by_label("Invitation, code or address")
    expect(field).to_have_value("sarangbang://join?v=1&at=127.0.0.1:1#x")


def test_emoji_alone_are_large(together: tuple[Person, Person]) -> None:
    minsu, jiyoung = together
    size = "(text) => parseFloat(getComputedStyle(text.querySelector('span')).fontSize)"
    minsu.say("🎉 👍🏽")
    minsu.sees("🎉 👍🏽")
    jiyoung.sees("🎉 👍🏽")
    assert newest(jiyoung).evaluate(size) > 30
    minsu.say("🎉 yes")
    jiyoung.sees("🎉 yes")
    assert newest(jiyoung).evaluate(size) < 20


def test_a_long_message_is_folded_and_nothing_jumps(together: tuple[Person, Person]) -> None:
    minsu, jiyoung = together
    for number in range(12):
        minsu.say(f"line {number}")
    minsu.say("\n".join(f"**row** {number}" for number in range(90)))
    row = jiyoung.page.locator(".said").last
    show = jiyoung.button("Show all", within=row)
    expect(show).to_be_in_viewport()
    # Whoever moves it before it has come to rest reads further up from then on.
    wait_for(lambda: jiyoung.page.evaluate(AT_END), "the timeline to be at its end")
    show.hover()
    wait_for(lambda: jiyoung.page.evaluate(AT_END), "the timeline to be at its end")
    before = row.bounding_box()
    show.click()
    expect(jiyoung.button("Show less", within=row)).to_be_attached()
    after = row.bounding_box()
    assert before
    assert after
    assert abs(after["y"] - before["y"]) <= 1, "the message moved when it was unfolded"
    assert after["height"] > 3 * before["height"]
    # It stays unfolded while its row is out of sight.
    jiyoung.page.get_by_role("log").hover()
    jiyoung.page.mouse.wheel(0, 20_000)
    less = jiyoung.button("Show less", within=row)
    expect(less).to_be_in_viewport()
    # What one can do with it is within reach, though its head is far above.
    less.hover()
    expect(jiyoung.button("Reply", within=row)).to_be_in_viewport(ratio=1)
    less.click()
    expect(show).to_be_in_viewport()
    expect(row.locator(".text")).to_be_in_viewport()


def test_where_a_text_is_short_the_words_stand_alone(together: tuple[Person, Person]) -> None:
    minsu, jiyoung = together
    minsu.say("**Meet** at `six`, [here](https://example.com)")
    expect(newest(jiyoung).locator("strong")).to_be_visible()
    act(jiyoung, "Reply")
    words = "Meet at six, here"
    expect(jiyoung.page.locator(".bar")).to_contain_text(words)
    jiyoung.say("*yes*")
    expect(newest(minsu).locator("em")).to_be_visible()
    quote = minsu.page.get_by_role("button", name=f"Minsu {words}", exact=True)
    expect(quote).to_be_visible()
    first = minsu.page.locator(".said").filter(has=minsu.page.locator("strong")).first
    first.locator(".bubble").hover()
    minsu.button("Pin", within=first).click()
    minsu.button("Pinned messages").click()
    expect(minsu.dialog.get_by_role("button", name=words)).to_be_visible()
    minsu.page.keyboard.press("Escape")
    minsu.button("Sarangbang").click()
    expect(minsu.page.get_by_role("article").first).to_contain_text("Jiyoung yes")


def test_what_was_found_is_marked_in_the_words(together: tuple[Person, Person]) -> None:
    minsu, jiyoung = together
    minsu.say("the **green teapot** of `Minsu`")
    expect(newest(jiyoung).locator("strong")).to_be_visible()
    jiyoung.page.keyboard.press("Control+f")
    field = jiyoung.page.get_by_label("What was said")
    hit = jiyoung.dialog.get_by_role("button", name="the green teapot of Minsu")

    def found() -> bool:
        # What was said a moment ago is found a moment later.
        field.fill("teapo")
        field.fill("teapot")
        jiyoung.page.wait_for_timeout(300)
        return hit.first.is_visible()

    wait_for(found, "the message to be found")
    expect(hit.first.locator("mark")).to_have_text("teapot")


def test_narrow_and_dark_it_is_all_there(
    together: tuple[Person, Person], seat: Seat, artefacts: Path
) -> None:
    minsu, jiyoung = together
    code = "```js\n" + "x".join(["const a = 1;"] * 20) + "\n```"
    minsu.say(ALL)
    minsu.say(f"{code}\na | b\n-|-\n{'w' * 90} | {'v' * 90}")
    # The list of rooms has only the beginning, in which the code does not end.
    rooms = minsu.page.get_by_role("navigation", name="My rooms")
    expect(rooms.get_by_role("button", name="Reading").first).to_contain_text("Minsu const a = 1;")
    for person, name in ((minsu, "own"), (jiyoung, "others")):
        page = person.page
        expect(newest(person).locator("pre")).to_be_visible()
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=artefacts / f"{name}-{scheme}.png")
        page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
        page.wait_for_timeout(300)
        page.screenshot(path=artefacts / f"{name}-narrow.png")
        wide = page.evaluate("document.querySelector('.scroller').scrollWidth")
        assert wide <= page.evaluate("document.querySelector('.scroller').clientWidth")
        box = newest(person).locator("pre").bounding_box()
        assert box
        assert box["x"] + box["width"] <= NARROW[0]
