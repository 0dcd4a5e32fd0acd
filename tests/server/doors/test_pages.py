"""The page as it is served, and as a browser shows it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser

from server.doors.origins import Access
from server.doors.pages import BuiltPage, Look, read_manifest
from tests.server.doors.door import Door, open_door
from tests.server.doors.wire import request
from tests.support.copies import ROOT

# A page of the kind that the build makes: its script says on the page what it could do.
SCRIPT = """
const said = [];
document.addEventListener('securitypolicyviolation', (event) => {
  said.push(event.effectiveDirective);
  document.body.dataset.blocked = said.join(' ');
});
const policy = trustedTypes.createPolicy('svelte-trusted-html', { createHTML: (html) => html });
document.querySelector('#app').innerHTML = policy.createHTML('<h1>Here</h1>');
const socket = new WebSocket(`ws://${location.host}/socket.io/?EIO=4&transport=websocket`);
socket.onmessage = () => { document.body.dataset.socket = 'open'; };
const attempts = {
  eval: () => (0, eval)('document.body.dataset.eval = 1'),
  markup: () => { document.body.innerHTML = '<i>x</i>'; },
  policy: () => trustedTypes.createPolicy('another', { createHTML: (html) => html }),
};
for (const [name, attempt] of Object.entries(attempts)) {
  try { attempt(); said.push('did-' + name); } catch { said.push('no-' + name); }
}
const inline = document.createElement('script');
try { inline.textContent = 'document.body.dataset.inline = 1'; document.body.append(inline); }
catch { said.push('no-inline'); }
new Image().src = 'http://127.0.0.2:' + location.port + '/x.png';
fetch('http://127.0.0.2:' + location.port + '/').catch(() => said.push('no-fetch')).finally(() => {
  document.body.dataset.blocked = said.join(' ');
  document.body.dataset.done = 'yes';
});
"""


@pytest.fixture
def built(tmp_path: Path) -> Path:
    (tmp_path / "fonts").mkdir()
    (tmp_path / "main-DcotNWgp.js").write_text(SCRIPT)
    (tmp_path / "main-B7I_8liV.css").write_text("h1 { color: rgb(1, 2, 3); }")
    (tmp_path / "fonts/x-AAAA_-99.woff2").write_bytes(b"wOF2")
    (tmp_path / "plain.txt").write_text("plain")
    (tmp_path / ".hidden").write_text("hidden")
    manifest = {
        "src/main.ts": {
            "file": "main-DcotNWgp.js",
            "src": "src/main.ts",
            "isEntry": True,
            "css": ["main-B7I_8liV.css"],
        },
        "style.css": {"file": "main-B7I_8liV.css", "src": "style.css"},
    }
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    return tmp_path


@pytest.fixture
def guest(built: Path) -> Iterator[Door]:
    with open_door(built=built, hosts=("127.0.0.1", "127.0.0.2")) as door:
        yield door


def page_of(door: Door, **headers: str) -> str:
    answer = request(door.url, "GET", "/", {k.replace("_", "-"): v for k, v in headers.items()})
    assert answer.status == 200
    assert answer.getheader("Content-Type") == "text/html; charset=utf-8"
    html: str = answer.data.decode()  # type: ignore[attr-defined]
    return html


def test_the_page_names_its_script_and_sheet_once(guest: Door) -> None:
    html = page_of(guest)
    assert re.findall(r'src="(/assets/[^"]+)"', html) == ["/assets/main-DcotNWgp.js"]
    assert re.findall(r'href="(/assets/[^"]+)"', html) == ["/assets/main-B7I_8liV.css"]


def test_each_answer_has_a_nonce_of_its_own(guest: Door) -> None:
    seen = set()
    for _ in range(5):
        answer = request(guest.url)
        nonces = re.findall(r'nonce="([^"]+)"', answer.data.decode())  # type: ignore[attr-defined]
        assert len(nonces) >= 3
        assert len(set(nonces)) == 1
        assert f"'nonce-{nonces[0]}'" in (answer.getheader("Content-Security-Policy") or "")
        seen.add(nonces[0])
    assert len(seen) == 5


def test_a_guest_s_page_names_no_room_and_takes_the_browser_s_language(guest: Door) -> None:
    korean = page_of(guest, Accept_Language="ko-KR,ko;q=0.9,en;q=0.8")
    assert '<html lang="ko" data-theme="system" data-mode="guest">' in korean
    assert "<title>사랑방</title>" in korean
    english = page_of(guest, Accept_Language="de")
    assert '<html lang="en"' in english
    assert "<title>Sarangbang</title>" in english
    assert "data-room" not in korean + english


def test_the_window_s_page_has_the_chosen_language_and_theme(built: Path) -> None:
    with open_door(
        access=Access.window(), mode="window", look=Look("ko", "dark", "130"), built=built
    ) as door:
        html = page_of(door, Accept_Language="en")
    assert '<html lang="ko" data-theme="dark" data-mode="window" data-text="130">' in html


def test_a_page_that_was_not_built_says_so(tmp_path: Path) -> None:
    with open_door(built=tmp_path / "nothing") as door:
        assert "The page has not been built yet" in page_of(door)
        assert request(door.url, "GET", "/assets/x.js").status == 404


@pytest.mark.parametrize(
    ("path", "kind", "cache"),
    [
        ("main-DcotNWgp.js", "text/javascript; charset=utf-8", "immutable"),
        ("main-B7I_8liV.css", "text/css; charset=utf-8", "immutable"),
        ("fonts/x-AAAA_-99.woff2", "font/woff2", "immutable"),
        ("plain.txt", "text/plain", "no-cache"),
    ],
)
def test_files_have_their_type_and_time(guest: Door, path: str, kind: str, cache: str) -> None:
    answer = request(guest.url, "GET", f"/assets/{path}")
    assert answer.status == 200
    assert answer.getheader("Content-Type") == kind
    assert cache in (answer.getheader("Cache-Control") or "")
    assert answer.getheader("X-Content-Type-Options") == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "none.js",
        "",
        "fonts",
        "manifest.json",
        ".hidden",
        "../pages.py",
        "..%2f..%2fetc/passwd",
        "%2e%2e/x",
        "/etc/passwd",
        "fonts/../.hidden",
        "x%00.js",
    ],
)
def test_nothing_else_is_served(guest: Door, path: str) -> None:
    assert request(guest.url, "GET", f"/assets/{path}").status in (404, 308)


def test_a_damaged_manifest_counts_as_none(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("{")
    assert read_manifest(tmp_path) == BuiltPage()


def test_a_browser_runs_the_page_and_nothing_else(guest: Door, browser: Browser) -> None:
    page = browser.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(guest.url)
    page.wait_for_selector("body[data-done][data-socket=open]", timeout=20_000)
    assert page.locator("h1").evaluate("one => getComputedStyle(one).color") == "rgb(1, 2, 3)"
    said = (page.locator("body").get_attribute("data-blocked") or "").split()
    assert {"no-eval", "no-markup", "no-policy", "no-fetch"} <= set(said)
    assert not [one for one in said if one.startswith("did-")]
    assert page.locator("body[data-inline], body[data-eval]").count() == 0
    assert faults == []
    page.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_first_frame_has_content_in_the_room_s_colours(
    browser: Browser, theme: Literal["light", "dark"], built: Path, artefacts: Path
) -> None:
    sheet = (ROOT / "assets/src/tokens.css").read_text(encoding="utf-8")
    paper = re.search(r"--paper: light-dark\(#(\w{6}), #(\w{6})\)", sheet)
    assert paper
    shown = tuple(bytes.fromhex(paper[1 if theme == "light" else 2]))
    (built / "main-DcotNWgp.js").unlink()  # the page before its script has come
    with open_door(built=built, look=Look("ko", "system")) as door:
        page = browser.new_page(color_scheme=theme, viewport={"width": 1000, "height": 640})
        page.goto(door.url)
        assert page.locator(".first-name").is_visible()
        colour = page.locator("html").evaluate("one => getComputedStyle(one).backgroundColor")
        assert colour == f"rgb{shown}"
        page.screenshot(path=artefacts / f"first-{theme}.png")
        page.close()


@pytest.mark.parametrize("path", ["//", "/%2f", "///", "//?a=b", "/assets//", "/%00"])
def test_an_odd_path_is_nothing_and_no_fault(path: str, caplog: pytest.LogCaptureFixture) -> None:
    with open_door() as door:
        assert request(door.url, "GET", path).status in (400, 404)
    assert "Traceback" not in caplog.text
