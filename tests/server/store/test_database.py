from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from server.store.database import Contradiction, Database, NewerDatabase, StoreError


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(tmp_path / "data" / "x.db")
    yield opened
    opened.close()


def settings(database: Database) -> dict[str, str]:
    with database.read() as connection:
        found = connection.execute(text("SELECT key, value FROM settings"))
        return {row.key: row.value for row in found}


def put(key: str) -> str:
    return f"INSERT INTO settings (key, value) VALUES ('{key}', 'v')"


def test_what_is_written_is_there_again(database: Database, tmp_path: Path) -> None:
    with database.write() as connection:
        connection.execute(text(put("a")))
    database.close()
    again = Database(tmp_path / "data" / "x.db")
    assert settings(again) == {"a": "v"}
    again.close()


@pytest.mark.parametrize("how", ["write", "pen"])
def test_a_transaction_is_all_or_nothing(database: Database, how: str) -> None:
    def fail() -> None:
        with getattr(database, how)() as got:
            connection = got if how == "write" else got[0]
            connection.execute(text(put("a")))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert settings(database) == {}
    with database.pen() as (connection, driver):
        connection.execute(text(put("b")))
        driver.execute(put("c"))
    assert set(settings(database)) == {"b", "c"}


@pytest.mark.parametrize("through", ["alchemy", "driver"])
def test_the_databases_errors_are_one_kind(database: Database, through: str) -> None:
    def write_twice() -> None:
        with database.pen() as (connection, driver):
            for _ in range(2):
                if through == "alchemy":
                    connection.execute(text(put("a")))
                else:
                    driver.execute(put("a"))

    with pytest.raises(Contradiction, match="UNIQUE"):
        write_twice()
    assert settings(database) == {}
    with database.pen() as (_, driver):  # the kept connection is good again
        driver.execute(put("b"))
    assert settings(database) == {"b": "v"}


def test_what_sqlite_promises(database: Database) -> None:
    with database.pen() as (_, driver):
        assert driver.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert driver.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL
        assert driver.execute("PRAGMA foreign_keys").fetchone() == (1,)


@pytest.mark.skipif(os.name != "posix", reason="modes are the system's")
def test_nobody_else_can_read_it(database: Database, tmp_path: Path) -> None:
    with database.write() as connection:
        connection.execute(text(put("a")))
    folder = tmp_path / "data"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    files = {file.name: stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()}
    assert set(files) == {"x.db", "x.db-wal", "x.db-shm"}
    assert set(files.values()) == {0o600}


@pytest.mark.skipif(os.name != "posix", reason="modes are the system's")
def test_a_database_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    (tmp_path / "x.db").touch(mode=0o644)
    (tmp_path / "x.db").chmod(0o644)
    Database(tmp_path / "x.db").close()
    assert stat.S_IMODE((tmp_path / "x.db").stat().st_mode) == 0o600


def test_a_newer_database_is_refused_with_a_sentence(tmp_path: Path) -> None:
    made = sqlite3.connect(tmp_path / "x.db")
    made.execute("PRAGMA user_version = 1000")
    made.close()
    with pytest.raises(NewerDatabase, match="newer version of the program"):
        Database(tmp_path / "x.db")


def test_a_file_that_is_no_database_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_text("no database " * 1000)
    with pytest.raises(StoreError, match="not a database"):
        Database(tmp_path / "x.db")


def test_a_folder_that_cannot_be_made_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="cannot be written"):
        Database(tmp_path / "file" / "x.db")
