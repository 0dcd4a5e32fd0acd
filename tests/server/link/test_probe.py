from __future__ import annotations

import json
import ssl
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from server import certificate
from server.address import Address
from server.identity import Identity, fingerprint_of
from server.link.door import Rules
from server.link.loop import LinkLoop
from server.link.probe import Probe, probe
from server.room.refusal import Refused
from tests.server.link.host import RealHost
from tests.server.link.strangers import answering, banner, complaining, http, listening, silent
from tests.support.ports import free_port

HELLO = json.dumps({"program": "sarangbang", "version": "9.9", "protocol": 1}).encode()


@pytest.fixture
def tls(identity: Identity) -> ssl.SSLContext:
    """The TLS of somebody with a key of his own."""
    return identity.server_context(ssl.SSLContext)


def find(
    loop: LinkLoop, *addresses: Address, expected: str | None = None, deadline: float = 5
) -> Probe:
    found = loop.submit(probe(addresses, expected, deadline)).result(timeout=30)
    assert isinstance(found, Probe)
    return found


def code(
    loop: LinkLoop, *addresses: Address, expected: str | None = None, deadline: float = 5
) -> str:
    """The code of the refusal, which must come in time."""
    began = time.monotonic()
    with pytest.raises(Refused) as refused:
        find(loop, *addresses, expected=expected, deadline=deadline)
    assert time.monotonic() - began < deadline + 1
    assert refused.value.message
    return refused.value.code


def here(port: int) -> Address:
    return Address("127.0.0.1", port)


def pem_of(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def fingerprint(key: ec.EllipticCurvePrivateKey) -> str:
    public = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return fingerprint_of(public)


def test_a_host_is_found_and_named_by_its_key(host: RealHost, loop: LinkLoop) -> None:
    found = find(loop, host.address)
    assert (found.address, found.fingerprint) == (host.address, host.fingerprint)
    assert found.protocol == 1
    assert find(loop, host.address, expected=host.fingerprint) == found


def test_a_host_says_what_its_room_asks_of_newcomers(host: RealHost, loop: LinkLoop) -> None:
    def rules(room: str) -> Rules | None:
        found = loop.submit(probe([host.address], None, room=room)).result(timeout=30)
        assert isinstance(found, Probe)
        return found.rules

    assert rules("") == rules(host.room) == Rules("open", -1)
    assert rules("0" * 32) is None  # and that is found out by whoever comes in


def test_a_host_that_tells_nonsense_of_its_room_is_a_host_all_the_same(
    tls: ssl.SSLContext, loop: LinkLoop
) -> None:
    with listening(answering(http(HELLO)), tls) as (port, _):
        found = loop.submit(probe([here(port)], None, room="")).result(timeout=30)
    assert isinstance(found, Probe)
    assert found.rules is None


def test_a_host_is_found_by_ipv6_and_by_name(host: RealHost, loop: LinkLoop) -> None:
    assert find(loop, Address("::1", host.port)).address == Address("::1", host.port)
    named = Address("localhost", host.port)
    assert find(loop, named).address == named


def test_dead_addresses_beside_a_living_one_do_not_delay(host: RealHost, loop: LinkLoop) -> None:
    with listening(silent) as (quiet, _):
        began = time.monotonic()
        found = find(
            loop,
            Address("no-such-name.invalid", 47800),
            here(free_port()),
            here(quiet),
            host.address,
            expected=host.fingerprint,
        )
    assert found.address == host.address
    assert time.monotonic() - began < 3


def test_another_key_is_another_host(host: RealHost, loop: LinkLoop) -> None:
    assert code(loop, host.address, expected="ab" * 32) == "other_host"


def test_a_stranger_hears_nothing_of_ours(tls: ssl.SSLContext, loop: LinkLoop) -> None:
    with listening(silent, tls) as (port, heard):
        assert code(loop, here(port), expected="ab" * 32) == "other_host"
        assert bytes(heard) == b""


def test_the_host_itself_hears_the_greeting(
    tls: ssl.SSLContext, identity: Identity, loop: LinkLoop
) -> None:
    # The counterpart of the test before: with the right key the request is sent.
    with listening(answering(http(HELLO)), tls) as (port, heard):
        assert find(loop, here(port), expected=identity.fingerprint).version == "9.9"
        assert heard.startswith(b"GET /door/hello HTTP/1.1\r\n")
        assert f"Host: 127.0.0.1:{port}\r\n".encode() in heard


def test_a_key_that_no_host_has_is_no_host(loop: LinkLoop, tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_certificate_of_another_kind(tmp_path))
    with listening(answering(http(HELLO)), context) as (port, heard):
        assert code(loop, here(port)) == "not_sarangbang"
        assert bytes(heard) == b""


@pytest.mark.parametrize("age", [timedelta(0), timedelta(days=-9000), timedelta(days=900)])
def test_the_key_decides_and_not_the_date_of_the_certificate(
    loop: LinkLoop, tmp_path: Path, age: timedelta
) -> None:
    """Good, long expired (a laptop that slept for years, a clock that is wrong), not good yet."""
    key, swapped = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    path = tmp_path / "host.pem"
    path.write_bytes(pem_of(key) + certificate.make(key, datetime.now(UTC) + age))
    context.load_cert_chain(path)
    with listening(answering(http(HELLO)), context) as (port, heard):
        assert code(loop, here(port), expected=fingerprint(swapped)) == "other_host"
        assert bytes(heard) == b""
        found = find(loop, here(port), expected=fingerprint(key))
        assert found.fingerprint == fingerprint(key)


@pytest.mark.parametrize("conduct", [banner, complaining])
def test_services_without_tls_are_no_host(conduct: Callable[..., None], loop: LinkLoop) -> None:
    with listening(conduct) as (port, _):
        assert code(loop, here(port)) == "not_sarangbang"


def test_a_silent_socket_is_given_up_in_time(loop: LinkLoop) -> None:
    with listening(silent) as (port, _):
        assert code(loop, here(port), deadline=1.5) == "no_answer"


def test_a_host_that_shakes_hands_and_says_nothing_is_given_up_in_time(
    tls: ssl.SSLContext, loop: LinkLoop
) -> None:
    with listening(silent, tls) as (port, _):
        assert code(loop, here(port), deadline=1.5) == "no_answer"


@pytest.mark.parametrize(
    "answer",
    [
        http(b"<html>hello</html>"),
        http(b"[]"),
        http(b"[" * 100_000),
        http(b'{"program": "another", "version": "1", "protocol": 1}'),
        http(b'{"program": "sarangbang", "version": 1, "protocol": 1}'),
        http(b'{"program": "sarangbang", "version": "1", "protocol": "1"}'),
        http(b'{"program": "sarangbang"}', "500 Internal Server Error"),
        http(b"\xff\xfe" + b"a" * 2_000_000),
        b"HTTP/1.1 200 OK\r\nContent-Length: 50000000000\r\n\r\n" + b"x" * 3_000_000,
        b"not http at all\r\n\r\n",
        b"",
    ],
    ids=lambda answer: answer[-20:].decode("latin-1"),
)
def test_other_https_services_are_no_host(
    answer: bytes, tls: ssl.SSLContext, loop: LinkLoop
) -> None:
    with listening(answering(answer), tls) as (port, _):
        assert code(loop, here(port)) == "not_sarangbang"


@pytest.mark.parametrize(("protocol", "expected"), [(2, "version_too_old"), (0, "version_too_new")])
def test_versions_that_do_not_fit_are_said(
    protocol: int, expected: str, tls: ssl.SSLContext, loop: LinkLoop
) -> None:
    body = json.dumps({"program": "sarangbang", "version": "2.0", "protocol": protocol}).encode()
    with listening(answering(http(body)), tls) as (port, _):
        assert code(loop, here(port)) == expected


def test_a_redirect_leads_nowhere(tls: ssl.SSLContext, loop: LinkLoop) -> None:
    with listening(answering(http(HELLO))) as (elsewhere, heard):
        there = f"Location: http://127.0.0.1:{elsewhere}/door/hello"
        with listening(answering(http(b"", "302 Found", there)), tls) as (port, _):
            assert code(loop, here(port)) == "not_sarangbang"
        assert bytes(heard) == b""


def test_nobody_there(loop: LinkLoop) -> None:
    assert code(loop, here(free_port())) == "refused"
    assert code(loop, Address("no-such-name.invalid", 47800)) == "name_not_found"
    assert code(loop) == "no_answer"


def test_what_answered_tells_more_than_what_did_not(loop: LinkLoop) -> None:
    with listening(banner) as (port, _):
        answer = code(loop, Address("no-such-name.invalid"), here(free_port()), here(port))
    assert answer == "not_sarangbang"


def test_without_a_port_the_usual_ones_are_tried(
    loop: LinkLoop, monkeypatch: pytest.MonkeyPatch, host: RealHost
) -> None:
    ports = [free_port(), free_port(), host.port, free_port()]
    monkeypatch.setattr(Address, "ports", lambda self: ports)
    assert find(loop, Address("127.0.0.1")).address == host.address


def test_of_two_hosts_on_one_computer_the_first_port_counts(
    loop: LinkLoop, monkeypatch: pytest.MonkeyPatch, make_host: Callable[..., RealHost]
) -> None:
    first, second = make_host(), make_host()
    monkeypatch.setattr(Address, "ports", lambda self: [first.port, second.port])
    assert find(loop, Address("127.0.0.1")).fingerprint == first.fingerprint
    # With a key expected, it is found behind the other one's port.
    found = find(loop, Address("127.0.0.1"), expected=second.fingerprint)
    assert found.address == second.address


def _certificate_of_another_kind(folder: Path) -> Path:
    """A file with a P-384 key and its certificate."""
    from datetime import UTC, datetime, timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP384R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "router")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    path = folder / "other.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path
