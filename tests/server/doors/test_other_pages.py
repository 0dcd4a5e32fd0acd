"""Pages of elsewhere, in a real browser, try to reach the doors."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright

from server.doors.origins import Access
from server.identity import Identity
from tests.server.doors.door import Door, open_door
from tests.support import browser as browsers

TRIES = """
async (door) => {
  const told = {};
  const url = door + '/socket.io/?EIO=4&transport=polling';
  const attempt = async (name, what) => {
    try { told[name] = await what(); } catch (error) { told[name] = 'failed'; }
  };
  const within = (promise) => Promise.race(
    [promise, new Promise((_, no) => setTimeout(() => no(new Error('late')), 4000))]);
  await attempt('fetch', async () => (await within(fetch(url))).status);
  await attempt('post', async () =>
    (await within(fetch(url, { method: 'POST', body: '40', mode: 'no-cors' }))).type);
  await attempt('preflighted', async () =>
    (await within(fetch(url, { method: 'POST', body: '{}',
      headers: { 'Content-Type': 'application/json' } }))).status);
  await attempt('page', async () => (await (await within(fetch(door + '/'))).text()).length);
  await attempt('websocket', () => within(new Promise((yes, no) => {
    const socket = new WebSocket(
      door.replace('http', 'ws') + '/socket.io/?EIO=4&transport=websocket');
    socket.onmessage = () => yes('open');
    socket.onerror = () => no(new Error('closed'));
  })));
  const embed = (tag, address) => within(new Promise((yes, no) => {
    const one = document.createElement(tag);
    one.onload = () => yes('loaded');
    one.onerror = () => no(new Error('not loaded'));
    one.src = address;
    document.body.append(one);
  }));
  await attempt('img', () => embed('img', url));
  await attempt('script', () => embed('script', url + '&j=0'));
  const frame = document.createElement('iframe');
  frame.src = door + '/';
  document.body.append(frame);
  await new Promise((yes) => { frame.onload = yes; setTimeout(yes, 4000); });
  return told;
}
"""


class Elsewhere(BaseHTTPRequestHandler):
    """A web server of somebody else's, with an empty page."""

    def do_GET(self) -> None:
        body = b"<!doctype html><meta charset=utf-8><title>elsewhere</title><body>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def elsewhere(browser: Browser) -> Iterator[Page]:
    """A page on another port of this computer."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        # The lan door's certificate is its own; that no browser trusts it is not its defence.
        page = browser.new_page(ignore_https_errors=True)
        page.goto(f"http://127.0.0.1:{server.server_port}/")
        yield page
        page.close()
        server.shutdown()
        serving.join(10)


def ever_opened(door: Door) -> int:
    """How many sessions Engine.IO ever opened here."""
    return int(door.server.eio.sequence_number)


@pytest.fixture(params=["window", "lan", "guest"])
def door(request: pytest.FixtureRequest, identity: Identity) -> Iterator[Door]:
    """Each of the three doors, as a copy opens it."""
    access = Access.window() if request.param == "window" else Access.network()
    with open_door(access=access, identity=identity if request.param == "lan" else None) as opened:
        yield opened


def test_another_page_reaches_nothing(elsewhere: Page, door: Door) -> None:
    told = elsewhere.evaluate(TRIES, door.url)
    # An opaque answer is all that a blind POST gets: the door refused it all the same.
    assert told.pop("post") in ("opaque", "failed")
    assert set(told.values()) == {"failed"}, told
    assert ever_opened(door) == 0
    inside = [frame for frame in elsewhere.frames if frame.url.startswith(door.url)]
    assert not any("data-mode" in frame.content() for frame in inside)


@pytest.mark.parametrize("type", ["application/x-www-form-urlencoded", "text/plain"])
@pytest.mark.parametrize("path", ["/socket.io/?EIO=4&transport=polling", "/"])
def test_a_form_of_another_page_does_nothing(
    elsewhere: Page, door: Door, path: str, type: str
) -> None:
    elsewhere.evaluate(
        """([address, type]) => {
          const form = document.createElement('form');
          form.method = 'post';
          form.enctype = type;
          form.action = address;
          const field = document.createElement('input');
          [field.name, field.value] = ['{"name":"', '"}'];
          form.append(field);
          document.body.append(form);
          form.submit();
        }""",
        [door.url + path, type],
    )
    elsewhere.wait_for_url(f"{door.url}/**")
    assert "may not" in elsewhere.content()
    assert ever_opened(door) == 0


def test_a_page_without_an_origin_of_its_own_is_refused(elsewhere: Page, door: Door) -> None:
    # A sandboxed frame sends "Origin: null", which anybody can.
    told = elsewhere.evaluate(
        """(door) => new Promise((yes) => {
          window.onmessage = (event) => yes(event.data);
          const frame = document.createElement('iframe');
          frame.sandbox = 'allow-scripts';
          frame.srcdoc = `<script>
            const socket = new WebSocket(
              '${door.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket');
            socket.onmessage = () => parent.postMessage('open', '*');
            socket.onerror = () => parent.postMessage('closed', '*');
          </` + `script>`;
          document.body.append(frame);
        })""",
        door.url,
    )
    assert told == "closed"
    assert ever_opened(door) == 0


def test_a_rebound_name_is_refused_in_a_real_browser(playwright: Playwright, door: Door) -> None:
    # What a rebound name looks like to the browser: the same origin, at this computer. So it may
    # ask anything and read the answers.
    launched = browsers.launch(playwright, ["--host-resolver-rules=MAP rebound.example 127.0.0.1"])
    page = launched.new_page(ignore_https_errors=True)
    rebound = door.url.replace("127.0.0.1", "rebound.example")
    answer = page.goto(f"{rebound}/")
    assert answer is not None
    assert answer.status == 403
    for ask in ("GET", "POST"):
        path = "/socket.io/?EIO=4&transport=polling"
        asked = "([path, method]) => fetch(path, { method }).then((answer) => answer.status)"
        assert page.evaluate(asked, [path, ask]) == 403
    socket = """(address) => new Promise((yes) => {
      const socket = new WebSocket(address);
      socket.onmessage = () => yes('open');
      socket.onerror = () => yes('closed');
    })"""
    address = rebound.replace("http", "ws", 1) + "/socket.io/?EIO=4&transport=websocket"
    assert page.evaluate(socket, address) == "closed"
    assert ever_opened(door) == 0
    launched.close()


def test_an_invited_page_talks_by_polling_and_websocket(elsewhere: Page) -> None:
    origin = elsewhere.url.rstrip("/")
    with open_door(access=Access.network(allow_origins=[origin])) as door:
        told = elsewhere.evaluate(TRIES, door.url)
        assert told["fetch"] == 200
        assert told["websocket"] == "open"
        assert told["preflighted"] == 400, "let through to Engine.IO, which wants a session"
        assert told["page"] == "failed", "but the rest is not its business"
        assert told["img"] == told["script"] == "failed"
        assert ever_opened(door) == 2


def test_after_the_end_nobody_listens(elsewhere: Page) -> None:
    with open_door(access=Access.window()) as door:
        url = door.url
    told = elsewhere.evaluate(TRIES, url)
    assert set(told.values()) == {"failed"}
