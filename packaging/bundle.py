"""Build the bundle with PyInstaller and see that it works: `make bundle`.

    python packaging/bundle.py [--folder DIR]

Runs the self-test inside the bundle, on a display of its own where there is none
(Xvfb), with nothing of the source tree in reach, and says how large it is.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SELFTEST_SECONDS = 180


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=ROOT / "dist", help="where it goes")
    folder: Path = parser.parse_args().folder.resolve()
    build(folder)
    print(f"{folder / 'sarangbang'}: {size(folder / 'sarangbang') / 1e6:.0f} MB")
    return selftest(program(folder))


def build(folder: Path) -> None:
    """Put the bundle into `folder`/sarangbang. CalledProcessError when it fails."""
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    command += ["--distpath", str(folder), "--workpath", str(ROOT / "build" / "bundle")]
    # Bytecode is what goes into the bundle; PyInstaller reads it from its own cache.
    subprocess.run([*command, str(ROOT / "build.spec")], check=True, cwd=ROOT)


def program(folder: Path) -> Path:
    """The program inside the bundle, for a terminal."""
    if sys.platform == "win32":
        return folder / "sarangbang" / "sarangbang-console.exe"
    return folder / "sarangbang" / "sarangbang"


def selftest(path: Path) -> int:
    """Run the self-test of the program at `path`; its exit code."""
    command = [str(path), "--selftest"]
    with tempfile.TemporaryDirectory() as elsewhere:
        environment = clean_environment()
        if needs_display(environment):
            if shutil.which("xvfb-run") is None:
                print("no display and no xvfb-run: the window is tested without a screen")
            else:
                command = ["xvfb-run", "--auto-servernum", *command]
        return subprocess.run(
            command, cwd=elsewhere, env=environment, timeout=SELFTEST_SECONDS
        ).returncode


def clean_environment() -> dict[str, str]:
    """Without what would let the bundle find the source tree's Python."""
    removed = {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "QT_QPA_PLATFORM"}
    return {name: value for name, value in os.environ.items() if name not in removed}


def needs_display(environment: dict[str, str]) -> bool:
    shown = environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")
    return sys.platform == "linux" and not shown


def size(folder: Path) -> int:
    """Bytes of all files in `folder`, links counted as nothing."""
    return sum(
        path.stat().st_size
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink()
    )


if __name__ == "__main__":
    sys.exit(main())
