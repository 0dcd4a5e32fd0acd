"""A phone at the door of a room: what it is told before, the wait, and the ways out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from server.room import admission as rules
from server.room.requests import Ban, Remove, SetAdmission, SetHistory, Unban
from tests.page.guests import Guest, House, open_guest
from tests.server.doors.test_room_namespace import Member

OpenHouse = Callable[..., House]
Arrive = Callable[..., Guest]


@pytest.fixture
def open_house(tmp_path: Path) -> Iterator[OpenHouse]:
    opened: list[House] = []

    def build(admission: str, **options: Any) -> House:
        opened.append(House(tmp_path / f"house-{len(opened)}", admission, **options))
        return opened[-1]

    yield build
    for house in opened:
        house.stop()


@pytest.fixture
def arrive(browser: Browser, artefacts: Path) -> Iterator[Arrive]:
    """Opens phones; at the end each is kept as a picture, and must have had no fault."""
    guests: list[Guest] = []

    def come(url: str, **more: Any) -> Guest:
        guests.append(open_guest(browser, url, **more))
        return guests[-1]

    yield come
    for at, guest in enumerate(guests):
        guest.page.screenshot(path=artefacts / f"{at}.png")
        guest.page.context.close()
    assert [fault for guest in guests for fault in guest.faults] == []


def test_the_rules_are_told_before_anything_else(open_house: OpenHouse, arrive: Arrive) -> None:
    house = open_house("open")
    guest = arrive(house.url)
    page = guest.page
    expect(page.get_by_text("Anyone on this network may come in.")).to_be_visible()
    expect(page.get_by_text("You can read all that was said before.")).to_be_visible()
    expect(page.get_by_text("Not encrypted.")).to_be_visible()
    expect(guest.button("Come in")).to_be_visible()
    # What the host changes meanwhile is to be seen, and nothing of the room besides.
    house.act(SetHistory, 20)
    house.act(SetAdmission, "ask")
    expect(page.get_by_text("The host is asked before you come in.")).to_be_visible()
    expect(page.get_by_text("the newest 20 messages")).to_be_visible()
    expect(guest.button("Ask to come in")).to_be_visible()
    house.act(SetHistory, 0)
    expect(page.get_by_text("You read what is said from when you come in.")).to_be_visible()
    house.act(SetAdmission, "invited")
    expect(page.get_by_text("Only people with an invitation come in.")).to_be_visible()
    expect(page.get_by_label("Invitation", exact=True)).to_be_visible()
    assert "Our house" not in (page.text_content("body") or "")
    assert page.title() == "Sarangbang"


def test_an_invitation_leads_straight_in(open_house: OpenHouse, arrive: Arrive) -> None:
    house = open_house("ask")
    guest = arrive(house.invitation)
    expect(guest.page.get_by_text("You have an invitation")).to_be_visible()
    guest.come_in("Hana")
    assert house.knocking == []


def test_who_waits_comes_in_at_once_when_somebody_lets_it(
    open_house: OpenHouse, arrive: Arrive
) -> None:
    house = open_house("ask")
    guest = arrive(house.url)
    guest.page.get_by_label("Your name").fill("Hana")
    guest.button("Ask to come in").click()
    expect(guest.title).to_have_text("You asked to come in")
    expect(guest.page.get_by_text("Waiting since")).to_be_visible()
    assert guest.page.title() == "Waiting to come in"
    assert "Our house" not in (guest.page.text_content("body") or "")
    (asked,) = house.knocking
    # It goes on over a reload: it is the same wish, and nothing is typed again.
    guest.page.reload()
    expect(guest.title).to_have_text("You asked to come in")
    expect(guest.page.get_by_text("“Hana” is at the door")).to_be_visible()
    assert [one["knock"] for one in house.knocking] == [asked["knock"]]
    house.answer("Hana")
    expect(guest.field).to_be_enabled(timeout=2000)
    guest.say("Thanks!")
    expect(guest.read("Thanks!")).to_contain_text("Delivered")
    # From now on the same person comes in unasked.
    guest.page.reload()
    guest.sees("Thanks!")
    assert house.knocking == []
    assert [row["name"] for row in house.log if row["kind"] == "joined"] == ["Host", "Hana"]


def test_who_turns_back_waits_no_longer(open_house: OpenHouse, arrive: Arrive) -> None:
    house = open_house("ask")
    guest = arrive(house.url)
    guest.page.get_by_label("Your name").fill("Hana")
    guest.button("Ask to come in").click()
    guest.button("Stop waiting").click()
    expect(guest.button("Ask to come in")).to_be_visible()
    guest.page.reload()
    expect(guest.button("Ask to come in")).to_be_visible()
    expect(guest.page.get_by_label("Your name")).to_have_value("Hana")


def test_who_is_refused_reads_so_and_can_ask_again(open_house: OpenHouse, arrive: Arrive) -> None:
    house = open_house("ask")
    guest = arrive(house.url)
    guest.page.get_by_label("Your name").fill("Hana")
    guest.button("Ask to come in").click()
    house.answer("Hana", "refuse")
    expect(guest.title).to_have_text("You were not let in")
    guest.button("Ask to come in again").click()
    # Under another name it is another wish.
    guest.page.get_by_label("Your name").fill("Hana of next door")
    guest.button("Ask to come in").click()
    house.answer("Hana of next door", "refuse_for_good")
    expect(guest.title).to_have_text("You cannot come into this room any more")
    assert guest.page.get_by_role("button", name="again").count() == 0


def test_a_name_that_was_taken_meanwhile_costs_one_press(
    open_house: OpenHouse, arrive: Arrive
) -> None:
    house = open_house("ask")
    guest = arrive(house.url)
    guest.page.get_by_label("Your name").fill("Hana")
    guest.button("Ask to come in").click()
    expect(guest.title).to_have_text("You asked to come in")
    other = arrive(house.invitation)
    other.come_in("Hana")
    house.answer("Hana")
    guest.button("Come in as Hana (2)").click()
    expect(guest.field).to_be_enabled()
    # Whoever was let in is not asked about once more.
    assert house.knocking == []


def test_who_was_removed_reads_why_and_a_reload_does_not_bring_it_back(
    open_house: OpenHouse, arrive: Arrive
) -> None:
    house = open_house("open")
    guest = arrive(house.url)
    guest.come_in("Hana")
    guest.say("Look at me")
    guest.sees("Look at me")
    house.act(Remove, house.member("Hana"), "too loud")
    expect(guest.banner).to_contain_text("removed")
    expect(guest.field).to_be_disabled()
    # The sentence in the field is read whole, on the smallest phone as well.
    assert guest.field.evaluate("(it) => it.scrollHeight <= it.clientHeight")
    assert guest.field.evaluate("(it) => it.scrollWidth <= it.clientWidth")
    guest.sees("Look at me")
    guest.page.reload()
    expect(guest.title).to_have_text("You were removed from the room")
    expect(guest.page.get_by_text("too loud")).to_be_visible()
    assert house.ask(lambda room: room.others_online()) == 0
    guest.button("Ask to come in again").click()
    guest.button("Ask to come in").click()
    expect(guest.title).to_have_text("You asked to come in")
    house.answer("Hana")
    expect(guest.field).to_be_enabled()
    guest.page.reload()
    expect(guest.field).to_be_enabled()


def test_the_old_invitation_does_not_undo_a_removal(open_house: OpenHouse, arrive: Arrive) -> None:
    house = open_house("ask")
    guest = arrive(house.invitation)
    guest.come_in("Hana")
    house.act(Remove, house.member("Hana"), "")
    guest.button("Ask to come in again").click()
    guest.button("Ask to come in").click()
    expect(guest.title).to_have_text("You asked to come in")


def test_who_was_banned_stays_out_until_it_is_taken_back(
    open_house: OpenHouse, arrive: Arrive
) -> None:
    house = open_house("open")
    guest = arrive(house.url)
    guest.come_in("Hana")
    member = house.member("Hana")
    house.act(Ban, member, "")
    expect(guest.banner).to_be_visible()
    guest.page.reload()
    expect(guest.title).to_have_text("You cannot come into this room any more")
    house.act(Unban, member)
    house.stop()
    house.start()  # the address is barred for as long as the host runs
    guest.page.reload()
    expect(guest.field).to_be_enabled()


def test_who_leaves_can_come_back(open_house: OpenHouse, arrive: Arrive) -> None:
    house = open_house("open")
    guest = arrive(house.url)
    guest.come_in("Hana")
    guest.button("About this room and me").click()
    guest.button("Leave the room").click()
    expect(guest.dialog).to_contain_text("Leave Our house?")
    guest.button("Leave the room").click()
    expect(guest.title).to_have_text("You left the room")
    guest.page.reload()
    expect(guest.title).to_have_text("You left the room")
    guest.button("Come in again").click()
    guest.come_in()
    kinds = [row["kind"] for row in house.log if row["name"] == "Hana"]
    assert kinds == ["joined", "left", "joined"]


def test_a_full_room_lets_in_by_itself(
    open_house: OpenHouse, arrive: Arrive, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = open_house("open")
    monkeypatch.setattr(rules, "MEMBER_LIMIT", 0)
    guest = arrive(house.url)
    guest.page.get_by_label("Your name").fill("Hana")
    guest.button("Come in").click()
    expect(guest.title).to_have_text("The room is full")
    expect(guest.page.get_by_text("Trying again in")).to_be_visible()
    monkeypatch.undo()
    expect(guest.field).to_be_enabled()


def test_too_many_tries_are_counted_down(open_house: OpenHouse, arrive: Arrive) -> None:
    house = open_house("open")
    guest = arrive(house.url)
    guest.page.get_by_label("Your name").fill("Hana")
    for _ in range(100):
        with Member(house.url, "") as member:
            if "too_many_tries" in member.answer:
                break
    guest.button("Come in").click()
    expect(guest.title).to_have_text("A short pause")
    expect(guest.field).to_be_enabled()


def test_a_room_that_is_not_open_is_waited_for(open_house: OpenHouse, arrive: Arrive) -> None:
    house = open_house("open")
    parts = house.app._parts
    assert parts is not None
    other = house.on_hub(lambda: parts.rooms.found("Another room", "Host", "open"))
    guest = arrive(f"{house.url}/#room={other}")
    guest.come_in("Hana")
    house.on_hub(lambda: parts.rooms.stop(other))
    expect(guest.banner).to_contain_text("closed the room")
    guest.page.reload()
    expect(guest.title).to_have_text("The room is not open right now")
    house.on_hub(lambda: parts.rooms.start(other, "open"))
    expect(guest.field).to_be_enabled()
    # A link to a room that there never was is as calm, and leads back.
    lost = arrive(f"{house.url}/#room={'0' * 32}")
    expect(lost.page.get_by_text("The room is not open right now. The page looks")).to_be_visible()
