from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from server.store import Store
from tests.support.copies import Copies
from tests.support.wait import wait_for
from tests.together.joined import Joined, local_link
from tests.together.ledger import check_log, read_log
from tests.together.plain import Clients


def empty(data: Path, room: str, text: str, by: int) -> int:
    """Withdraw what was said, in the database of a host that stands still; its number."""
    (path,) = data.glob("*.db")
    log = read_log(data, room)
    number = next(row["number"] for row in log if json.loads(row["body"]).get("text") == text)
    store = Store(path)
    row = store.rooms.get(room)
    assert row is not None
    store.log.erase(row.key, number, by)
    store.close()
    return int(number)


def test_the_chain_holds_over_a_withdrawn_body(
    copies: Copies, make_clients: Callable[..., Clients], make_copy: Callable[..., Joined]
) -> None:
    host = copies.host("Our room", guests=True)
    room, port = host.said["room"], int(host.lan.rpartition(":")[2])
    member = make_clients("python").join(host.guest, "Jisu")
    for text in ("first", "a slip of the tongue", "last"):
        assert member.say(text)["ok"]
    assert host.stop() == 0
    last = read_log(host.data, room)[-1]["number"]
    number = empty(host.data, room, "a slip of the tongue", by=last)
    log = read_log(host.data, room)
    check_log(log)
    assert "slip" not in json.dumps(log)

    host = copies.host("Our room", data=host.data, port=port, guests=True)
    copy = make_copy("Minsu")
    copy.join(local_link(host))
    copy.say("what comes after")
    wait_for(lambda: len(read_log(copy.data, room)) == last + 2, "the newest entry at the copy")
    replica = read_log(copy.data, room)
    check_log(replica)
    assert replica == read_log(host.data, room)
    assert replica[number - 1]["body"] is None
    entries = (
        make_clients("javascript")
        .join(host.lan, "Bo")
        .call("history", {"after": number - 1, "limit": 1})["entries"]
    )
    assert entries[0]["withdrawn"] == last
    assert entries[0]["digest"] == log[number - 1]["digest"]
    assert not {"body", "salt"} & entries[0].keys()
