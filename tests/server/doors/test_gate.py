"""Host and Origin on every route, and what every answer says."""

from __future__ import annotations

from collections.abc import Iterator
from http.client import HTTPResponse

import pytest

from server.doors.origins import Access, own_names
from tests.server.doors.door import Door, open_door
from tests.server.doors.wire import POLLING, SOCKET, WebSocket, request

INVITED = "http://tutorial.example:5000"
ROUTES = ["/", "/assets/none.js", "/door/hello", "/nowhere", POLLING, "/favicon.ico"]


@pytest.fixture(scope="module")
def guest() -> Iterator[Door]:
    access = Access.network(allow_hosts=["Chat.Example"], allow_origins=[INVITED])
    with open_door(access=access, hosts=("127.0.0.1", "::1")) as door:
        yield door


@pytest.fixture(scope="module")
def window() -> Iterator[Door]:
    with open_door(access=Access.window(), mode="window") as door:
        yield door


def ask(door: Door, path: str, **headers: str) -> HTTPResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return request(door.url, "GET", path, named)


@pytest.mark.parametrize("path", ROUTES)
def test_a_name_that_was_pointed_here_afterwards_is_refused(
    guest: Door, window: Door, path: str
) -> None:
    for door in (guest, window):
        for host in ("rebound.example", f"rebound.example:{door.port}", "", "a b", "127.0.0.1,x"):
            answer = ask(door, path, Host=host)
            assert answer.status == 403, (path, host)
            assert answer.data.count(b"\n") == 1  # type: ignore[attr-defined]


def test_a_websocket_under_another_name_is_refused(guest: Door, window: Door) -> None:
    for door in (guest, window):
        with WebSocket(door.url, headers={"Host": "rebound.example"}) as socket:
            assert socket.status == 403


def test_addresses_own_names_and_allowed_names_are_let_in(guest: Door) -> None:
    hosts = ["127.0.0.1", "192.168.7.7:47880", "[fe80::1]:1", "8.8.8.8", "chat.example:80"]
    for host in [*hosts, "LOCALHOST.", *own_names()]:
        assert ask(guest, "/", Host=host).status == 200, host


def test_the_window_door_has_one_name_only(window: Door) -> None:
    assert ask(window, "/", Host=f"127.0.0.1:{window.port}").status == 200
    for host in ("127.0.0.1", f"localhost:{window.port}", f"127.0.0.2:{window.port}", "[::1]"):
        assert ask(window, "/", Host=host).status == 403, host


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "http://evil.example",
        "http://127.0.0.1",
        "https://127.0.0.1:{port}",
        "http://10.0.0.7:{port}",
        "http://127.0.0.1:{port}.evil.example",
        "http://x@127.0.0.1:{port}",
        "file://",
        "",
    ],
)
def test_another_page_is_refused(guest: Door, window: Door, path: str, origin: str) -> None:
    for door in (guest, window):
        answer = ask(door, path, Origin=origin.format(port=door.port))
        assert answer.status == 403
        assert answer.getheader("Access-Control-Allow-Origin") is None


def test_another_page_s_websocket_is_refused(guest: Door, window: Door) -> None:
    for door in (guest, window):
        for origin in ("null", "http://evil.example", f"http://localhost:{door.port}"):
            with WebSocket(door.url, headers={"Origin": origin}) as socket:
                assert socket.status == 403, origin


def test_its_own_page_and_clients_that_are_no_browsers_are_let_in(
    guest: Door, window: Door
) -> None:
    for door in (guest, window):
        assert ask(door, POLLING).status == 200
        assert ask(door, POLLING, Origin=door.url).status == 200
        with WebSocket(door.url, headers={"Origin": door.url}) as socket:
            assert socket.status == 101
    named = {"Host": f"chat.example:{guest.port}", "Origin": f"http://Chat.Example:{guest.port}"}
    assert ask(guest, POLLING, **named).status == 200


def test_an_invited_page_may_talk_but_not_look_at_the_rest(guest: Door) -> None:
    answer = ask(guest, POLLING, Origin=INVITED)
    assert answer.status == 200
    assert answer.getheader("Access-Control-Allow-Origin") == INVITED
    assert answer.getheader("Access-Control-Allow-Credentials") is None
    assert "Origin" in (answer.getheader("Vary") or "")
    with WebSocket(guest.url, headers={"Origin": INVITED}) as socket:
        assert socket.status == 101
    assert ask(guest, "/", Origin=INVITED).status == 403
    assert ask(guest, "/door/hello", Origin=INVITED).status == 403


def test_an_invited_page_s_preflight_is_answered(guest: Door) -> None:
    headers = {
        "Origin": INVITED,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
        "Access-Control-Request-Private-Network": "true",
    }
    answer = request(guest.url, "OPTIONS", POLLING, headers)
    assert answer.status == 204
    assert answer.getheader("Access-Control-Allow-Methods") == "GET, POST"
    assert answer.getheader("Access-Control-Allow-Headers") == "content-type"
    assert answer.getheader("Access-Control-Allow-Private-Network") == "true"
    headers["Origin"] = "http://evil.example"
    assert request(guest.url, "OPTIONS", POLLING, headers).status == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_what_another_page_embeds_is_refused(guest: Door, window: Door, site: str) -> None:
    # <img>, <script>, <iframe>: no Origin, but the browser says that it is not our page.
    for mode, destination in (("no-cors", "image"), ("navigate", "iframe"), ("no-cors", "script")):
        for path in ("/", POLLING):
            for door in (guest, window):
                answer = ask(
                    door,
                    path,
                    Sec_Fetch_Site=site,
                    Sec_Fetch_Mode=mode,
                    Sec_Fetch_Dest=destination,
                )
                assert answer.status == 403
    link = {"Sec_Fetch_Site": site, "Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "document"}
    assert ask(guest, "/", **link).status == 200, "a link in a message opens the page"
    assert ask(guest, POLLING, **link).status == 403
    assert ask(window, "/", **link).status == 403, "nobody has a link to the window"


def test_jsonp_is_refused(guest: Door) -> None:
    assert ask(guest, f"{POLLING}&j=0").status == 405


def test_too_many_packets_in_one_request_are_refused_not_lost(guest: Door) -> None:
    opened = ask(guest, POLLING)
    sid = opened.data.decode().split('"sid":"')[1].split('"')[0]  # type: ignore[attr-defined]
    many = b"\x1e".join([b"3"] * (guest.limits.packets_per_post + 1))
    assert request(guest.url, "POST", f"{POLLING}&sid={sid}", body=many).status == 400


def test_forty_packets_in_one_request_all_arrive(guest: Door) -> None:
    # The library's own limit is 16, and it answers 200 to what it drops.
    opened = ask(guest, POLLING)
    sid = opened.data.decode().split('"sid":"')[1].split('"')[0]  # type: ignore[attr-defined]
    path = f"{POLLING}&sid={sid}"
    asked = ['40/room,{"friend":true}'] + [f'42/room,{n}["echo",{n}]' for n in range(40)]
    assert request(guest.url, "POST", path, body="\x1e".join(asked).encode()).status == 200
    heard = b""
    while heard.count(b"43/room,") < 40:
        answer = ask(guest, path)
        assert answer.status == 200
        heard += answer.data  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/", {}),
        ("/nowhere", {}),
        (POLLING, {}),
        ("/socket.io/?EIO=3", {}),
        ("/", {"Origin": "null"}),
        ("/", {"Host": "rebound.example"}),
        (f"{SOCKET}&sid=none", {}),
    ],
)
def test_every_answer_carries_the_protections(
    guest: Door, path: str, headers: dict[str, str]
) -> None:
    answer = request(guest.url, "GET", path, headers)
    assert answer.getheader("X-Content-Type-Options") == "nosniff"
    assert answer.getheader("X-Frame-Options") == "DENY"
    assert answer.getheader("Referrer-Policy") == "no-referrer"
    assert answer.getheader("Cross-Origin-Opener-Policy") == "same-origin"
    assert answer.getheader("Cross-Origin-Resource-Policy") == "same-origin"
    assert answer.getheader("Cache-Control") == "no-store"
    assert answer.getheader("Server") is None
    assert answer.getheader("Set-Cookie") is None
    policy = answer.getheader("Content-Security-Policy") or ""
    assert policy.startswith("default-src 'none'; script-src 'self'")
    for directive in (
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
    ):
        assert directive in policy
    assert "unsafe" not in policy
    assert "*" not in policy
