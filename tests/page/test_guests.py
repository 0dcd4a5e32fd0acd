"""A phone's browser at the guest door, 360 px wide."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.page.people import NARROW, Person, open_page
from tests.support.copies import Copies


def test_a_phone_comes_in_talks_and_comes_back(copies: Copies, browser: Browser) -> None:
    host = copies.host("Our house", guests=True)
    more = {"locale": "en-US", "has_touch": True, "is_mobile": True}
    phone = Person(open_page(browser, host.guest, NARROW, **more))
    other = Person(open_page(browser, host.guest, NARROW, **more))
    expect(phone.page.get_by_text("Not encrypted.")).to_be_visible()
    for person in (phone, other):
        person.page.get_by_label("Your name").fill("Hana")
        person.button("Come in").click()
    expect(phone.field).to_be_enabled()
    expect(phone.page.get_by_text("No messages yet")).to_be_visible()
    other.button("Come in as Hana (2)").click()
    phone.say("Hello from the phone")
    other.sees("Hello from the phone")
    expect(phone.button("Send")).to_be_in_viewport()
    assert phone.page.evaluate("document.documentElement.scrollWidth") == NARROW[0]
    phone.button("Show people").click()
    expect(phone.dialog).to_contain_text("Hana (2)")
    phone.page.keyboard.press("Escape")
    host.kill()
    expect(phone.banner).to_contain_text("Contact with the host's computer was lost at")
    phone.say("Are you there?")
    expect(phone.read("Are you there?")).to_contain_text("Waiting")
    ports = [address.rpartition(":")[2] for address in (host.lan, host.guest)]
    again = copies.host("Our house", "--guests", ports[1], data=host.data, port=int(ports[0]))
    expect(phone.banner).to_be_hidden()
    expect(phone.read("Are you there?")).to_contain_text("Delivered")
    other.sees("Are you there?")
    # The same member after a reload, asked for nothing.
    phone.page.reload()
    phone.sees("Are you there?")
    expect(phone.read("Are you there?")).to_contain_text("Delivered")
    again.stop()
    expect(phone.banner).to_contain_text("The host closed the room at")
    assert phone.faults == other.faults == []
    for person in (phone, other):
        person.page.context.close()


def test_phones_see_markdown_laid_out_and_links_leave_for_a_tab_of_their_own(
    copies: Copies, browser: Browser
) -> None:
    host = copies.host("Our house", guests=True)
    phones = [
        Person(open_page(browser, host.guest, NARROW, locale="en-US", has_touch=True))
        for _ in range(2)
    ]
    for phone, name in zip(phones, ("Hana", "Duri"), strict=True):
        phone.page.get_by_label("Your name").fill(name)
        phone.button("Come in").click()
        expect(phone.field).to_be_enabled()
    phones[0].say("**Bold**, [tea](https://tea.example/)\n```js\nconst a = 1;\n```")
    text = phones[1].page.locator(".said .text")
    expect(text.locator("strong")).to_have_text("Bold")
    expect(text.locator("pre .hl-keyword")).to_have_text("const")
    link = text.get_by_role("link", name="tea")
    expect(link).to_have_attribute("target", "_blank")
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    assert phones[1].page.evaluate("document.documentElement.scrollWidth") == NARROW[0]
    assert phones[0].faults == phones[1].faults == []
    for phone in phones:
        phone.page.context.close()


def test_a_guest_without_an_invitation_is_asked_for_it(copies: Copies, browser: Browser) -> None:
    host = copies.host("Our house", is_open=False, guests=True)
    guest = Person(open_page(browser, host.guest, NARROW, locale="ko-KR"))
    guest.page.get_by_label("내 이름").fill("하나")
    guest.button("들어가기").click()
    field = guest.page.get_by_label("초대장", exact=True)
    field.fill("틀린 초대장")
    guest.button("들어가기").click()
    expect(guest.page.get_by_role("alert")).to_contain_text("더는 쓸 수 없는 초대장이에요")
    field.fill(f"{host.guest}/#room={host.said['room']}&invite={host.said['guest_secret']}")
    guest.button("들어가기").click()
    expect(guest.page.get_by_text("아직 메시지가 없어요")).to_be_visible()
    assert guest.faults == []
    guest.page.context.close()
