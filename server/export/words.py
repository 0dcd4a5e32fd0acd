"""The sentences of an exported page, for those who read it long after, without the program."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "saved": "Saved by Sarangbang on {at}.",
        "deleted": "This message was deleted.",
        "edited": "edited",
        "pinned": "pinned",
        "answers": "Answer to {name}",
        "gap": "What was said in between is not on this computer.",
        "opened": "{name} opened the room.",
        "joined": "{name} came in.",
        "left": "{name} left.",
        "removed": "{name} was removed.",
        "expired": "{name} left.",
        "banned": "{name} was removed for good.",
        "renamed": "{was} is now called {now}.",
        "room_renamed": "{name} called the room “{now}”.",
        "topic_changed": "{name} set the topic: {now}",
    },
    "ko": {
        "saved": "사랑방이 {at}에 저장했어요.",
        "deleted": "삭제된 메시지예요.",
        "edited": "고침",
        "pinned": "고정됨",
        "answers": "{name}님에게 답장",
        "gap": "그사이에 나눈 이야기는 이 컴퓨터에 없어요.",
        "opened": "{name}님이 방을 열었어요.",
        "joined": "{name}님이 들어왔어요.",
        "left": "{name}님이 나갔어요.",
        "removed": "{name}님이 내보내졌어요.",
        "expired": "{name}님이 나갔어요.",
        "banned": "{name}님이 영영 내보내졌어요.",
        "renamed": "{was}님이 이름을 {now}(으)로 바꿨어요.",
        "room_renamed": "{name}님이 방 이름을 ‘{now}’(으)로 바꿨어요.",
        "topic_changed": "{name}님이 주제를 정했어요: {now}",
    },
}
