"""Spoken codes as the host's page shows them."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from server.address import Address
from server.codes.spelled import Code, read_code
from server.identity import Identity
from server.link.code import Shower, try_code
from server.room.refusal import Refused
from tests.server.doors.program import Page, Program
from tests.support.wait import wait_for

Programs = Callable[[str], Program]


class Hosted:
    """A room for invited people only, and its host's page."""

    def __init__(self, home: Page) -> None:
        self.home = home
        self.room = home.ask("host", name="방", admission="invited")["room"]
        self.address = Address("127.0.0.1", home.ask("invite", room=self.room)["port"])

    def show(self, form: str = "en") -> Code:
        told = self.home.ask("show_code", room=self.room, form=form)
        assert told["ok"], told
        code = read_code(told["code"])
        assert code is not None
        return code

    def attempt(self, guest: Identity, code: Code) -> Shower:
        return asyncio.run(try_code(guest, [[self.address]], code))

    def guess_wrong(self, guest: Identity, code: Code) -> str:
        wrong = Code(code.number, "acorn-acorn" if code.secret != "acorn-acorn" else "acorn-echo")
        with pytest.raises(Refused) as refusal:
            self.attempt(guest, wrong)
        return refusal.value.code

    @property
    def told(self) -> dict[str, Any]:
        answer = self.home.ask("code", room=self.room)
        assert answer.pop("ok")
        return answer


@pytest.fixture
def hosted(programs: Programs) -> Hosted:
    return Hosted(programs("one").page())


@pytest.fixture
def guest(tmp_path: Path) -> Identity:
    return Identity.load_or_create(tmp_path / "guest")


@pytest.mark.parametrize("form", ["en", "ko", "digits"])
def test_a_code_is_shown_with_the_time_it_is_good(hosted: Hosted, form: str) -> None:
    assert hosted.told == {"room": hosted.room, "code": None, "ended": None, "wrong": []}
    code = hosted.show(form)
    told = hosted.told
    assert (told["code"], told["form"], told["ended"]) == (str(code), form, None)
    assert 590_000 < told["left_ms"] <= 600_000
    assert hosted.home.next("code")["code"] == str(code), "other pages are told as well"
    assert hosted.home.ask("hide_code", room=hosted.room)["ok"]
    assert hosted.told["code"] is None
    assert hosted.home.all("code")[-1]["code"] is None


def test_the_host_is_told_of_wrong_guesses_and_where_they_came_from(
    hosted: Hosted, guest: Identity
) -> None:
    code = hosted.show()
    assert hosted.guess_wrong(guest, code) == "code_wrong"
    assert hosted.told["wrong"] == ["127.0.0.1"]
    assert hosted.told["code"] == str(code)
    assert hosted.guess_wrong(guest, code) == "code_wrong"
    assert hosted.guess_wrong(guest, code) == "code_burnt"
    told = hosted.told
    assert (told["code"], told["ended"], told["by"]) == (None, "burnt", None)
    assert told["wrong"] == ["127.0.0.1"] * 3
    wait_for(lambda: hosted.home.all("code")[-1]["ended"] == "burnt", "the page to be told")


def test_a_code_that_was_used_is_gone(hosted: Hosted, guest: Identity) -> None:
    code = hosted.show("ko")
    assert hosted.attempt(guest, code).room == hosted.room
    told = hosted.told
    assert (told["code"], told["ended"], told["by"]) == (None, "used", None)
    assert hosted.show("ko") != code
    assert hosted.told["ended"] is None


def test_a_room_that_is_closed_shows_no_code(hosted: Hosted, guest: Identity) -> None:
    code = hosted.show()
    assert hosted.home.ask("stop", room=hosted.room)["ok"]
    assert hosted.home.ask("code", room=hosted.room)["error"]["code"] == "unknown_room"
    assert hosted.home.ask("start", room=hosted.room)["ok"]
    assert hosted.told["code"] is None
    with pytest.raises(Refused) as refusal:
        hosted.attempt(guest, code)
    assert refusal.value.code == "unknown_code"


@pytest.mark.parametrize(
    ("asked", "payload", "code"),
    [
        ("show_code", {"form": "en"}, "malformed"),
        ("show_code", {"room": "0" * 32, "form": "en"}, "unknown_room"),
        ("show_code", {"room": None, "form": "en"}, "malformed"),
        ("code", {"room": "0" * 32}, "unknown_room"),
    ],
)
def test_what_cannot_be_done_is_said(
    programs: Programs, asked: str, payload: dict[str, Any], code: str
) -> None:
    assert programs("one").page().ask(asked, **payload)["error"]["code"] == code


def test_a_form_that_there_is_not(hosted: Hosted) -> None:
    asked = hosted.home.ask("show_code", room=hosted.room, form="fr")
    assert asked["error"]["code"] == "malformed"


def test_who_came_in_by_a_code_stands_in_the_log_and_once_removed_needs_another(
    programs: Programs,
) -> None:
    one, two = programs("one"), programs("two")
    hosted, friend = Hosted(one.page()), two.page()
    me = hosted.home.next("home")["me"]["member"]
    code = hosted.show()

    def come_by(code: Code) -> dict[str, Any]:
        probe = friend.ask("probe", text=str(code))
        assert (probe["kind"], probe["code"]) == ("code", str(code))
        asked = {"probe": probe["probe"], "name": "Yuna", "address": str(hosted.address)}
        return friend.ask("join", **asked)

    def state() -> str:
        cards = [card for cards in friend.all("rooms")[-1:] for card in cards]
        told = [card["state"] for card in cards if card["id"] == hosted.room]
        return str(told[0].get("code", told[0]["kind"])) if told else ""

    assert come_by(code) == {"ok": True, "room": hosted.room}
    wait_for(lambda: hosted.told["by"] == "Yuna", "the host to be told who it was")
    room = one.page("/room", room=hosted.room, after=-1)
    entries = wait_for(lambda: _joined(room, "Yuna"), "her coming in to be told")
    joined = entries[0]
    assert (joined["body"]["way"], joined["body"]["by"]) == ("code", me)
    assert room.ask("remove", id=str(uuid.uuid4()), member=joined["author"])["ok"]
    wait_for(lambda: state() == "removed", "Yuna to be out")
    friend.ask("come_in", room=hosted.room)
    wait_for(lambda: state() == "invite_needed", "the used code to be worth nothing")
    again = hosted.show("digits")
    asked = friend.ask("come_in", room=hosted.room, invite=f"{again}")
    assert asked["ok"], asked
    wait_for(lambda: state() == "connected", "Yuna to be in again, by another code")


def _joined(room: Page, name: str) -> list[dict[str, Any]]:
    told = [entry for batch in room.all("entries") for entry in batch]
    return [entry for entry in told if entry["kind"] == "joined" and entry["name"] == name]
