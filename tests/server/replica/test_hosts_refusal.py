from __future__ import annotations

from server.replica.hosts_refusal import read_refusal, read_refused_connect


def test_a_hosts_refusal_is_bounded() -> None:
    data: dict[str, object] = {
        "code": "name_taken",
        "message": "m" * 1_000,
        "suggestion": "x" * 1_000,
        "retry_after_ms": 10**12,
        "supported": [1, "2", *range(100)],
        "more": "left out",
    }
    connect = read_refused_connect({"message": data.pop("message"), "data": data})
    refused = read_refusal(data | {"message": "m" * 1_000})
    assert refused == connect
    assert refused.code == "name_taken"
    assert len(refused.message) == 500
    assert len(refused.data["suggestion"]) == 100
    assert refused.data["retry_after_ms"] == 600_000
    assert set(refused.data) == {"suggestion", "retry_after_ms", "supported"}
    garbage: list[object] = [None, 7, [], "code", {"code": "<b>"}, {"code": "x" * 41}, {"code": ""}]
    for one in garbage:
        assert read_refusal(one).code == "malformed"
        assert read_refused_connect(one).code == "malformed"
        assert read_refused_connect({"message": one, "data": one}).code == "malformed"
    assert read_refusal({"code": "x", "retry_after_ms": True}).data == {}
    assert read_refusal({"code": "x", "retry_after_ms": -1}).data == {}
