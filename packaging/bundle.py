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
from collections.abc import Iterator
from contextlib import contextmanager
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
    environment = clean_environment()
    with tempfile.TemporaryDirectory() as elsewhere, display(environment) as shown:
        return subprocess.run(
            [str(path), "--selftest"],
            cwd=elsewhere,
            env={**environment, **shown},
            timeout=SELFTEST_SECONDS,
        ).returncode


@contextmanager
def display(environment: dict[str, str]) -> Iterator[dict[str, str]]:
    """What to add to the environment so that a window can be opened: Xvfb where nothing is there.

    Xvfb takes the first free number itself; `xvfb-run` guesses, and two runs at once collide.
    """
    there = environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")
    if sys.platform != "linux" or there:
        yield {}
        return
    if shutil.which("Xvfb") is None:
        print("no display and no Xvfb: the window is tested without a screen")
        yield {}
        return
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        assert server.stdout is not None
        number = server.stdout.readline().decode().strip()
        yield {"DISPLAY": f":{number}"}
    finally:
        server.terminate()
        server.wait(10)


def clean_environment() -> dict[str, str]:
    """Without what would let the bundle find the source tree's Python."""
    removed = {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "QT_QPA_PLATFORM"}
    return {name: value for name, value in os.environ.items() if name not in removed}


def size(folder: Path) -> int:
    """Bytes of all files in `folder`, links counted as nothing."""
    return sum(
        path.stat().st_size
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink()
    )


if __name__ == "__main__":
    sys.exit(main())
