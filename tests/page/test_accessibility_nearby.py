"""axe-core finds nothing on what finds rooms and people: rooms nearby, codes, being reached."""

from __future__ import annotations

import re
import uuid
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from server.invitation import Invitation
from server.joining.typed import read_typed
from server.nearby.record import Missed
from tests.page.conftest import StartProgram
from tests.page.people import MEDIUM, NARROW, WIDE, open_page
from tests.page.test_accessibility import AXE, Judge, button, words
from tests.page.test_nearby import CARD, mark_at
from tests.server.nearby import ears

__all__ = ["words"]

pytestmark = [
    pytest.mark.nearby,
    pytest.mark.skipif(not AXE.exists(), reason="the page's packages are not installed"),
]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_from_a_room_nearby_to_a_burnt_code(
    start_program: StartProgram,
    words: dict[str, str],
    language: str,
    browser: Browser,
    artefacts: Path,
) -> None:
    judge = Judge(artefacts, language)
    programs = [start_program(name, language, CARD) for name in ("minsu", "jiyoung")]
    minsu = open_page(browser, programs[0].url, MEDIUM, reduced_motion="reduce")
    jiyoung = open_page(browser, programs[1].url, WIDE, reduced_motion="reduce")
    expect(jiyoung.locator("#rooms-nearby")).to_be_visible()
    judge.look(jiyoung, "nearby-nobody")

    minsu.get_by_label(words["home.my_name"]).fill("민수")
    name = f"차 Tea {uuid.uuid4().hex[:6]}"
    minsu.get_by_label(words["host.room_name"]).fill(name)
    minsu.get_by_role("radio", name=words["host.anyone"]).check()
    button(minsu.locator("form"), words["host.go"]).click()
    panel = minsu.get_by_role("dialog")
    link = (panel.get_by_text("sarangbang://join").text_content() or "").strip()
    expect(panel.locator(".nobody")).to_be_visible()
    panel.locator("summary").last.click()
    panel.get_by_label(words["announce.name"], exact=True).check()
    judge.look(minsu, "reach-nobody")
    invitation = read_typed(link)
    assert isinstance(invitation, Invitation)
    missed = ears.text_of(
        Missed(mark_at(invitation.addresses[0].port or 0), "no_answer", True).text()
    )
    with closing(ears.Stranger()) as stranger:
        stranger.send(ears.response("tried", missed, port=1))
    expect(panel.locator(".reach .note.warn")).to_be_visible()
    judge.look(minsu, "reach-failed")

    row = jiyoung.locator("section").filter(has=jiyoung.locator("#rooms-nearby"))
    expect(row.get_by_role("button").filter(has_text=name)).to_have_count(1)
    judge.look(jiyoung, "nearby-found")
    jiyoung.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    judge.look(jiyoung, "nearby-found-narrow")
    jiyoung.get_by_label(words["home.my_name"]).fill("지영")
    row.get_by_role("button").filter(has_text=name).click()
    expect(button(jiyoung, words["join.go"])).to_be_visible()
    judge.look(jiyoung, "nearby-come-in")
    button(jiyoung, words["join.go"]).click()
    expect(jiyoung.get_by_label(words["room.write"])).to_be_enabled()

    button(panel, words["code.show"]).click()
    code = panel.locator(".code").filter(has_text=re.compile(r"\d-")).inner_text()
    judge.look(minsu, "code-shown")
    programs.append(start_program("yuna", language))
    yuna = open_page(browser, programs[2].url, NARROW, reduced_motion="reduce")
    yuna.get_by_label(words["home.my_name"]).fill("유나")
    port = invitation.addresses[0].port
    wrong = code.split("-")[0] + "-00000"
    for tries in range(1, 4):
        yuna.get_by_label(words["join.field"]).first.fill(wrong)
        button(yuna, words["join.next"]).first.click()
        expect(button(yuna, words["join.go"])).to_be_visible()
        if tries == 1:
            judge.look(yuna, "code-come-in")
        button(yuna, words["join.go"]).click()
        yuna.get_by_label(words["code.address"]).fill(f"127.0.0.1:{port}")
        if tries == 1:
            judge.look(yuna, "code-address")
        button(yuna, words["join.go"]).click()
        expect(yuna.get_by_role("alert")).to_be_visible()
        if tries == 1:
            judge.look(yuna, "code-wrong")
            expect(panel.get_by_text("127.0.0.1").last).to_be_visible()
            judge.look(minsu, "code-tried")
        yuna.keyboard.press("Escape")
    judge.look(minsu, "code-burnt")

    minsu.keyboard.press("Escape")
    button(minsu, words["name"]).click()
    button(minsu, words["rooms.stop"]).click()
    button(minsu.get_by_role("dialog"), words["rooms.stop"]).click()
    jiyoung.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    button(jiyoung, words["name"]).click()
    expect(jiyoung.get_by_role("switch", name=words["nearby.tell_me"])).to_be_visible()
    judge.look(jiyoung, "tell-me")
    assert judge.wrong == {}
    for page in (minsu, jiyoung, yuna):
        page.context.close()
