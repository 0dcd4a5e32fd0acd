"""The wrapper that TLS wants around a key.

Nobody believes what stands in it: peers compare the key inside. So it tells
nothing (no host name, no user name) and may be made anew around the same key at
any time. It still keeps to RFC 5280, for clients that check strictly.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

#: The only name in the certificate; strict clients may ask for it by SNI.
NAME = "sarangbang"

#: Clocks of friends' computers may be behind ours.
EARLIER = timedelta(days=1)
LIFETIME = timedelta(days=365 * 12)
#: Renewed this long before the end, so that a copy left running never presents an expired one.
RENEW_BEFORE = timedelta(days=365)


def make(key: ec.EllipticCurvePrivateKey, now: datetime | None = None) -> bytes:
    """Return a fresh self-signed certificate around `key`, as PEM."""
    now = now or datetime.now(UTC)
    public = key.public_key()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    identifier = x509.SubjectKeyIdentifier.from_public_key(public)
    usage = x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - EARLIER)
        .not_valid_after(now + LIFETIME)
        # An issuer of itself must be a CA to strict checkers; it can sign for nobody else.
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(identifier, critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier),
            critical=False,
        )
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    return certificate.public_bytes(serialization.Encoding.PEM)


def is_good(pem: bytes, key: ec.EllipticCurvePrivateKey, now: datetime | None = None) -> bool:
    """Whether `pem` is a whole certificate around `key` with enough time left.

    Not valid yet counts as bad as well: it was made while the clock was wrong.
    """
    now = now or datetime.now(UTC)
    try:
        certificate = x509.load_pem_x509_certificate(pem)
        certificate.verify_directly_issued_by(certificate)
        same_key = certificate.public_key() == key.public_key()
    except Exception:  # whatever is wrong with the file, the cure is the same: a new one
        return False
    return (
        same_key
        and certificate.not_valid_before_utc <= now
        and now + RENEW_BEFORE <= certificate.not_valid_after_utc
    )


def public_key_of(pem: bytes) -> bytes:
    """Return the public key (DER SubjectPublicKeyInfo) in a certificate. Raises ValueError."""
    key = x509.load_pem_x509_certificate(pem).public_key()
    return key.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
