from __future__ import annotations

import shutil
import ssl
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from server import certificate
from server.identity import Identity
from tests.server.tls_listener import tls_listener

KEY = ec.generate_private_key(ec.SECP256R1())


def test_it_was_valid_yesterday_and_is_in_ten_years() -> None:
    now = datetime.now(UTC)
    parsed = x509.load_pem_x509_certificate(certificate.make(KEY))
    assert parsed.not_valid_before_utc <= now - timedelta(hours=23)
    assert parsed.not_valid_after_utc >= now + timedelta(days=3653)


@pytest.mark.parametrize(
    ("made", "looked_at", "good"),
    [
        (timedelta(0), timedelta(0), True),
        (timedelta(0), timedelta(days=3653), True),
        (timedelta(0), timedelta(days=365 * 12 - 30), False),
        (timedelta(0), timedelta(days=-400), False),  # the clock was wrong when it was made
    ],
)
def test_it_is_renewed_in_good_time(made: timedelta, looked_at: timedelta, good: bool) -> None:
    now = datetime.now(UTC)
    pem = certificate.make(KEY, now + made)
    assert certificate.is_good(pem, KEY, now + looked_at) is good


def test_a_certificate_around_another_key_is_not_good() -> None:
    other = ec.generate_private_key(ec.SECP256R1())
    assert not certificate.is_good(certificate.make(other), KEY)


STRICT_CLIENT = """
import socket, ssl, sys
context = ssl.create_default_context(cafile=sys.argv[2])
context.verify_flags |= ssl.VERIFY_X509_STRICT
with socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=10) as plain:
    with context.wrap_socket(plain, server_hostname="sarangbang") as tls:
        print(tls.version())
"""


def pythons() -> list[str]:
    """This Python, and a newer one where the machine has it: their strictness differs."""
    found = [sys.executable]
    for version in ("3.13", "3.14"):
        path = shutil.which(f"python{version}")
        if path is None:
            continue
        runs = subprocess.run([path, "-c", ""], check=False, capture_output=True)
        if runs.returncode == 0:  # a version manager's name may have nothing behind it
            found.append(path)
    return found


@pytest.mark.parametrize("python", pythons())
def test_strict_clients_find_nothing_wrong(tmp_path: Path, python: str) -> None:
    identity = Identity.load_or_create(tmp_path)
    with tls_listener(identity.server_context(ssl.SSLContext)) as port:
        done = subprocess.run(
            [python, "-c", STRICT_CLIENT, str(port), str(identity.certificate_file)],
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
    assert done.stdout.strip() == "TLSv1.3", done.stderr


def test_tls_older_than_1_2_is_refused(tmp_path: Path) -> None:
    identity = Identity.load_or_create(tmp_path)
    context = identity.server_context(ssl.SSLContext)
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2
