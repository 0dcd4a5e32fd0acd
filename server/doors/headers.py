"""What every answer of a door tells the browser to refuse."""

from __future__ import annotations

#: Policies that the page's libraries make: Svelte's templates, DOMPurify.
TRUSTED_TYPES = "svelte-trusted-html dompurify"

ALWAYS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("X-Frame-Options", "DENY"),
)

#: An address that carries the hash of its content never changes.
FOR_EVER = "public, max-age=31536000, immutable"
NEVER = "no-store"


def policy(sockets: str = "", nonce: str = "") -> str:
    """Return the Content-Security-Policy.

    `sockets`: the WebSocket address of this door (older WebKit does not count it among
    'self'). `nonce`: for the page itself.
    """
    extra = f" 'nonce-{nonce}'" if nonce else ""
    connect = f" {sockets}" if sockets else ""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self'{extra}",
            f"style-src 'self'{extra}",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            f"connect-src 'self'{connect}",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            f"trusted-types {TRUSTED_TYPES}",
        )
    )


def with_protection(
    headers: list[tuple[str, str]], sockets: str, nonce: str
) -> list[tuple[str, str]]:
    """Return an answer's headers with ours; the answer's own Cache-Control stays."""
    ours = [*ALWAYS, ("Content-Security-Policy", policy(sockets, nonce))]
    names = {name.lower() for name, _ in ours}
    kept = [(name, value) for name, value in headers if name.lower() not in names]
    if all(name.lower() != "cache-control" for name, _ in kept):
        kept.append(("Cache-Control", NEVER))
    return kept + ours
