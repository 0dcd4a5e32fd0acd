"""What the page's policy allows."""

from __future__ import annotations

from server.doors.headers import ALWAYS, FOR_EVER, NEVER, policy, with_protection


def directives(text: str) -> dict[str, set[str]]:
    return {one.split()[0]: set(one.split()[1:]) for one in text.split("; ")}


def test_the_policy_allows_this_door_and_nothing_else() -> None:
    found = directives(policy("wss://192.168.0.5:47880", "n0nce"))
    assert found["default-src"] == {"'none'"}
    assert found["script-src"] == found["style-src"] == {"'self'", "'nonce-n0nce'"}
    assert found["connect-src"] == {"'self'", "wss://192.168.0.5:47880"}
    assert found["img-src"] == {"'self'", "data:", "blob:"}
    assert found["require-trusted-types-for"] == {"'script'"}
    for directive in ("base-uri", "form-action", "frame-ancestors"):
        assert found[directive] == {"'none'"}


def test_without_a_nonce_no_inline_script_is_allowed() -> None:
    assert "nonce" not in policy()
    assert "unsafe" not in policy()


def test_an_answer_cannot_weaken_the_protections() -> None:
    weak = [("content-security-policy", "default-src *"), ("X-Frame-Options", "ALLOW")]
    found = with_protection(weak, "", "")
    assert ("Content-Security-Policy", policy()) in found
    names = [name.lower() for name, _ in found]
    assert len(names) == len(set(names))
    assert set(ALWAYS) <= set(found)


def test_what_says_nothing_of_time_is_not_kept() -> None:
    assert ("Cache-Control", NEVER) in with_protection([], "", "")
    kept = with_protection([("Cache-Control", FOR_EVER)], "", "")
    assert [value for name, value in kept if name == "Cache-Control"] == [FOR_EVER]
