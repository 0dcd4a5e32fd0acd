"""Write the lock files in requirements/ anew: every package pinned, with its hashes.

`make lock` takes the newest versions that pyproject.toml allows, for every system
and every Python from 3.11 on. `--check` only tells whether pyproject.toml has changed
since (no network needed), by exit code 1 and a sentence.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "requirements"
# What dev.txt pins holds for the smaller ones too, so one environment can take all.
NAMES = ("dev", "desktop", "base", "build")


def inputs() -> dict[str, list[str]]:
    """For each lock, the requirements in pyproject.toml that it is made from."""
    described = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    base = described["project"]["dependencies"]
    desktop = base + described["project"]["optional-dependencies"]["desktop"]
    groups = described["dependency-groups"]
    build = described["build-system"]["requires"] + groups["build"]
    return {
        "base": base,
        "desktop": desktop,
        "build": build,
        "dev": desktop + build + groups["dev"],
    }


def first_line(requirements: list[str]) -> str:
    """The line at the head of a lock that says what it was made from."""
    text = json.dumps(sorted(requirements)).encode()
    return f"# inputs {hashlib.sha256(text).hexdigest()}"


def stale() -> list[str]:
    """The names of the locks that pyproject.toml has outgrown."""
    found = []
    for name, requirements in inputs().items():
        lock = FOLDER / f"{name}.txt"
        text = lock.read_text(encoding="utf-8") if lock.exists() else ""
        if text.partition("\n")[0] != first_line(requirements):
            found.append(f"requirements/{name}.txt")
    return found


def write(name: str, requirements: list[str]) -> None:
    """Solve one lock with uv and write it; what uv says of a conflict is shown as it is."""
    command = [sys.executable, "-m", "uv", "pip", "compile", "-", "--quiet", "--universal"]
    command += ["--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate"]
    if name != "dev":
        command += ["--constraint", str(FOLDER / "dev.txt")]
    solved = subprocess.run(
        command, input="\n".join(requirements), stdout=subprocess.PIPE, text=True, check=True
    ).stdout
    (FOLDER / f"{name}.txt").write_text(
        f"{first_line(requirements)}\n# made by `make lock`\n{solved}", encoding="utf-8"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only tell whether they are fresh")
    if parser.parse_args().check:
        old = stale()
        if old:
            sys.exit(f"{', '.join(old)}: pyproject.toml has changed since; run `make lock`")
        return
    FOLDER.mkdir(exist_ok=True)
    wanted = inputs()
    for name in NAMES:
        write(name, wanted[name])


if __name__ == "__main__":
    main()
