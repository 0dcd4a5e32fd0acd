from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support.copies import Copies
from tests.support.wait import wait_for
from tests.together.joined import Joined, local_link
from tests.together.ledger import check_log, newest, read_log, read_outbox, said
from tests.together.plain import Clients, Member

ROUNDS = 20
SECONDS = 60  # of rounds; a slow machine makes fewer
MEMBERS = 5
# Messages a second of each copy, which keeps each of them in its outbox first, and of a
# member by script that has many on their way at once: 200 in all.
COPY_RATE = 8
SCRIPT_RATE = 160


class Play:
    """A host, five copies that have joined it, and a script: all of them talk all the time."""

    def __init__(
        self, copies: Copies, make_copy: Callable[[str], Joined], script: Clients, chance: int
    ) -> None:
        self.copies, self.script = copies, script
        self.random = random.Random(chance)
        self.host = copies.host("Our room", "--rate", "0", guests=True)
        self.room = self.host.said["room"]
        self.lives = 0
        self.members = [make_copy(f"Member {number}") for number in range(MEMBERS)]
        for member in self.members:
            member.join(local_link(self.host))
            self.let_talk(member)
        self.line = self.script.join(self.host.guest, "Script")
        self.session = self.line.welcome["session"]
        self.let_script_talk(self.line)

    def let_talk(self, member: Joined) -> None:
        self.lives += 1
        mark = f"{member.name} in life {self.lives},"
        member.speaker.ask("chatter", rate=COPY_RATE, mark=mark)

    def let_script_talk(self, line: Member) -> None:
        self.lives += 1
        mark = f"Script in life {self.lives},"
        self.script.speaker.ask("chatter", who=line.key, rate=SCRIPT_RATE, mark=mark)

    def round(self) -> None:
        """Kill some, wait a little, start them again, all at the same time."""
        chance = self.random
        kill_host = chance.random() < 0.5
        victims = [member for member in self.members if chance.random() < 0.25]
        if not victims and not kill_host:
            victims = [chance.choice(self.members)]
        time.sleep(chance.uniform(0, 0.5))  # at any moment of their talking
        killing = [*(victim.kill for victim in victims), *([self.host.kill] * kill_host)]
        chance.shuffle(killing)
        for kill in killing:
            kill()
        time.sleep(chance.uniform(0, 0.3))
        starting = [self.restart_host] * kill_host + [
            lambda victim=victim: self.restart(victim) for victim in victims
        ]
        with ThreadPoolExecutor(MEMBERS + 1) as pool:
            for started in [pool.submit(start) for start in starting]:
                started.result()

    def restart(self, member: Joined) -> None:
        member.start()
        self.let_talk(member)

    def restart_host(self) -> None:
        port, guests = (url.rpartition(":")[2] for url in (self.host.lan, self.host.guest))
        arguments = ["--rate", "0", "--guests", guests]
        self.host = self.copies.host("Our room", *arguments, data=self.host.data, port=int(port))
        self.script.speaker.ask("hush")
        self.line = self.script.join(self.host.guest, "Script", session=self.session, after=0)
        self.let_script_talk(self.line)

    def end(self) -> None:
        """Be silent, wait until everything has arrived, and stop everyone politely."""
        for speaker in (self.script.speaker, *(member.speaker for member in self.members)):
            speaker.ask("hush")
        for member in self.members:
            wait_for(
                lambda data=member.data: not read_outbox(data),  # type: ignore[misc]
                f"the outbox of {member.name} to be empty",
                seconds=60,
                every=0.2,
            )
        for member in self.members:
            wait_for(
                lambda data=member.data: (
                    newest(data, self.room)  # type: ignore[misc]
                    == newest(self.host.data, self.room)
                ),
                f"all of the log at {member.name}",
                every=0.1,
            )
        for member in self.members:
            assert member.stop() == 0
        assert self.host.stop() == 0


@pytest.mark.timeout(280)
def test_what_was_acknowledged_is_everywhere_once_and_in_one_order(
    copies: Copies,
    make_copy: Callable[[str], Joined],
    make_clients: Callable[[str], Clients],
    capsys: pytest.CaptureFixture[str],
) -> None:
    chance = int(os.environ.get("SARANGBANG_SEED", random.SystemRandom().randrange(10**6)))
    with capsys.disabled():
        print(f" SARANGBANG_SEED={chance}", end="", flush=True)  # noqa: T201
    play = Play(copies, make_copy, make_clients("python"), chance)
    started, rounds = time.monotonic(), 0
    while rounds < ROUNDS and time.monotonic() - started < SECONDS:
        play.round()
        rounds += 1
    play.end()

    log = read_log(play.host.data, play.room)
    check_log(log)
    texts = said(log)
    for member in play.members:
        assert read_log(member.data, play.room) == log, member.name
        assert member.queued, member.name
        assert member.queued.items() <= texts.items(), member.name
        assert_windows_saw_no_gap(member)
    assert_in_order(texts.values())
    acknowledged = [line for line in play.script.speaker.told if "acknowledged" in line]
    numbers = {row["id"]: row["number"] for row in log}
    for line in acknowledged:
        assert texts.get(line["acknowledged"]) == line["text"]
        assert numbers[line["acknowledged"]] == line["number"]
    with capsys.disabled():
        queued = sum(len(member.queued) for member in play.members)
        print(  # noqa: T201
            f" ({rounds} rounds, {len(log)} entries, {queued} through outboxes,"
            f" {len(acknowledged)} to the script)",
            end="",
        )
    assert rounds >= 5
    assert len(acknowledged) > 100


def assert_in_order(texts: Iterable[str]) -> None:
    """What one speaker said in one life stands in the order in which it was said."""
    at: dict[str, int] = {}
    for text in texts:
        mark, _, rest = text.partition(",")
        number = int(rest.split()[0])
        assert number > at.get(mark, 0), text
        at[mark] = number


def assert_windows_saw_no_gap(member: Joined) -> None:
    """Between one welcome and the next, a window is told each number once, in order."""
    expected = 0
    for line in member.told:
        if line.get("room") == "welcome":
            expected = line["with"]["from"]
        for number, _, _ in line.get("shown", []):
            assert number == expected, f"{member.name} was shown {number} instead of {expected}"
            expected += 1
