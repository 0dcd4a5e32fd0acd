"""A page written from the classic Flask-SocketIO chat tutorial, served elsewhere.

Two lines are changed: today's Socket.IO client, and the guest door's address in
`io.connect`. It talks with a real host, in a real browser.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.server.doors.tutorial import member
from tests.support.copies import ROOT, Copies, Host

CLIENT = ROOT / "assets/node_modules/socket.io-client/dist/socket.io.min.js"

PAGE = """<!doctype html>
<html><head><meta charset="utf-8"><title>Flask_Chat_App</title></head><body>
<h3>No message yet..</h3>
<div class="message_holder"></div>
<form action="" method="POST">
  <input type="text" class="username" placeholder="User Name"/>
  <input type="text" class="message" placeholder="Messages"/>
  <input type="submit"/>
</form>
<script src="/socket.io.min.js"></script>
<script type="text/javascript">
  var socket = io.connect(ADDRESS);
  var one = function (name) { return document.querySelector(name); };
  var raw = [];
  socket.on('connect', function () {
    socket.emit('my event', { data: 'User Connected' });
    one('form').onsubmit = function (e) {
      e.preventDefault();
      socket.emit('my event', {
        user_name: one('input.username').value,
        message: one('input.message').value
      });
      one('input.message').value = '';
    };
  });
  socket.on('my response', function (msg) {
    raw.push(msg);
    if (typeof msg.user_name !== 'undefined') {
      if (one('h3')) one('h3').remove();
      var line = document.createElement('div');
      line.innerHTML = '<b></b> <span></span>';
      line.querySelector('b').textContent = msg.user_name;
      line.querySelector('span').textContent = msg.message;
      one('div.message_holder').append(line);
    }
  });
</script>
</body></html>"""


class Elsewhere(ThreadingHTTPServer):
    """A web server of somebody else's, with the tutorial's page."""

    address = ""

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, Elsewhere)
        kind, body = "text/html", PAGE.replace("ADDRESS", json.dumps(self.server.address)).encode()
        if self.path == "/socket.io.min.js":
            kind, body = "text/javascript", CLIENT.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Elsewhere]:
    with Elsewhere(("127.0.0.1", 0), Handler) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        yield server
        server.shutdown()
        serving.join(10)


@pytest.fixture
def copies(tmp_path: Path, artefacts: Path) -> Iterator[Copies]:
    started = Copies(tmp_path, artefacts)
    yield started
    started.close()


@pytest.fixture
def host(copies: Copies, elsewhere: Elsewhere) -> Host:
    opened = copies.host("Our room", "--allow-origin", elsewhere.origin, guests=True)
    elsewhere.address = opened.guest
    return opened


@pytest.mark.skipif(not CLIENT.exists(), reason="the page's packages are not installed")
def test_the_tutorial_s_page_chats_with_the_room(
    host: Host, elsewhere: Elsewhere, browser: Browser, artefacts: Path
) -> None:
    def open_page() -> Page:
        page = browser.new_page()
        page.goto(elsewhere.origin)
        page.wait_for_function("raw.some((one) => one.data === 'User Connected')")
        return page

    def say(page: Page, name: str, text: str) -> None:
        page.fill("input.username", name)
        page.fill("input.message", text)
        page.press("input.message", "Enter")

    def lines(page: Page) -> list[str]:
        return page.locator("div.message_holder > div").all_inner_texts()

    async def member_answers() -> list[tuple[str, str]]:
        async with member(host.lan, "영희") as friend:
            await friend.until(lambda: ("민수", "안녕하세요") in friend.said(), "what was said")
            answer = await friend.client.call(
                "say", {"id": "a-member-says-1", "text": "<b>어서 와요</b>"}, namespace="/room"
            )
            assert answer["ok"]
            return friend.said()

    first, second = open_page(), open_page()
    assert first.locator("h3").inner_text() == "No message yet.."
    say(first, "민수", "안녕하세요")
    for page in (first, second):
        page.wait_for_function("document.querySelector('.message_holder').children.length == 1")
        assert lines(page) == ["민수 안녕하세요"]
    first.screenshot(path=artefacts / "tutorial.png")
    _in_thread(member_answers)
    for page in (first, second):
        page.wait_for_function("document.querySelector('.message_holder').children.length == 2")
        assert lines(page)[1] == "영희 <b>어서 와요</b>"
    say(second, "민수", "나도 민수")
    first.wait_for_function("document.querySelector('.message_holder').children.length == 3")
    assert lines(first)[2] == "민수 (2) 나도 민수"
    first.close()
    second.close()


def _in_thread(work: Callable[[], Any]) -> Any:
    """Run a coroutine beside Playwright, which has this thread's loop."""
    told: list[Any] = []
    thread = threading.Thread(target=lambda: told.append(asyncio.run(work())))
    thread.start()
    thread.join(30)
    assert told, "it did not come to an end"
    return told[0]
