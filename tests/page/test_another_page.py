"""A page of somebody else's, in the same browser, tries every door of a copy that hosts a room."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.page.guests import House, open_guest
from tests.server.doors.test_other_pages import elsewhere

__all__ = ["elsewhere"]

# Blind requests, as every page may send them: plain fetches, forms, pictures, frames.
TRIES = """async (doors) => {
  const paths = ['/', '/door/hello', '/door/rules', '/door/challenge', '/door/prove',
    '/door/knock', '/door/code/start', '/door/code/finish',
    '/socket.io/?EIO=4&transport=polling'];
  const quiet = (promise) => promise.catch(() => {});
  for (const door of doors) {
    for (const path of paths) {
      for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
        const body = '{"room":"","name":"Mallory","ticket":"x"}';
        const headers = { 'Content-Type': type };
        await quiet(fetch(door + path, { method: 'POST', mode: 'no-cors', body, headers,
          credentials: 'include' }));
      }
      await quiet(fetch(door + path, { mode: 'cors' }));
      const frame = document.createElement('iframe');
      frame.name = 'into';
      document.body.append(frame);
      const form = document.createElement('form');
      Object.assign(form, { method: 'post', action: door + path, target: 'into' });
      document.body.append(form);
      form.submit();
      const picture = new Image();
      picture.src = door + path;
      await new Promise((yes) => { frame.onload = yes; setTimeout(yes, 300); });
      frame.remove();
    }
    const socket = new WebSocket(door.replace('http', 'ws')
      + '/socket.io/?EIO=4&transport=websocket');
    await new Promise((yes) => { socket.onmessage = socket.onerror = yes; });
    if (socket.readyState === WebSocket.OPEN) return `open: ${door}`;
  }
  return 'nothing';
}"""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    opened = House(tmp_path / "house", "ask")
    yield opened
    opened.stop()


def test_no_door_of_a_host_listens_to_another_page(
    house: House, elsewhere: Any, browser: Browser
) -> None:
    # Somebody of this browser is in the room: what it keeps must not serve the other page.
    friend = open_guest(browser, house.invitation)
    friend.come_in("Hana")
    answers: list[tuple[str, int]] = []
    elsewhere.on("response", lambda answer: answers.append((answer.url, answer.status)))
    window = house.app.window_url.partition("/#")[0]
    doors = [window, f"https://127.0.0.1:{house.ports['port']}", house.url]
    before = house.log
    assert elsewhere.evaluate(TRIES, doors) == "nothing"
    for door in doors:
        told = {status for url, status in answers if url.startswith(door)}
        assert told == {403}, (door, told)
    assert house.knocking == []
    assert house.log == before
    assert house.ask(lambda room: room.others_online()) == 1
    friend.page.context.close()
