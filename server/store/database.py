"""The engine: how connections are opened, and what becomes of a database's errors."""

from __future__ import annotations

import errno
import logging
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError

from .id_marks import Marks
from .migrations import TooNew, migrate

log = logging.getLogger(__name__)


class StoreError(Exception):
    """The database could not be read or written; the message says what the system said."""


class Contradiction(StoreError):
    """What was to be written does not fit what is there: an id stands elsewhere already."""


class NewerDatabase(StoreError):
    """A newer version of the program has made it."""


class DiskFull(StoreError):
    """There is no room left for what was to be written, or to open it at all."""


class AnotherWriter(StoreError):
    """Another writer opened the room since; what was to be written was not."""


class Database:
    """One SQLite file. Safe to use from several threads; writes are one at a time."""

    def __init__(self, path: Path, *, synchronous: str = "FULL") -> None:
        """Open `path`, made with mode 0600 if missing, and bring it to this version's schema.

        `synchronous` is for the tests that show what FULL is for. Raises StoreError.
        """
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            if os.name == "posix" and path.stat().st_mode & 0o077:
                path.chmod(0o600)  # put back from a backup, say
        except OSError as error:
            kind = DiskFull if error.errno in (errno.ENOSPC, errno.EDQUOT) else StoreError
            raise kind(f"{path} cannot be written: {error.strerror}") from error
        self.engine: Engine = create_engine(
            f"sqlite:///{path}",
            connect_args={"check_same_thread": False, "timeout": 10},
            pool_size=4,
            pool_reset_on_return="rollback",
        )

        self._guard = threading.Lock()
        self._kept: Connection | None = None
        self.marks = marks = Marks()

        @event.listens_for(self.engine, "connect")
        def _connect(connection: sqlite3.Connection, _record: Any) -> None:
            # SQLAlchemy emits BEGIN itself (below), so that reads are in transactions too.
            connection.isolation_level = None
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute(f"PRAGMA synchronous = {synchronous}")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA temp_store = MEMORY")
            # What was deleted is overwritten, not only let go of.
            connection.execute("PRAGMA secure_delete = ON")
            marks.give_to(connection)

        try:
            with self.write() as connection:
                marks.open(connection)
                roomy = migrate(connection)
            if roomy:
                self._give_back()
        except (ValueError, StoreError) as error:
            self.engine.dispose()
            if isinstance(error, StoreError):
                raise
            kind = NewerDatabase if isinstance(error, TooNew) else StoreError
            raise kind(str(error)) from error

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that writes: all of it, or on any error nothing."""
        with self._transaction("BEGIN IMMEDIATE") as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that reads one state of the database."""
        with self._transaction("BEGIN") as connection:
            yield connection

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[Connection]:
        try:
            with self.engine.connect() as connection:
                connection.exec_driver_sql(begin)
                yield connection
                connection.commit()
        except DBAPIError as error:
            raise _told(error.orig) from error

    @contextmanager
    def pen(self) -> Iterator[tuple[Connection, sqlite3.Connection]]:
        """As `write`, on a connection that is kept, with the driver's own beside it.

        Every message passes here, and taking a connection out of the pool and having each
        statement prepared anew costs more than all else of a small commit.
        """
        with self._guard:
            if self._kept is None:
                self._kept = self.engine.connect()
            kept = self._kept
            driver = kept.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            try:
                driver.execute("BEGIN IMMEDIATE")
                try:
                    yield kept, driver
                    driver.execute("COMMIT")
                finally:
                    if driver.in_transaction:
                        driver.execute("ROLLBACK")
                    if kept.in_transaction():
                        kept.rollback()  # SQLAlchemy's own count of it, nothing in the database
            except (DBAPIError, sqlite3.Error) as error:
                raise _told(getattr(error, "orig", error)) from error

    def _give_back(self) -> None:
        """Make the file as small as what it holds, which takes as much again of the disk for a
        while. Where that fails, what is written next goes into what is empty."""
        try:
            with self.engine.connect() as connection:
                # The copy would fill the memory otherwise.
                connection.exec_driver_sql("PRAGMA temp_store = FILE")
                try:
                    connection.exec_driver_sql("VACUUM")
                finally:
                    connection.exec_driver_sql("PRAGMA temp_store = MEMORY")
        except DBAPIError as error:
            log.warning("the database was not made smaller: %s", error.orig)
        self.settle()

    def settle(self) -> None:
        """Bring what was written into the database itself, and empty the file that kept it until
        then; with nothing of what was deleted left in either. Whoever reads just now is not waited
        for, as all writing would wait too; then it is done when the next room goes, or at the
        end."""
        try:
            with self.engine.connect() as connection:
                waits = connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one()
                try:
                    connection.exec_driver_sql("PRAGMA busy_timeout=0")
                    connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                finally:
                    connection.exec_driver_sql(f"PRAGMA busy_timeout={int(waits)}")
        except DBAPIError as error:
            # What was deleted is deleted; only the file keeps it a while longer.
            log.warning("the write-ahead log was not emptied: %s", error.orig)

    def close(self) -> None:
        """Close all connections; the write-ahead log goes into the database."""
        with self._guard:
            if self._kept is not None:
                self._kept.close()
                self._kept = None
        self.engine.dispose()


def _told(error: BaseException | None) -> StoreError:
    if isinstance(error, sqlite3.IntegrityError):
        return Contradiction(str(error))
    # The lower byte is the kind, what is above it says more of it.
    full = getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL
    return (DiskFull if full else StoreError)(str(error))
