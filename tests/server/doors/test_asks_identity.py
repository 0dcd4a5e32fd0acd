"""What the page asks about who this computer is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.server.doors.program import Program

Programs = Callable[[str], Program]
PHRASE = "seven maple lanterns"


def test_an_identity_moves_to_another_computer(programs: Programs) -> None:
    old, new = programs("old"), programs("new")
    me = old.page().next("home")["me"]
    assert old.page().ask("export_identity", passphrase="short")["error"]["code"] == (
        "passphrase_short"
    )
    exported = old.page().ask("export_identity", passphrase=PHRASE)
    assert Path(exported["path"]).read_text(encoding="utf-8") == exported["text"]
    assert Path(exported["path"]).parent == old.desk.downloads()

    home = new.page()
    asked = {"text": exported["text"], "passphrase": PHRASE}
    wrong = home.ask("open_identity", text=exported["text"], passphrase=PHRASE + "s")
    assert wrong["error"]["code"] == "passphrase_wrong"
    opened = home.ask("open_identity", **asked)
    assert opened["check_number"] == me["check_number"]
    assert (opened["same"], opened["hosted"]) == (False, [])
    kept = home.ask("import_identity", **asked)["kept"]
    assert Path(kept).exists()
    # Until the next start nothing changes.
    assert home.next("home")["me"]["member"] != me["member"]
    assert home.ask("host", name="방", admission="open")["ok"]
    new.stop()
    assert programs("new").page().next("home")["me"]["member"] == me["member"]


def test_rooms_that_are_hosted_here_are_asked_about_and_stay_closed(programs: Programs) -> None:
    old, new = programs("old"), programs("new")
    text = old.page().ask("export_identity", passphrase=PHRASE)["text"]
    asked = {"text": text, "passphrase": PHRASE}
    home = new.page()
    room = home.ask("host", name="우리 방", admission="open")["room"]
    assert home.ask("open_identity", **asked)["hosted"] == ["우리 방"]
    refused = home.ask("import_identity", **asked)["error"]
    assert (refused["code"], refused["rooms"]) == ("hosts_rooms", ["우리 방"])
    assert home.ask("import_identity", confirmed=True, **asked)["ok"]
    new.stop()
    home = programs("new").page()
    assert home.ask("start", room=room)["error"]["code"] == "other_identity"
    # What was said in it can still be read.
    assert programs("new").page("/room", room=room, after=-1).next("welcome")["last"] == 2


def test_one_s_own_identity_is_not_brought_here_again(programs: Programs) -> None:
    home = programs("one").page()
    text = home.ask("export_identity", passphrase=PHRASE)["text"]
    assert home.ask("open_identity", text=text, passphrase=PHRASE)["same"]
    refused = home.ask("import_identity", text=text, passphrase=PHRASE)["error"]
    assert refused["code"] == "same_identity"


def test_where_nothing_can_be_saved_the_text_is_there_to_copy(programs: Programs) -> None:
    program = programs("one")
    program.desk.downloads().write_text("a file where the folder should be")
    exported = program.page().ask("export_identity", passphrase=PHRASE)
    assert exported["path"] is None
    assert "BEGIN SARANGBANG IDENTITY" in exported["text"]
