"""A room as a file: every entry as it is stored, and a page that a browser may open anywhere."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from server.export import export_room
from server.export.export import file_name
from server.room.requests import Say
from server.room.state import State, fold
from server.store import Row, Store, entry_of, row_of
from server.wire import entry_bytes
from tests.server.room.people import HOST, ROOM, ask, opened

#: Everything of it runs in a page that does not escape it.
EVIL = [
    "<script>document.title = 'evil'</script>",
    "</p></article><script>document.title = 'evil'</script>",
    "<img src=x onerror=\"document.title='evil'\">",
    "<svg/onload=document.title='evil'>",
    "</style><style>body { display: none }</style>",
    "</title><iframe srcdoc=\"<script>parent.document.title='evil'</script>\">",
    "<meta http-equiv=refresh content='0;url=https://example.com/'>",
    "<a href=\"javascript:document.title='evil'\" autofocus onfocus=document.title='evil'>x</a>",
    "<base href=https://example.com/><link rel=stylesheet href=x.css>",
    "{{constructor.constructor('document.title=1')()}} ${document.title} &lt;b&gt; &#60;i&#62;",
    "\u202e\ud7ff<plaintext>",
]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(tmp_path / "x.db", synchronous="OFF")
    yield made
    made.close()


def fill(store: Store, texts: list[str]) -> tuple[int, list[Row]]:
    """A room with these messages; its key and rows."""
    state, entries = opened()
    for at, text in enumerate(texts):
        taken = ask(state, (HOST, Say(id=f"s{at}", text=text)))
        state, entries = taken.state, [*entries, *taken.entries]
    key = store.rooms.add(ROOM, "host", at=1, details={})
    with store.log.pen(key, store.rooms.take_pen(key)) as pen:
        pen.write(entries, fold(State(room=ROOM), entries), [])
    return key, [row_of(entry) for entry in entries]


def test_every_entry_as_it_is_stored(store: Store, tmp_path: Path) -> None:
    key, rows = fill(store, [*EVIL, "안녕\n하세요", "x" * 10_000])
    path = export_room(store, key, "사랑방", tmp_path / "saved", "jsonl", "ko")
    assert path.name.startswith("사랑방-")
    assert path.suffix == ".jsonl"
    assert path.stat().st_mode & 0o077 == 0
    assert path.read_bytes().splitlines() == [entry_bytes(row) for row in rows]
    said = [json.loads(line) for line in path.read_text().splitlines()][-1]
    assert said["body"]["text"] == "x" * 10_000
    again = export_room(store, key, "사랑방", tmp_path / "saved", "jsonl", "ko")
    assert again != path
    assert len(list(path.parent.iterdir())) == 2


def test_the_page_runs_nothing_and_fetches_nothing(
    store: Store, tmp_path: Path, browser: Browser, artefacts: Path
) -> None:
    key, _ = fill(store, EVIL)
    name = "<img src=x onerror=\"document.title='evil'\">/../방"
    path = export_room(store, key, name, tmp_path / "saved", "html", "ko")
    assert path.parent == tmp_path / "saved"
    page = browser.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(path.as_uri())
    page.wait_for_load_state("networkidle")
    page.screenshot(path=artefacts / "page.png")
    assert page.title() == name
    assert page.locator("article p").all_text_contents() == EVIL
    assert page.locator("script, img, iframe, link, base, svg, a, plaintext").count() == 0
    assert asked == [page.url]
    assert said == []  # nothing had to be refused by the policy, not even the page's own style
    assert page.evaluate("getComputedStyle(document.querySelector('article p')).whiteSpace") == (
        "pre-wrap"
    )
    # Were something to slip through, the policy stands behind it.
    refused = page.evaluate(
        "() => new Promise(done => { addEventListener('securitypolicyviolation',"
        " event => done(event.effectiveDirective)); const made = document.createElement('script');"
        " made.textContent = 'document.title = 1'; document.body.append(made); })"
    )
    assert refused == "script-src-elem"
    page.close()


def test_a_big_room_takes_the_memory_of_a_page(store: Store, tmp_path: Path) -> None:
    key, rows = fill(store, ["말" * 100])
    plain = rows[-1]
    with store.log.pen(key, store.rooms.take_pen(key)) as pen:
        more = [
            entry_of(plain._replace(number=plain.number + at, id=f"m{at}")) for at in range(1, 5001)
        ]
        pen.write(more, State(room=ROOM, last=more[-1].number), [])
    del more
    for form in ("jsonl", "html"):
        tracemalloc.start()
        path = export_room(store, key, "방", tmp_path, form, "en")
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert path.stat().st_size > 1_500_000
        assert peak < 5_000_000


def test_names_that_no_system_minds() -> None:
    assert file_name("../..\\a:b*c?\x00d") == "a b c d"
    assert file_name(" ... ") == "Sarangbang"
    assert file_name("가,나") == "가 나"
    for long in ("방" * 500, "👩‍👩‍👧" * 60):
        assert len(f"{file_name(long)}-2026-01-01-9.jsonl".encode()) <= 255


def test_rooms_of_one_name_do_not_write_into_one_file(store: Store, tmp_path: Path) -> None:
    key, rows = fill(store, ["a"])
    paths = set[Path]()

    def between(after: int) -> None:
        # A second one begins while the first is being written.
        if not paths:
            paths.add(tmp_path)
            paths.add(export_room(other, key, "방", tmp_path, "jsonl", "ko"))

    other = Store(tmp_path / "x.db", synchronous="OFF")
    after = store.log.after

    def slowly(room: int, number: int, limit: int, size: int | None = None) -> list[Row]:
        between(number)
        return after(room, number, limit, size)

    store.log.after = slowly  # type: ignore[method-assign]
    paths.add(export_room(store, key, "방", tmp_path, "jsonl", "ko"))
    other.close()
    assert len(paths - {tmp_path}) == 2
    for path in paths - {tmp_path}:
        assert len(path.read_bytes().splitlines()) == len(rows)
    assert not list(tmp_path.glob("*.part"))
