"""Set everything up; the second time there is nothing to do and it is over at once.

    python3 scripts/setup.py             for the window        (Windows: py -3 scripts\\setup.py)
    python3 scripts/setup.py serve       for a host without a window: no Qt
    python3 scripts/setup.py tests       for the tests: a screen, a browser, fonts
    python3 scripts/setup.py bench       for the measurements
    python3 scripts/setup.py bundle      for building the folder that runs without Python

`make run` and `make test` call it. Needs Python 3.11 and nothing else.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

# Standing first, because the rest of this file may use what older versions lack.
if sys.version_info < (3, 11):  # noqa: UP036 - this is what tells the person
    sys.exit(
        "Sarangbang needs Python 3.11 or newer; this is "
        + ".".join(str(part) for part in sys.version_info[:3])
        + ". Install a newer one and run the same command with it."
    )

import argparse

import debian
import environment
import page

DEBIAN = {
    "serve": [],
    "window": ["run"],
    "tests": ["run", "test"],
    "bench": ["run", "test", "bench"],
    "bundle": ["run", "test"],
}
LOCKS = {
    "serve": ["build", "base"],
    "window": ["build", "desktop"],
    "tests": ["build", "dev"],
    "bench": ["build", "dev"],
    "bundle": ["build", "dev"],
}
SHELL = "chromium-headless-shell"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", nargs="?", choices=sorted(DEBIAN), default="window")
    what = parser.parse_args().what
    try:
        set_up(what)
    except debian.Missing as missing:
        sys.exit(str(missing))
    except KeyboardInterrupt:
        sys.exit("Setting up was interrupted; the same command goes on from here.")
    except subprocess.CalledProcessError as failed:
        command = " ".join(str(part) for part in failed.cmd[:6])
        sys.exit(f"Setting up stopped: `{command} …` ended with {failed.returncode}.")


def set_up(what: str) -> None:
    """Everything that `what` needs."""
    packages: list[str] = []
    if not environment.can_be_made():
        packages.append(f"python3.{sys.version_info.minor}-venv")
    if what == "bundle" and sys.base_prefix == "/usr":
        packages.append(f"libpython3.{sys.version_info.minor}")  # Debian splits that off, too
    driven = what in ("tests", "bench")
    debian.provide(DEBIAN[what], packages + (_browser_package() if driven else []))
    if driven and not _browser():
        debian.provide([], _browser_package())  # which may be known only now
    environment.provide(LOCKS[what])
    if not page.is_fresh():
        print("Building the page …", flush=True)
        subprocess.run([environment.PYTHON, page.__file__, "build"], check=True)
    if driven and not _browser():
        _fetch_browser()


def _browser_package() -> list[str]:
    """What to install for a Chromium where there is none; empty: this system has no package.

    The shell is the same browser without its window. It opens a page in half the time.
    """
    if _browser():
        return []
    return [name for name in (SHELL, "chromium") if debian.has_candidate(name)][:1]


def _browser() -> bool:
    """Whether tests/support/browser.py will find a Chromium on this machine."""
    if os.environ.get("SARANGBANG_CHROMIUM"):
        return True
    found = [shutil.which(name) for name in (SHELL, "chromium", "google-chrome")]
    return any(found) and not any(name and "snap" in str(Path(name).resolve()) for name in found)


def _fetch_browser() -> None:
    """Where the system has no Chromium as a package (Ubuntu), Playwright brings its own."""
    command = [str(environment.PYTHON), "-m", "playwright", "install"]
    if os.name == "posix" and os.geteuid() == 0:
        command.append("--with-deps")
    subprocess.run([*command, "chromium"], check=True, stdin=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
