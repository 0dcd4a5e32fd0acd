"""What lies in the repository: the locks, the names of files, what no file may hold."""

from __future__ import annotations

import ast
import re
import runpy
import shutil
import subprocess
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.support.imports import ROOT, foreign_imports, modules, named_in, read_module

LOCKS = ("base", "desktop", "dev", "build")
LONGEST = 400  # lines; beyond that a file has more than one job


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that a clone would hold; in an unpacked archive, every file but the made ones."""
    if shutil.which("git") is not None:
        command = ["git", "-c", "safe.directory=*", "ls-files", "-z"]
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        if listed.returncode == 0:
            found = [ROOT / name for name in listed.stdout.split("\0") if name]
            return tuple(path for path in found if path.is_file())
    made = {".venv", "node_modules", "built", "build", "dist", "artefacts", "__pycache__"}
    made |= {".git", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis"}
    return tuple(
        path
        for path in ROOT.rglob("*")
        if path.is_file() and not made & set(path.relative_to(ROOT).parts)
    )


@cache
def described() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@cache
def pinned(lock: str) -> dict[str, Version]:
    """The packages of a lock and their versions, whatever system they are for."""
    text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    lines = re.findall(r"^([\w.-]+)==([\w.!+]+)", text, re.MULTILINE)
    return {str(canonicalize_name(name)): Version(version) for name, version in lines}


def wanted(lock: str) -> list[Requirement]:
    inputs = runpy.run_path(str(ROOT / "scripts" / "lock.py"))["inputs"]
    return [Requirement(text) for text in inputs()[lock]]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_dependency_is_pinned(lock: str) -> None:
    for requirement in wanted(lock):
        version = pinned(lock).get(canonicalize_name(requirement.name))
        assert version is not None, f"{requirement} is not in requirements/{lock}.txt"
        assert requirement.specifier.contains(version), f"{requirement}, but locked {version}"


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_a_hash(lock: str) -> None:
    text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    for block in re.split(r"\n(?=[\w])", text):
        if not block.startswith("#"):
            assert "--hash=sha256:" in block, block.partition("\n")[0]


@pytest.mark.parametrize("lock", LOCKS)
def test_the_locks_agree_with_the_one_for_development(lock: str) -> None:
    for name, version in pinned(lock).items():
        assert pinned("dev").get(name) == version


def test_the_locks_are_fresh() -> None:
    command = [sys.executable, "scripts/lock.py", "--check"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30)
    assert ran.returncode == 0, ran.stderr


def test_the_page_is_built_with_the_versions_of_the_lock() -> None:
    for text in described()["build-system"]["requires"]:
        requirement = Requirement(text)
        assert str(requirement.specifier) == f"=={pinned('build')[requirement.name]}"


def test_what_is_imported_is_declared() -> None:
    """Nothing is used that only came along with something else."""
    project = described()["project"]
    texts = project["dependencies"] + project["optional-dependencies"]["desktop"]
    declared = {str(canonicalize_name(Requirement(text).name)) for text in texts}
    # What these are asked for by name is a part of them.
    declared |= {"pyside6-essentials", "pyside6-addons", "pyside6-webengine"}
    providers = packages_distributions()
    undeclared = []
    for name, module in modules().items():
        for library in foreign_imports(module) - set(sys.stdlib_module_names):
            brought = {str(canonicalize_name(one)) for one in providers.get(library, [])}
            # Without a provider it belongs to another system (pyobjc, pythonnet).
            if brought and not brought & declared:
                undeclared.append(f"{name} imports {library}")
    assert not undeclared


def test_no_file_names_a_registry() -> None:
    """Where packages come from is the machine's own business (and its mirror's)."""
    hosts = ["pypi" + ".org", "pythonhosted" + ".org", "npmjs" + ".", "yarnpkg" + ".com"]
    hosts += ["deb.debian" + ".org", "ubuntu" + ".com/ubuntu", "index" + "-url"]
    for path in tracked():
        if path.suffix not in {".png", ".ico", ".icns", ".woff2"}:
            text = path.read_text(encoding="utf-8", errors="replace")
            found = [host for host in hosts if host in text]
            assert not found, f"{path.relative_to(ROOT)} names {found}"


def test_no_file_is_too_long() -> None:
    kinds = {".py", ".ts", ".svelte", ".css", ".js", ".mjs", ".html"}
    lengths = {
        str(path.relative_to(ROOT)): path.read_bytes().count(b"\n")
        for path in tracked()
        if path.suffix in kinds
    }
    assert not {name: lines for name, lines in lengths.items() if lines > LONGEST}


def test_every_python_file_says_what_it_is_for() -> None:
    """But a file of tests is explained by the names of its tests."""
    silent = [
        str(path.relative_to(ROOT))
        for path in tracked()
        if path.suffix == ".py"
        and path.stat().st_size
        and not path.name.startswith("test_")
        and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not silent


def test_every_source_is_tested() -> None:
    """A file of server/ has its mirror in tests/, or some test asks for it by name."""
    asked_for = {
        name for path in (ROOT / "tests").rglob("*.py") for name in named_in(read_module(path))
    }
    untested = []
    for name, module in modules().items():
        if name.startswith("server.") and module.path.name != "__init__.py":
            inside = module.path.relative_to(ROOT)
            mirror = ROOT / "tests" / inside.parent / f"test_{inside.name}"
            if not mirror.exists() and name not in asked_for:
                untested.append(name)
    # Protocols and plain values have nothing to run; the page's files are looked for in a real
    # wheel; the parts are what every test of the whole program runs.
    spared = {"server.desk", "server.view", "server.options", "server.page_files", "server.parts"}
    assert set(untested) <= spared


def test_the_threats_name_tests_that_are_there() -> None:
    """A defence without a test does not count. A name is a file, below tests/server/doors/ or
    beside the one named before, or a test in it; "…" stands for what was left out of one."""
    missing, last = [], ROOT / "docs" / "threats.md"
    for named in re.findall(r"`(…[^`]*|[^`]*\.(?:py|ts)(?:::[^`]*)?)`", last.read_text("utf-8")):
        name, _, test = named.partition("::") if named[0] != "…" else (last.name, "", named)
        places = [folder / name for folder in (ROOT, last.parent, ROOT / "tests/server/doors")]
        written = rf"def (test_)?{'.*'.join(map(re.escape, test.split('…')))}\b" if test else ""
        found = [
            place
            for place in places
            if place.is_file() and re.search(written, place.read_text(encoding="utf-8"))
        ]
        missing += [] if found else [named]
        last = found[0] if found else last
    assert not missing
