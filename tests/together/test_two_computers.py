from __future__ import annotations

import os
import re
import shlex
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.support.browser import QUIET, chromium
from tests.support.copies import Copies, Host
from tests.support.wait import wait_for
from tests.together.joined import Joined, link_to
from tests.together.ledger import check_log, read_log, read_outbox, said
from tests.together.network import Network, network
from tests.together.plain import Clients

pytestmark = [
    pytest.mark.network,
    pytest.mark.skipif(
        os.geteuid() != 0 or shutil.which("ip") is None, reason="needs root, and iproute2"
    ),
]

# The cable is out for so long (seconds); afterwards a member is back within a few.
CUT = 15
BACK_WITHIN = 6


@pytest.fixture
def net() -> Iterator[Network]:
    with network() as made:
        yield made


@pytest.fixture
def host(net: Network, copies: Copies) -> Host:
    return copies.host("사랑방", guests=True, before=net.host)


@pytest.fixture
def browser_there(net: Network, playwright: Playwright, tmp_path: Path) -> Iterator[Browser]:
    """A browser on the other computer."""
    program = tmp_path / "chromium-there"
    found = chromium() or playwright.chromium.executable_path
    program.write_text(f'#!/bin/sh\nexec {shlex.join([*net.guest, found])} "$@"\n')
    program.chmod(0o755)
    launched = playwright.chromium.launch(executable_path=program, args=QUIET, headless=True)
    yield launched
    launched.close()


def port_of(url: str) -> str:
    return url.rpartition(":")[2]


def test_the_host_tells_the_address_at_which_it_is_found(net: Network, host: Host) -> None:
    assert f"https://{net.host_address}:{port_of(host.lan)}" in host.said["lan"]
    assert f"http://{net.host_address}:{port_of(host.guest)}" in host.said["guest"]
    assert f"{net.host_address}%3A{port_of(host.lan)}" in host.said["invite"].replace(":", "%3A")


def test_the_cable_is_pulled_out_and_put_in_again(
    net: Network,
    host: Host,
    make_copy: Callable[..., Joined],
    make_clients: Callable[..., Clients],
) -> None:
    member = make_copy("민수", before=net.guest)
    member.join(link_to(host, f"{net.host_address}:{port_of(host.lan)}"))
    beside = make_clients("python", before=net.host).join(host.guest, "Beside the host")
    beside.wait_for_entry(beside.welcome["last"])
    net.cut()
    pulled = time.monotonic()
    try:
        away = [f"written here {number}" for number in range(3)]
        for number, text in enumerate(away):
            member.say(text)
            assert beside.say(f"written there {number}")["ok"]
        time.sleep(max(0, CUT - (time.monotonic() - pulled)))
        assert read_outbox(member.data)
    finally:
        net.restore()
    since = time.monotonic()
    wait_for(lambda: not read_outbox(member.data), "the outbox to be empty")
    assert time.monotonic() - since < BACK_WITHIN
    log = read_log(host.data, member.room)
    check_log(log)
    texts = list(said(log).values())
    assert [text for text in texts if text.startswith("written here")] == away
    assert [text for text in texts if text.startswith("written there")] == [
        f"written there {n}" for n in range(3)
    ]
    wait_for(lambda: read_log(member.data, member.room) == log, "the same log at the member")
    member.wait_for_shown(list(range(1, len(log) + 1)))
    beside.wait_for_entry(len(log))


def come_in(page: Page, url: str, name: str) -> None:
    page.goto(url)
    page.locator("input[name=nickname]").fill(name)
    page.locator("form button[type=submit]").click()
    expect(page.locator("textarea")).to_be_visible(timeout=20_000)


def say(page: Page, text: str) -> None:
    page.locator("textarea").fill(text)
    page.locator("textarea").press("Enter")
    expect(page.get_by_text(text, exact=True)).to_be_visible(timeout=20_000)


def test_a_browser_on_the_other_computer(
    net: Network,
    host: Host,
    browser_there: Browser,
    make_clients: Callable[..., Clients],
    artefacts: Path,
) -> None:
    member = make_clients("python", before=net.host).join(host.lan, "Host's friend")
    context = browser_there.new_context(
        locale="ko-KR", viewport={"width": 360, "height": 640}, has_touch=True
    )
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    url = f"http://{net.host_address}:{port_of(host.guest)}/"
    come_in(page, url, "지수")
    assert page.evaluate("window.isSecureContext") is False
    say(page, "폰에서 안녕")
    number = member.say("어서 와요")["number"]
    expect(page.get_by_text("어서 와요", exact=True)).to_be_visible(timeout=20_000)
    page.screenshot(path=artefacts / "guest.png")
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 360

    page.reload()
    expect(page.locator("textarea")).to_be_visible(timeout=20_000)
    expect(page.get_by_text("폰에서 안녕", exact=True)).to_have_count(1)
    say(page, "다시 왔어요")
    wait_for(lambda: "다시 왔어요" in member.texts, "what was said after the reload")
    log = read_log(host.data, host.said["room"])
    check_log(log)
    mine = {row["author"] for row in log if row["name"] == "지수"}
    assert len(mine) == 1
    kinds = [row["kind"] for row in log if row["author"] in mine]
    assert kinds == ["joined", "said", "said"]
    assert number < log[-1]["number"]
    assert not troubles
    assert re.search(r"^g_[0-9a-f]{32}$", mine.pop())
