"""What the program is made of, as the parts themselves say."""

from __future__ import annotations

from importlib import metadata

from server.licences import all_parts, own_licence, page_parts, python_parts


def test_every_package_that_is_needed_is_named() -> None:
    parts = {part["name"].lower(): part for part in python_parts()}
    for name in ("flask", "werkzeug", "gevent", "sqlalchemy", "zeroconf", "python", "cryptography"):
        assert parts[name]["licence"] != "?"
        assert parts[name]["version"]
    assert parts["flask"]["version"] == metadata.version("flask")
    assert "Redistribution" in parts["flask"]["text"]
    assert not {"pytest", "mypy", "ruff", "hypothesis"} & parts.keys()


def test_the_program_s_own() -> None:
    assert own_licence().startswith("MIT License")


def test_nothing_is_named_twice() -> None:
    named = [(part["name"], part["version"]) for part in all_parts()]
    assert len(named) == len(set(named))


def test_the_page_s_parts_are_those_it_was_built_from() -> None:
    parts = {part["name"]: part for part in page_parts()}
    for name in ("svelte", "socket.io-client", "@lucide/svelte", "pretendard"):
        assert parts[name]["licence"] != "?"
    assert not {"vite", "typescript", "vitest"} & parts.keys()
