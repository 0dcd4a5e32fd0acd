"""What the page asks of what this computer keeps."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.server.doors.program import Program
from tests.support.wait import wait_for

Programs = Callable[[str], Program]


def test_a_room_is_saved_where_one_looks_for_it(programs: Programs) -> None:
    program = programs("one")
    home = program.page()
    folder = home.next("home")["me"]["data_folder"]
    room = home.ask("host", name="방 1", admission="open")["room"]
    inside = program.page("/room", room=room)
    assert inside.ask("say", id="a1", text="안녕")["ok"]
    assert home.ask("data_size")["bytes"] > 10_000

    assert home.ask("export_room", room=room, form="xml")["error"]["code"] == "malformed"
    assert home.ask("export_room", room="no", form="html")["error"]["code"] == "unknown_room"
    for form in ("html", "jsonl"):
        seen = len(home.all("exported"))
        assert home.ask("export_room", room=room, form=form)["ok"]
        wait_for(lambda: len(home.all("exported")) > seen, "the file")  # noqa: B023
        told = home.next("exported")
        path = Path(told["path"])
        assert (told["room"], told["form"]) == (room, form)
        assert path.parent == program.desk.downloads()
        assert "안녕" in path.read_text(encoding="utf-8")
        assert home.ask("show_file", path=str(path))["ok"]
        assert ("show_file", path) in program.desk.asked
    assert home.ask("show_file", path=folder)["ok"]
    assert home.ask("show_file", path="/etc")["error"]["code"] == "malformed"


def test_a_file_that_cannot_be_written_is_told(programs: Programs) -> None:
    program = programs("one")
    home = program.page()
    room = home.ask("host", name="방", admission="open")["room"]
    program.desk.downloads().parent.mkdir(parents=True, exist_ok=True)
    program.desk.downloads().write_text("not a folder")
    assert home.ask("export_room", room=room, form="html")["ok"]
    assert home.next("exported")["error"]["code"] == "file_not_written"


def test_a_deleted_room_is_in_no_file_any_more(programs: Programs) -> None:
    program = programs("one")
    home = program.page()
    folder = Path(home.next("home")["me"]["data_folder"])
    room = home.ask("host", name="방", admission="open")["room"]
    inside = program.page("/room", room=room)
    secret = "a text that nobody shall find"
    assert inside.ask("say", id="a1", text=secret)["ok"]

    def found() -> list[str]:
        files = (path for path in folder.iterdir() if path.is_file())
        return [path.name for path in files if secret.encode() in path.read_bytes()]

    assert found()
    assert home.ask("forget", room=room)["ok"]
    wait_for(lambda: not found(), "the text to be gone")
