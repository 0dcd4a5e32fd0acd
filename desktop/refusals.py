"""What a server refused, in both languages: it says its sentences in English alone, since who
asks may be any program, and goes by their codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.language import Both

if TYPE_CHECKING:
    from server.room.refusal import Refused

# What can meet a command; the page has them all.
_KOREAN = {
    "banned": "이제 이 방에 들어갈 수 없어요",
    "closing": "방장이 방을 닫고 있어요",
    "key_changed": "방장의 확인 번호가 지난번과 달라요",
    "malformed": "방장의 사랑방과 버전이 다를 수 있어요",
    "name_invalid": "쓸 수 없는 이름이에요. 눈에 보이는 글자로 1~40자를 써 주세요",
    "name_not_found": "이 이름의 컴퓨터를 찾지 못했어요",
    "no_answer": "이 주소에서 아무도 대답하지 않아요",
    "no_route": "여기서는 이 주소로 갈 수 없어요",
    "not_allowed": "이 방에서는 할 수 없어요",
    "not_sarangbang": "이 주소에서는 사랑방이 아닌 다른 것이 대답해요",
    "other_identity": "지금 이 컴퓨터의 신원이 아닌 다른 신원으로 연 방이에요",
    "protocol_unsupported": "방장의 사랑방과 버전이 달라요",
    "refused": "컴퓨터는 켜져 있지만 열린 방이 없어요",
    "removed": "이 방에서 내보내졌어요",
    "room_full": "방이 가득 찼어요",
    "storage_full": "방장의 디스크가 가득 찼어요",
    "too_fast": "한꺼번에 너무 많이 보냈어요",
    "too_long": "너무 길어요",
    "too_many_tries": "너무 여러 번 시도했어요",
    "unknown_room": "방장이 이 방을 열어 두지 않았어요",
    "waiting_refused": "방장이 입장 요청을 거절했어요",
}


def reason_of_refusal(refused: Refused) -> Both:
    """Part of a fault's sentence, without a full stop."""
    english = refused.message.rstrip(".")
    return Both(english, _KOREAN.get(refused.code, english))
