"""Every check that is not a test; `make check`. All of them run, then the failed are named."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CHECKS = {
    "style": ["ruff", "check", "."],
    "format": ["ruff", "format", "--check", "."],
    "types": ["mypy"],
}


def run(name: str, command: list[str]) -> bool:
    """Run one check with its output shown; whether it passed."""
    print(f"— {name}", flush=True)
    return subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL).returncode == 0


def main() -> None:
    commands = {name: [sys.executable, "-m", *rest] for name, rest in CHECKS.items()}
    commands["page"] = [sys.executable, "scripts/page.py", "check"]
    commands["locks"] = [sys.executable, "scripts/lock.py", "--check"]
    failed = [name for name, command in commands.items() if not run(name, command)]
    if failed:
        sys.exit(f"these checks failed: {' '.join(failed)}")


if __name__ == "__main__":
    main()
