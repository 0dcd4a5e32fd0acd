"""The tables as queries see them."""

from __future__ import annotations

from uuid import uuid4

from sqlalchemy import select

from server.room.requests import Say
from server.store import Store
from server.store.tables import entries, told
from tests.server.room.people import HOST, ask
from tests.server.store.test_log import Writer


def test_short_spellings_are_text_to_every_query(store: Store) -> None:
    writer, ids = Writer(store), [uuid4().hex, str(uuid4()), "e-9"]
    writer.found()
    writer.write(list(ask(writer.state, *((HOST, Say(id, "안녕")) for id in ids)).entries))
    with store.database.read() as connection:
        for number, id in enumerate(ids, 3):
            query = select(told.c.id, told.c.kind, told.c.body, told.c.author)
            for found in (
                connection.execute(query.where(told.c.id == id)).all(),
                connection.execute(query.where(told.c.id.in_([id, "nobody"]))).all(),
                connection.execute(query.where(told.c.number == number)).all(),
                connection.execute(query.where(told.c.id == id, told.c.kind == "said")).all(),
            ):
                assert [tuple(row) for row in found] == [(id, "said", '{"text":"안녕"}', HOST)]
        kinds = connection.exec_driver_sql(
            "SELECT typeof(id), typeof(kind), typeof(body) FROM entries"
        ).all()
    assert [tuple(row) for row in kinds[2:]] == [
        ("blob", "blob", "blob"),
        ("blob", "blob", "blob"),
        ("text", "blob", "blob"),
    ]


def test_a_page_with_who_said_it_is_read_by_the_keys(store: Store) -> None:
    page = (
        select(told)
        .where(told.c.room == 1, told.c.number > 5)
        .order_by(told.c.number)
        .limit(500)
        .compile(store.database.engine, compile_kwargs={"literal_binds": True})
    )
    with store.database.read() as connection:
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {page}")]
    assert len(plan) == 2
    assert plan[0].startswith(f"SEARCH {entries.name} USING PRIMARY KEY (room=? AND number>?)")
    assert plan[1].startswith("SEARCH speakers USING INTEGER PRIMARY KEY")
