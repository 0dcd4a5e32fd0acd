"""What the page asks about talking in private."""

from __future__ import annotations

from typing import Any

from server.doors.asked import Asked, Handlers
from server.doors.home import HomeNamespace
from server.person.private_talk import PrivateTalk
from server.room.refusal import malformed

ANSWERS = ("accept", "not_now", "never")


class PrivateAsks:
    """`talk_privately`, `answer_private`; and the event `private_wishes`."""

    def __init__(self, home: HomeNamespace, talk: PrivateTalk) -> None:
        self._home, self._talk = home, talk
        home.add(self.handlers)
        home.wishes = lambda: len(talk.told)
        home.greetings.append(lambda sid: home.tell("private_wishes", talk.told, sid))

        def changed(told: list[dict[str, Any]]) -> None:
            home.tell("private_wishes", told)
            home.retitle()
            if told:
                home.ask_attention()

        talk.changed = changed

    @property
    def handlers(self) -> Handlers:
        """By the name of the request."""
        return {"talk_privately": self._ask, "answer_private": self._answer}

    def _ask(self, asked: Asked) -> dict[str, Any]:
        answer = self._talk.ask(asked.text("room"), asked.text("member"))
        self._home.tell_cards()
        return answer

    def _answer(self, asked: Asked) -> dict[str, Any]:
        answer = asked.text("answer")
        if answer not in ANSWERS:
            raise malformed(f"`answer` is one of {', '.join(ANSWERS)}")
        answered = self._talk.answer(asked.text("wish"), answer)
        self._home.tell_cards()
        return answered
