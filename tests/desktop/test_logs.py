from __future__ import annotations

import logging
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.logs import FILE_NAME, start_logging, without_secrets

SECRET = "kJ8-s3cr3t_0"


@pytest.fixture(autouse=True)
def root_as_it_was() -> Iterator[None]:
    import sys
    import threading

    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    hooks = sys.excepthook, threading.excepthook
    yield
    for handler in set(root.handlers) - set(handlers):
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)
    sys.excepthook, threading.excepthook = hooks


def test_a_log_that_cannot_be_written_is_said_once_and_without_secrets(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "log" / FILE_NAME).mkdir(parents=True)
    start_logging(tmp_path)
    logging.getLogger("sarangbang").error("join %s", f"sarangbang://join?v=1#{SECRET}")
    said = capsys.readouterr().err
    assert said == f"The log {tmp_path / 'log' / FILE_NAME} cannot be written: Is a directory.\n"


@pytest.mark.parametrize(
    "line",
    [
        f"join sarangbang://join?v=1&room=ab&key=cd&at=10.0.0.1:47800#{SECRET}",
        f"loading http://127.0.0.1:4711/#secret={SECRET}",
        f"GET /socket.io/?EIO=4&invite={SECRET}&transport=polling",
        f"GET /socket.io/?ticket={SECRET}",
        f'auth {{"secret": "{SECRET}", "room": "ab"}}',
        f"auth {{'session': '{SECRET}'}}",
        f'{{"lan":[],"guest_secret":"{SECRET}"}}',
    ],
)
def test_secrets_are_blotted_out(line: str) -> None:
    written = without_secrets(line)
    assert SECRET not in written
    assert "…" in written


def test_everything_else_stays() -> None:
    line = "room ab12 opened on http://10.0.0.1:47880/ by Minsu (secretly)"
    assert without_secrets(line) == line


def test_log_is_private_and_blots_tracebacks_too(tmp_path: Path) -> None:
    path = start_logging(tmp_path)
    try:
        raise ValueError(f"http://127.0.0.1:1/#secret={SECRET}")
    except ValueError:
        logging.getLogger("sarangbang").exception("it failed")
    assert path == tmp_path / "log" / FILE_NAME
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    text = path.read_text()
    assert "Traceback" in text
    assert SECRET not in text
