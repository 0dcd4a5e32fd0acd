"""The rules of the house (docs/design.md): who may import whom, and when things happen."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.imports import (
    ROOT,
    foreign_imports,
    modules,
    our_imports,
    reached_from,
)

# From the top of the house to its foundation. What is not named here stands wherever
# its own imports put it; it cannot be a way back up, because the rule holds over any
# number of steps.
FLOORS = [
    ("desktop",),
    ("server.app",),
    ("server.doors",),
    ("server.rooms",),
    ("server.host", "server.replica", "server.link"),
    ("server.store", "server.wire", "server.identity"),
    ("server.room",),
]


def _floor(name: str) -> int | None:
    for number, names in enumerate(FLOORS):
        if any(name == one or name.startswith(f"{one}.") for one in names):
            return number
    return None


def test_every_floor_exists() -> None:
    gone = [name for names in FLOORS for name in names if name not in modules()]
    assert not gone, "a floor is named that no module stands on"


@pytest.mark.parametrize("name", sorted(modules()))
def test_imports_run_downwards(name: str) -> None:
    floor = _floor(name)
    if floor is None:
        floor = 1 if name != "server" else len(FLOORS)  # no file of server/ knows the desktop
    above = {
        target
        for target in reached_from(name)
        if (other := _floor(target)) is not None and other < floor
    }
    assert not above, f"{name} leads up to {', '.join(sorted(above))}"


def test_no_circles() -> None:
    """Two halves of one thing may know each other's types, but neither needs the other to run."""
    circles = sorted(name for name in modules() if name in reached_from(name, types=False))
    assert not circles, "these import each other"


# What would let the outside in: a socket, the disk, the clock, another thread, chance.
IMPURE = {
    "asyncio", "ctypes", "datetime", "io", "logging", "multiprocessing", "os", "pathlib",
    "queue", "random", "secrets", "shutil", "signal", "socket", "sqlite3", "ssl",
    "subprocess", "sys", "tempfile", "threading", "time", "uuid",
}  # fmt: skip


def test_the_rules_are_pure() -> None:
    for name, module in modules().items():
        if _floor(name) == len(FLOORS) - 1:
            used = foreign_imports(module)
            assert used <= set(sys.stdlib_module_names), f"{name}: standard library only"
            assert not used & IMPURE, f"{name}: values in, values out"
            for target in our_imports()[name]:
                assert target.startswith("server.room"), f"{name}: nothing of ours outside"


# One file or folder touches each outside thing; the rest sees a small seam. The self-test
# looks at the program from outside, as a visitor and with the database's own eyes.
ONLY_HERE = {
    "webview": ("desktop.window", "desktop.pywebview_repairs"),
    "PySide6": ("desktop",),
    "qtpy": ("desktop",),
    "wakepy": ("desktop",),
    "click": ("desktop",),
    "sqlalchemy": ("server.store",),
    "sqlite3": ("server.store", "desktop.selftest"),
    "flask": ("server.doors", "server.app"),
    "flask_socketio": ("server.doors", "server.app"),
    "aiohttp": ("server.link", "desktop.selftest_visitor"),
    "zeroconf": ("server.nearby.mdns",),
}


@pytest.mark.parametrize("library", sorted(ONLY_HERE))
def test_a_library_is_touched_in_one_place(library: str) -> None:
    places = ONLY_HERE[library]
    elsewhere = sorted(
        name
        for name, module in modules().items()
        if library in foreign_imports(module)
        and not any(name == place or name.startswith(f"{place}.") for place in places)
    )
    assert not elsewhere, f"only {' and '.join(places)} may import {library}"


def test_no_monkey_patching() -> None:
    for name, module in modules().items():
        names = {node.attr for node in ast.walk(module.tree) if isinstance(node, ast.Attribute)}
        assert not names & {"patch_all", "patch_socket", "patch_thread"}, name


@pytest.mark.parametrize("name", sorted(modules()))
def test_no_statement_acts_at_import(name: str) -> None:
    quiet = (
        ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef,
        ast.Assign, ast.AnnAssign, ast.If, ast.Try, ast.Assert,
    )  # fmt: skip
    for node in modules()[name].tree.body:
        assert isinstance(node, quiet) or _is_still(node), f"line {node.lineno} acts at import"


def _is_still(node: ast.stmt) -> bool:
    """A docstring, or an index that belongs to the description of a table."""
    if not isinstance(node, ast.Expr):
        return False
    value = node.value
    if isinstance(value, ast.Call):
        return isinstance(value.func, ast.Name) and value.func.id == "Index"
    return isinstance(value, ast.Constant)


# Run in a process of its own: what it sees while all of our modules are imported.
WATCH = """
import importlib, json, sys, threading
ours, before = json.loads(sys.argv[1]), threading.active_count()
libraries = sorted(json.loads(sys.argv[2]))
for library in libraries:  # what these do at import is theirs
    importlib.import_module(library)
seen = []
def watch(event, arguments):
    if event in ("socket.bind", "socket.connect", "subprocess.Popen", "os.mkdir", "os.remove",
                 "os.rename", "sqlite3.connect", "os.putenv", "signal.signal"):
        seen.append([event, repr(arguments)])
    if event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
        seen.append([event, repr(arguments)])
sys.addaudithook(watch)
for name in ours:
    importlib.import_module(name)
found = {"seen": seen, "threads": threading.active_count() - before}
import gevent, gevent.monkey
from gevent._hub_local import get_hub_if_exists
found["hub"] = get_hub_if_exists() is not None
found["patched"] = gevent.monkey.is_module_patched("socket")
print(json.dumps(found))
"""


def test_nothing_happens_at_import(tmp_path: Path) -> None:
    # __main__ is the one module that is there to be run.
    ours = [name for name in modules() if not name.endswith("__main__")]
    libraries = {"gevent", "gevent.pywsgi", "flask_socketio", "aiohttp", "sqlalchemy", "engineio"}
    libraries.add("zeroconf")  # asks the system where its C library is
    ran = subprocess.run(
        [sys.executable, "-B", "-c", WATCH, json.dumps(ours), json.dumps(sorted(libraries))],
        cwd=ROOT,
        env={**os.environ, "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout)
    assert found == {"seen": [], "threads": 0, "hub": False, "patched": False}
    assert list(tmp_path.iterdir()) == []


def test_a_headless_host_loads_no_window() -> None:
    """`pip install .` brings no Qt, so nothing on the way to `serve` may ask for it."""
    code = (
        "import sys\n"
        "for name in ('webview', 'PySide6', 'qtpy', 'wakepy'): sys.modules[name] = None\n"
        "sys.argv = ['sarangbang', 'serve', '--help']\n"
        "import runpy; runpy.run_module('desktop', run_name='__main__')\n"
    )
    command = [sys.executable, "-c", code]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr
    assert "--guests" in ran.stdout
