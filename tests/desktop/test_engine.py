"""The engine starts early, other threads go on meanwhile, and pywebview finds Qt's names."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.copies import ROOT, environment_of
from tests.support.display import Display

pytestmark = pytest.mark.window

# What another thread gets done while the engine starts.
BEATS = """
import sys, threading, time
from PySide6 import QtWebEngineCore, QtWidgets
from desktop.native.engine import start_engine
application = QtWidgets.QApplication(["x"])
beats, began = [], threading.Event()
def beat():
    while True:
        beats.append(time.perf_counter()); began.set(); time.sleep(0.001)
threading.Thread(target=beat, daemon=True).start()
began.wait()
before, start = len(beats), time.perf_counter()
if sys.argv[1] == "ours":
    assert start_engine()
else:
    QtWebEngineCore.QWebEngineProfile.defaultProfile()
end, seen = time.perf_counter(), len(beats) - before
longest = max(b - a for a, b in zip([start, *beats[before:]], [*beats[before:], end]))
print(seen, longest / (end - start), flush=True)
import os; os._exit(0)
"""

NAMES = """
import sys
from desktop.native.qt_names import give_names
give_names()
import webview.platforms.qt as qt
from PySide6 import QtGui, QtWebEngineCore, QtWidgets
assert qt.QAction is QtGui.QAction and qt.QMainWindow is QtWidgets.QMainWindow
assert qt.QWebPage is QtWebEngineCore.QWebEnginePage and qt.is_webengine
made = [name for name in vars(QtWidgets) if name.startswith("Q")]
assert len(made) < 100, f"{len(made)} classes were made for pywebview's few"
try:
    from qtpy.QtWidgets import QNothing
except ImportError:
    print("as it should")
"""


def run(code: str, argument: str, home: Path, display: Display) -> str:
    environment = environment_of(home, display.environment() | {"QTWEBENGINE_DISABLE_SANDBOX": "1"})
    done = subprocess.run(
        [sys.executable, "-c", code, argument],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_others_go_on_while_the_engine_starts(display: Display, tmp_path: Path) -> None:
    seen, longest = run(BEATS, "ours", tmp_path / "home", display).split()
    assert int(seen) > 5
    assert float(longest) < 0.5


def test_started_by_pyside_it_holds_the_lock(display: Display, tmp_path: Path) -> None:
    """When this fails, PySide6 lets go by itself, and `desktop/native/engine.py` can go."""
    _, longest = run(BEATS, "theirs", tmp_path / "home", display).split()
    assert float(longest) > 0.9


def test_pywebview_takes_its_names_from_pyside(display: Display, tmp_path: Path) -> None:
    assert run(NAMES, "", tmp_path / "home", display) == "as it should\n"
