"""The log file. It never holds a secret, also not inside somebody else's message."""

from __future__ import annotations

import logging
import os
import platform
import re
import sys
import threading
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from desktop.unusable import refused_by_system
from server.version import VERSION

FILE_NAME = "sarangbang.log"
SIZE = 1_000_000
"""Bytes of one log file; with two older ones kept, a bug report stays small enough to send."""

log = logging.getLogger("sarangbang")

_SECRETS = re.compile(
    r"""(?ix)
    ( sarangbang://[^\s\#"']* \# ) [^\s"'&]+             # an invitation's secret
    | ( [\#?&] (?: secret|invite|session|ticket ) = ) [^\s"'&]+
    | ( ["']? \b (?: secret|guest_secret|invite|session|ticket ) ["']? \s* [:=] \s* ["'] ) [^"']+
    """
)


def log_folder(data: Path) -> Path:
    return data / "log"


def start_logging(data: Path, *, to_terminal: bool = False) -> Path:
    """Write to `data`/log from here on, and return the file's place. Raises FolderUnusable."""
    folder = log_folder(data)
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise refused_by_system(error, data) from error
    path = folder / FILE_NAME
    handlers: list[logging.Handler] = [_PrivateFile(path)]
    if to_terminal:
        handlers.append(logging.StreamHandler())
    form = _WithoutSecrets("%(asctime)s %(levelname)s %(name)s: %(message)s")
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    for handler in handlers:
        handler.setFormatter(form)
        root.addHandler(handler)
    _catch_the_uncaught()
    log.info("Sarangbang %s, Python %s on %s", VERSION, platform.python_version(), sys.platform)
    return path


def without_secrets(text: str) -> str:
    """`text` with every invitation, session and launch secret blotted out."""
    return _SECRETS.sub(lambda match: "".join(part or "" for part in match.groups()) + "…", text)


class _WithoutSecrets(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record))


class _PrivateFile(RotatingFileHandler):
    """Three files of `SIZE`, readable by their owner only."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=SIZE, backupCount=2, encoding="utf-8", delay=True)
        self._told = False

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Where the file cannot be written, say so once; logging itself would show for every
        line, on the terminal, what it was about to say, with the secrets in it."""
        error = sys.exc_info()[1]
        if not isinstance(error, OSError):
            super().handleError(record)
        elif not self._told and sys.stderr is not None:
            self._told = True
            sys.stderr.write(f"The log {self.baseFilename} cannot be written: {error.strerror}.\n")

    def _open(self) -> TextIOWrapper:
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return os.fdopen(descriptor, "a", encoding="utf-8")


def _catch_the_uncaught() -> None:
    """A bug in any thread is loud: in the log, and on the terminal if there is one."""

    def in_main(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        log.critical("uncaught", exc_info=(kind, error, trace))
        if sys.stderr is not None:
            sys.__excepthook__(kind, error, trace)

    def in_thread(told: threading.ExceptHookArgs) -> None:
        if told.exc_value is not None:
            trace = (told.exc_type, told.exc_value, told.exc_traceback)
            log.critical("uncaught in %s", told.thread and told.thread.name, exc_info=trace)
        if sys.stderr is not None:
            threading.__excepthook__(told)

    sys.excepthook = in_main
    threading.excepthook = in_thread
