"""Invitations with limits: made, listed, taken back, and who came by them."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, Locator, expect

from tests.page.conftest import Seat, StartProgram
from tests.page.people import NARROW, Person, open_page
from tests.server.doors.program import Page as Line
from tests.support.copies import Copies


def open_ways(host: Person) -> None:
    """The part of the panel Invite that stands under "More ways"."""
    host.button("Invite").click()
    host.dialog.get_by_text("More ways", exact=True).click()
    expect(host.button("Make an invitation", host.dialog)).to_be_visible()


def item(host: Person, title: str) -> Locator:
    return host.dialog.get_by_role("listitem").filter(has_text=title)


def link_of(host: Person) -> str:
    """The link of the invitation that was just made, at the loopback interface."""
    text = host.dialog.locator(".made .link").inner_text()
    port = re.search(r"at=[^&#]*(?::|%3A)(\d+)", text)
    assert port, text
    return re.sub(r"(&at=[^&#]+)+", f"&at=127.0.0.1:{port[1]}", text.strip())


def test_one_for_one_person_is_made_used_and_another_taken_back(
    start_program: StartProgram, seat: Seat
) -> None:
    host = seat(start_program("minsu"), "Minsu")
    friend = seat(start_program("jiyoung"), "Jiyoung")
    late = seat(start_program("hana"), "Hana")
    host.host("Our house", invited=True)
    open_ways(host)
    host.dialog.get_by_label("Note for yourself").fill("For Jiyoung")
    host.button("Make an invitation", host.dialog).click()
    expect(host.dialog.locator(".made")).to_contain_text("The invitation is ready")
    expect(host.dialog.locator(".made")).to_contain_text("1 use left")
    first = link_of(host)
    host.dialog.locator(".made").get_by_role("button", name="QR code").click()
    expect(host.dialog.locator(".made img")).to_be_visible()
    expect(item(host, "For Jiyoung")).to_contain_text("Nobody has come by it yet.")
    friend.join(first)
    expect(item(host, "For Jiyoung")).to_contain_text("Jiyoung came by it.")
    expect(item(host, "For Jiyoung")).to_contain_text("Used up")
    # It was for one.
    late.look_for(first)
    late.button("Come in").click()
    expect(late.page.get_by_text("This invitation is not valid any more.")).to_be_visible()
    # One that is taken back lets in nobody either, and it is asked once more before.
    host.button("Make another", host.dialog).click()
    host.dialog.get_by_label("5 people").check()
    host.dialog.get_by_label("1 hour").check()
    host.button("Make an invitation", host.dialog).click()
    five = item(host, "For 5 people")
    expect(five).to_contain_text("5 uses left")
    five.get_by_role("button", name="Take back").click()
    expect(five).to_contain_text("Whoever is in the room stays.")
    five.get_by_role("button", name="Take back", exact=True).click()
    expect(five).to_contain_text("Taken back")
    host.page.keyboard.press("Escape")
    # And the card of who came says how.
    host.page.locator("aside.people").get_by_role("button", name="Jiyoung").click()
    expect(host.dialog).to_contain_text("By your invitation")
    # Others are not told.
    friend.page.locator("aside.people").get_by_role("button", name="Jiyoung").click()
    expect(friend.dialog).to_contain_text("Member · you")
    expect(friend.dialog).not_to_contain_text("How they came in")


def beside(host: Person, link: str) -> Line:
    """Another connection of the host's own program to the room of `link`."""
    url, _, secret = host.program.url.partition("/#secret=")
    room = re.search(r"room=([0-9a-f]+)", link)
    assert room
    line = Line(url, "/room", secret=secret, room=room[1])
    line.next("welcome")
    return line


def id_of(line: Line, name: str) -> str:
    (found,) = [one["id"] for one in line.ask("members")["members"] if one["name"] == name]
    return str(found)


def test_a_moderator_elsewhere_invites_and_the_host_sees_by_whom(
    start_program: StartProgram, seat: Seat, artefacts: Path
) -> None:
    host = seat(start_program("minsu"), "Minsu")
    friend = seat(start_program("jiyoung"), "Jiyoung")
    other = seat(start_program("hana"), "Hana", NARROW)
    link, _ = host.host("Our house", invited=True)
    friend.join(link)
    expect(friend.button("Invite")).to_have_count(0)
    line = beside(host, link)
    assert line.ask("set_role", id="r", member=id_of(line, "Jiyoung"), role="moderator")["ok"]
    friend.button("Invite").click()
    expect(friend.dialog).to_contain_text("You may invite people into “Our house”.")
    friend.button("Make an invitation", friend.dialog).click()
    made = link_of(friend)
    # What is copied is a whole message, with the link in it.
    friend.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    friend.dialog.locator(".made").get_by_role("button", name="Copy invitation").click()
    expect(friend.dialog.locator(".made")).to_contain_text("Copied")
    copied = friend.page.evaluate("navigator.clipboard.readText()")
    assert "paste this whole message" in copied
    assert made.partition("#")[2] in copied
    friend.page.screenshot(path=artefacts / "moderator.png")
    other.join(made)
    expect(item(friend, "For 1 person")).to_contain_text("Hana came by it.")
    open_ways(host)
    expect(item(host, "For 1 person")).to_contain_text("Hana came by it, invited by Jiyoung.")
    host.page.keyboard.press("Escape")
    host.page.locator("aside.people").get_by_role("button", name="Hana").click()
    expect(host.dialog).to_contain_text("By Jiyoung’s invitation")
    host.page.keyboard.press("Escape")
    # Who is no moderator any more cannot invite.
    assert line.ask("set_role", id="s", member=id_of(line, "Jiyoung"), role="member")["ok"]
    friend.page.keyboard.press("Escape")
    expect(friend.button("Invite")).to_have_count(0)
    line.close()


def test_a_ban_says_that_the_invitation_is_a_new_one(
    start_program: StartProgram, seat: Seat
) -> None:
    host = seat(start_program("minsu"), "Minsu")
    friend = seat(start_program("jiyoung"), "Jiyoung")
    link, _ = host.host("Our house", invited=True)
    friend.join(link)
    host.button("Invite").click()
    expect(host.dialog).to_contain_text("Only people with the invitation may come in")
    line = beside(host, link)
    assert line.ask("ban", id="b", member=id_of(line, "Jiyoung"))["ok"]
    # The panel that is open says so by itself.
    expect(host.dialog).to_contain_text("Jiyoung was put out for good")
    host.dialog.get_by_text("More ways", exact=True).click()
    shown = host.dialog.get_by_text("sarangbang://join").first.text_content() or ""
    assert shown.partition("#")[2] != link.partition("#")[2]
    expect(item(host, "The lasting invitation").last).to_contain_text("Taken back")
    line.close()


def test_in_korean_in_the_dark_it_fits_a_phone(
    start_program: StartProgram, browser: Browser, artefacts: Path
) -> None:
    program = start_program("minsu", language="ko")
    page = open_page(browser, program.url, NARROW, color_scheme="dark", locale="ko-KR")
    page.get_by_label("내 이름", exact=True).fill("민수")
    page.get_by_label("방 이름").fill("우리 집")
    page.locator("form").get_by_role("button", name="방 열기").click()
    panel = page.get_by_role("dialog")
    panel.locator("details > summary").last.click()
    make = panel.get_by_role("button", name="초대장 만들기")
    make.scroll_into_view_if_needed()
    page.screenshot(path=artefacts / "form.png")
    make.click()
    made = panel.locator(".made")
    expect(made).to_contain_text("초대장을 만들었어요")
    made.get_by_role("button", name="QR 코드").click()
    expect(made.locator("img")).to_be_visible()
    made.scroll_into_view_if_needed()
    page.screenshot(path=artefacts / "made.png")
    back = panel.get_by_role("button", name="거두기: 1명이 쓰는 초대장")
    back.click()
    panel.get_by_role("alertdialog").scroll_into_view_if_needed()
    page.screenshot(path=artefacts / "list.png")
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW[0]
    wide = panel.evaluate("(element) => element.scrollWidth - element.clientWidth")
    assert wide <= 0
    page.context.close()


def test_a_browser_hands_whoever_has_the_program_over_to_it(
    copies: Copies, browser: Browser, artefacts: Path
) -> None:
    host = copies.host("Our house", guests=True)
    guest = Person(
        open_page(browser, f"{host.guest}/#room={host.said['room']}", (800, 600), locale="en-US")
    )
    link = guest.page.get_by_role("link", name="Open in Sarangbang")
    told = link.get_attribute("href") or ""
    assert told.startswith(f"sarangbang://join?v=1&room={host.said['room']}&key=")
    assert told.endswith("%3A" + host.lan.rpartition(":")[2])
    guest.page.screenshot(path=artefacts / "guest.png")
    assert guest.faults == []
    guest.page.context.close()


def test_a_browser_s_invitation_is_not_the_program_s(copies: Copies, browser: Browser) -> None:
    host = copies.host("Our house", is_open=False, guests=True)
    invite = f"invite={host.said['guest_secret']}"
    address = f"{host.guest}/#room={host.said['room']}&{invite}"
    page = open_page(browser, address, (800, 600), locale="en-US")
    guest = Person(page)
    expect(page.get_by_text("This invitation is for the browser.")).to_be_visible()
    expect(page.get_by_role("link", name="Open in Sarangbang")).to_have_count(0)
    assert host.said["guest_secret"] not in page.content()
    assert guest.faults == []
    page.context.close()
