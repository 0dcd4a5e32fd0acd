"""One copy of the program per data folder.

Whoever holds the lock is the first copy. The system takes the lock away from a
process that ends, however it ends, so nothing is left over after a kill -9. The
first copy listens on a loopback port; port and secret stand in a file that only
the folder's owner can read. A second copy hands its wish over and goes.
"""

from __future__ import annotations

import errno
import hmac
import json
import logging
import os
import secrets
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Literal

from desktop.faults import AlreadyRunning, FirstCopySilent
from desktop.paths import LOCK_NAME
from desktop.unusable import refused_by_system
from server.files import write_privately

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

ADDRESS_NAME = "running.json"
MESSAGE = 64_000
"""Bytes of the longest message; an invitation with all its addresses is below 4,000."""
PATIENCE = 5.0
"""Seconds that one copy waits for the other."""

Kind = Literal["window", "serve"]
Heard = Callable[[str | None], None]

log = logging.getLogger("sarangbang.instance")


class Instance:
    """The first copy's hold on its data folder, from `claim` to `release`."""

    def __init__(self, folder: Path, lock: IO[bytes], kind: Kind) -> None:
        self._folder = folder
        self._lock = lock
        self._secret = secrets.token_urlsafe(32)
        self._heard: Heard | None = None
        self._early: list[str | None] = []
        self._guard = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=8)
        address = {
            "kind": kind,
            "process": os.getpid(),
            "port": self._listener.getsockname()[1],
            "secret": self._secret,
        }
        write_privately(folder / ADDRESS_NAME, json.dumps(address).encode())
        threading.Thread(target=self._listen, name="second copies", daemon=True).start()

    @classmethod
    def claim(cls, folder: Path, kind: Kind) -> Instance | None:
        """Become the first copy on `folder`; None when another one is. Raises FolderUnusable."""
        try:
            # Opened without truncating: the first copy may be holding it.
            descriptor = os.open(folder / LOCK_NAME, os.O_RDWR | os.O_CREAT, 0o600)
            lock = os.fdopen(descriptor, "r+b", buffering=0)
            if not _lock(lock):
                lock.close()
                return None
            return cls(folder, lock, kind)
        except OSError as error:
            raise refused_by_system(error, folder) from error

    def on_second_copy(self, heard: Heard) -> None:
        """Call `heard(link or None)` for each second copy, also for those that came before."""
        with self._guard:
            self._heard = heard
            early, self._early = self._early, []
        for text in early:
            heard(text)

    def release(self) -> None:
        (self._folder / ADDRESS_NAME).unlink(missing_ok=True)
        self._listener.close()
        self._lock.close()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return  # released
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection:
            try:
                connection.settimeout(PATIENCE)
                told = json.loads(_read_line(connection))
                if not hmac.compare_digest(str(told["secret"]).encode(), self._secret.encode()):
                    return
                text = told["text"]
                if text is not None and not isinstance(text, str):
                    return
                connection.sendall(b'{"ok": true}\n')
            except (OSError, ValueError, KeyError, TypeError):
                return
        log.info("a second copy was started%s", "" if text is None else " with a link")
        with self._guard:
            heard = self._heard
            if heard is None:
                self._early.append(text)
        if heard is not None:
            heard(text)


@contextmanager
def alone(file: Path) -> Iterator[None]:
    """Hold the lock `file`, which other copies hold for a moment only. Raises OSError."""
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+b", buffering=0) as lock:
        end = time.monotonic() + PATIENCE
        while not _lock(lock):
            if time.monotonic() > end:
                raise TimeoutError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT), str(file))
            time.sleep(0.02)
        yield


def hand_over(folder: Path, text: str | None) -> None:
    """Give `text` (a link, an address, or None) to the first copy, whose window comes forward.

    Raises AlreadyRunning when the first copy has no window, FirstCopySilent when it
    does not answer.
    """
    address = _first_copy(folder)
    if address["kind"] != "window":
        raise AlreadyRunning(folder=folder, process=address["process"])
    if sys.platform == "win32":
        import ctypes

        # Only the program in the foreground may let another one come forward.
        ctypes.windll.user32.AllowSetForegroundWindow(int(address["process"]))
    message = json.dumps({"secret": address["secret"], "text": text}).encode() + b"\n"
    try:
        with socket.create_connection(("127.0.0.1", int(address["port"])), PATIENCE) as connection:
            connection.sendall(message)
            if json.loads(_read_line(connection)) != {"ok": True}:
                raise ValueError
    except (OSError, ValueError) as error:
        raise FirstCopySilent(folder=folder) from error


def refuse_second(folder: Path) -> AlreadyRunning:
    """What a second `serve` on the same folder says."""
    return AlreadyRunning(folder=folder, process=_first_copy(folder)["process"])


def _first_copy(folder: Path) -> dict[str, str | int]:
    """Where the first copy listens. It may have taken the lock only just now."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            address = json.loads((folder / ADDRESS_NAME).read_bytes())
            return {name: address[name] for name in ("kind", "process", "port", "secret")}
        except (OSError, ValueError, KeyError, TypeError) as error:
            if time.monotonic() > end:
                raise FirstCopySilent(folder=folder) from error
            time.sleep(0.05)


def _read_line(connection: socket.socket) -> bytes:
    """One line; ValueError when it is longer than `MESSAGE`, empty when the other is gone."""
    line = b""
    while not line.endswith(b"\n"):
        part = connection.recv(4096)
        if not part:
            break
        line += part
        if len(line) > MESSAGE:
            raise ValueError("the message is too long")
    return line


def _lock(file: IO[bytes]) -> bool:
    try:
        if sys.platform == "win32":
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
