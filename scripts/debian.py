"""The packages that Debian and Ubuntu must bring, and nothing on any other system.

They stand in scripts/debian-packages-*.txt. What is missing is installed when we are
root; otherwise the one line to type is printed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


class Missing(Exception):
    """Packages are missing and we may not install them; the text is for a person."""


def wanted(names: list[str]) -> list[list[str]]:
    """The lists of those names, each line as the alternatives it allows."""
    found = []
    for name in names:
        text = (FOLDER / f"debian-packages-{name}.txt").read_text(encoding="utf-8")
        lines = [line.partition("#")[0].strip() for line in text.splitlines()]
        found += [[part.strip() for part in line.split("|")] for line in lines if line]
    return found


def provide(names: list[str], more: list[str] | None = None) -> None:
    """See to it that every package of those lists, and `more`, is installed.

    Quick when nothing is missing: one call of dpkg-query. Missing, when we are not
    root; CalledProcessError when apt-get fails, which has then said why.
    """
    if shutil.which("dpkg-query") is None:
        return
    lines = wanted(names) + [[name] for name in more or []]
    absent = _absent(lines)
    if not absent:
        return
    command = _apt_get()
    if command is None:
        line = " ".join(_choose(alternatives) for alternatives in absent)
        raise Missing(
            "Some packages of the system are missing. Type this line, then the same command "
            f"again:\n\n    sudo apt-get update && sudo apt-get install -y {line}\n"
        )
    print("Installing packages of the system …", flush=True)
    subprocess.run([*command, "-qq", "update"], check=True, stdin=subprocess.DEVNULL)
    packages = [_choose(alternatives) for alternatives in absent]
    install = [*command, "-qq", "-y", "--no-install-recommends", "install", *packages]
    # Standard output would be hundreds of lines; what goes wrong is on the other.
    subprocess.run(install, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


def has_candidate(package: str) -> bool:
    """Whether this release has a real package of that name (known after an update)."""
    if shutil.which("apt-cache") is None:
        return False
    answer = subprocess.run(
        ["apt-cache", "policy", package],
        env={**os.environ, "LC_ALL": "C"},
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
    return "Candidate:" in answer and "Candidate: (none)" not in answer


def _absent(lines: list[list[str]]) -> list[list[str]]:
    names = sorted({name for alternatives in lines for name in alternatives})
    answer = subprocess.run(
        ["dpkg-query", "--show", "--showformat=${db:Status-Abbrev}${Package}\n", *names],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ).stdout
    present = {line[3:] for line in answer.splitlines() if line.startswith("ii ")}
    return [alternatives for alternatives in lines if present.isdisjoint(alternatives)]


def _choose(alternatives: list[str]) -> str:
    if len(alternatives) == 1:
        return alternatives[0]
    return next((name for name in alternatives if has_candidate(name)), alternatives[-1])


def _apt_get() -> list[str] | None:
    """The beginning of the command, or None when we may not."""
    quietly = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    if os.geteuid() == 0:
        return quietly
    # A machine of a build service often lets its user become root without asking;
    # a person's machine is not touched without the person's own typing.
    may = os.environ.get("CI") and shutil.which("sudo")
    if may and subprocess.run(["sudo", "-n", "true"], stderr=subprocess.DEVNULL).returncode == 0:
        return ["sudo", "-n", *quietly]
    return None


if __name__ == "__main__":
    sys.exit("run scripts/setup.py instead")
