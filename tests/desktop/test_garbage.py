"""That a running host does not look through its own parts for garbage again and again."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.support.ports import free_port

# The command line as it is, and beside it somebody who looks once the line of JSON is out.
HOST = """
import gc, os, sys, threading
def look():
    sys.stdin.readline()
    print(gc.isenabled(), gc.get_freeze_count(), len(gc.get_objects()), flush=True)
    os.kill(os.getpid(), 15)
threading.Thread(target=look, daemon=True).start()
from desktop.cli import main
main(["--data", sys.argv[1], "serve", "Room", "--open", "--json", "--no-announce",
      "--port", sys.argv[2]])
"""


def test_what_comes_with_the_program_is_not_looked_through_while_it_hosts(tmp_path: Path) -> None:
    host = subprocess.Popen(
        [sys.executable, "-c", HOST, str(tmp_path), str(free_port())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert host.stdout is not None
        assert host.stdout.readline().startswith("{")
        answer, _ = host.communicate("\n", timeout=30)
    finally:
        host.kill()
        host.wait()
    looks, kept, looked_through = answer.split()
    assert looks == "True"
    assert int(kept) > 10 * int(looked_through)
    assert host.returncode == 0
