"""The virtual environment .venv, filled from the lock files."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".venv"
PYTHON = FOLDER / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
# What one lock pins, those it contains pin alike (scripts/lock.py, tests/test_house.py).
CONTAINS = {
    "dev": ("dev", "desktop", "base", "build"),
    "desktop": ("desktop", "base"),
    "base": ("base",),
    "build": ("build",),
}


def can_be_made() -> bool:
    """Whether this Python can make virtual environments (Debian splits that off)."""
    return importlib.util.find_spec("ensurepip") is not None


def provide(locks: list[str]) -> None:
    """Make .venv if need be and install those locks, unless it holds them already.

    CalledProcessError when venv or pip fails, which has then said why.
    """
    if not _is_ours():
        print("Making the virtual environment .venv …", flush=True)
        if FOLDER.exists():
            shutil.rmtree(FOLDER)
        subprocess.run([sys.executable, "-m", "venv", str(FOLDER)], check=True)
    for lock in locks:
        if not _holds(lock):
            _install(lock)


def _is_ours() -> bool:
    """Whether .venv works, and was made by a Python of this version."""
    if not PYTHON.exists():
        return False
    ask = "import sys; print(*sys.version_info[:2])"
    answer = subprocess.run([PYTHON, "-c", ask], capture_output=True, text=True)
    return answer.returncode == 0 and answer.stdout.split() == [
        str(part) for part in sys.version_info[:2]
    ]


def _digest(lock: str) -> str:
    return hashlib.sha256((ROOT / "requirements" / f"{lock}.txt").read_bytes()).hexdigest()


def _stamp(lock: str) -> Path:
    return FOLDER / f".lock-{lock}"


def _holds(lock: str) -> bool:
    stamp = _stamp(lock)
    return stamp.is_file() and stamp.read_text(encoding="ascii") == _digest(lock)


def _install(lock: str) -> None:
    print(f"Fetching the packages of requirements/{lock}.txt …", flush=True)
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    # Nothing comes in without a hash, not even the tools that build the few packages
    # without a wheel: those are in build.txt, so no other environment is made for them.
    command += ["--require-hashes", "--no-build-isolation", "--use-pep517"]
    if not sys.stdout.isatty():
        command.append("--quiet")
    command += ["--requirement", str(ROOT / "requirements" / f"{lock}.txt")]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    for contained in CONTAINS[lock]:
        _stamp(contained).write_text(_digest(contained), encoding="ascii")


if __name__ == "__main__":
    sys.exit("run scripts/setup.py instead")
