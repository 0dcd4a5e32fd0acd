"""Another user of this computer tries a running copy: its folder, its ports, its process."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Playwright, expect

from tests.support.copies import Copies, Window
from tests.support.display import Display

pytestmark = [
    pytest.mark.window,
    pytest.mark.skipif(
        sys.platform != "linux" or os.geteuid() != 0,
        reason="needs root, to become somebody else",
    ),
]

# What the other user runs, with nothing but Python: {"folder", "files", "process", "ports"} in,
# what succeeded out.
TRIES = r"""
import encodings.idna, http.client, json, os, socket, sys
given = json.load(sys.stdin)
# Not before everything is read in: the interpreter may lie in a folder of root's own.
os.setgroups([])
os.setgid(given["group"])
os.setuid(given["user"])
got = {"who": os.geteuid(), "files": [], "process": [], "told": {}}
def tried(what, call):
    try:
        call()
    except OSError:
        return
    got[what[0]].append(what[1])
tried(("files", given["folder"]), lambda: os.listdir(given["folder"]))
for name in given["files"]:
    tried(("files", name), lambda: open(name, "rb").read())
    tried(("files", name + " to write"), lambda: open(name, "ab"))
tried(("files", "a new file"), lambda: open(os.path.join(given["folder"], "planted"), "w"))
for name in ("environ", "mem", "maps", "fd"):
    at = f"/proc/{given['process']}/{name}"
    tried(("process", name), lambda: os.listdir(at) if name == "fd" else open(at, "rb").read(1))
with open(f"/proc/{given['process']}/cmdline") as line:
    got["command"] = line.read()

def ask(port, method, path, body=None):
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    line.request(method, path, body)
    answer = line.getresponse()
    text = answer.read().decode("utf-8", "replace")
    line.close()
    return answer.status, text

def enter(port, namespace, auth):
    path = "/socket.io/?EIO=4&transport=polling"
    status, text = ask(port, "GET", path)
    if status != 200:
        return str(status)
    path += "&sid=" + json.loads(text[1:])["sid"]
    ask(port, "POST", path, f"40{namespace},{json.dumps(auth)}")
    return ask(port, "GET", path)[1]

for port in given["ports"]:
    told = got["told"][port] = {}
    try:
        told["page"] = ask(port, "GET", "/")
    except (OSError, http.client.HTTPException):
        with socket.create_connection(("127.0.0.1", port), 5) as line:
            line.settimeout(5)
            try:
                line.sendall(b'{"secret": "guess", "link": "sarangbang://join"}\n')
                told["line"] = line.recv(4096).decode("utf-8", "replace")
            except OSError:
                told["line"] = ""
        continue
    for namespace in ("/home", "/room"):
        for auth in ({}, {"secret": ""}, {"secret": "x" * 43}, {"secret": None, "after": -1}):
            told[namespace + json.dumps(auth)] = enter(port, namespace, auth)
print(json.dumps(got))
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that every user can enter: only what the program does guards what is in it."""
    made = Path(tempfile.mkdtemp(prefix="sarangbang-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@pytest.fixture
def window(folder: Path, artefacts: Path, display: Display) -> Iterator[Window]:
    copies = Copies(folder, artefacts)
    old = os.umask(0o022)
    try:
        yield copies.window(display=display.environment())
    finally:
        os.umask(old)
        copies.close()


def loopback_ports(window: Window) -> list[int]:
    """The ports that the window's process listens on, but for the tests' own debugging port."""
    command = ["ss", "-H", "-t", "-l", "-n", "-p"]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    ours = [line.split()[3] for line in lines if f"pid={window.process.popen.pid}," in line]
    ports = {int(address.rpartition(":")[2]) for address in ours}
    return sorted(ports - {window.debugging})


def as_nobody(**given: Any) -> dict[str, Any]:
    """Let another user try."""
    nobody = pwd.getpwnam("nobody")
    given |= {"user": nobody.pw_uid, "group": nobody.pw_gid}
    done = subprocess.run(
        [sys.executable, "-I", "-c", TRIES],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        cwd="/",
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    assert told["who"] == nobody.pw_uid
    return told


@pytest.mark.skipif(shutil.which("ss") is None, reason="needs ss, of iproute2")
def test_another_user_gets_nothing(window: Window, playwright: Playwright) -> None:
    page = window.page(playwright)
    page.set_default_timeout(20_000)
    field = page.get_by_label("My name", exact=True)
    field.fill("Minsu")
    field.press("Tab")
    page.locator("form").get_by_role("button", name="Host a room").click()
    expect(page.get_by_role("dialog")).to_contain_text("sarangbang://join", timeout=20_000)
    page.keyboard.press("Escape")
    page.get_by_label("Write a message").fill("for us only")
    page.keyboard.press("Enter")
    expect(page.locator(".said")).to_have_count(1)
    files = [str(path) for path in window.data.rglob("*") if path.is_file()]
    names = {Path(name).name for name in files}
    assert {"sarangbang.db", "running.json"} <= names, names
    ports = loopback_ports(window)
    assert len(ports) >= 3, "the window door, the lan door, and that of second copies"
    told = as_nobody(
        folder=str(window.data), files=files, process=window.process.popen.pid, ports=ports
    )
    assert told["files"] == []
    assert told["process"] == []
    secrets = [json.loads((window.data / "running.json").read_text())["secret"], "for us only"]
    everything = json.dumps(told, ensure_ascii=False)
    for secret in secrets:
        assert secret not in everything
    assert "secret" not in told["command"]
    doors = [answers for answers in told["told"].values() if "page" in answers]
    assert doors, "the window door answers with the page, which says nothing"
    for answers in doors:
        status, text = answers.pop("page")
        assert status == 200
        assert "Minsu" not in text
        for asked, answer in answers.items():
            assert answer.startswith(("44/home,", "44/room,")), (asked, answer)
            assert "Minsu" not in answer
    assert page.get_by_role("dialog").count() == 0, "no link was taken from somebody else"
