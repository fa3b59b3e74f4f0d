"""Whole answers, repaired: one shape that satisfies every document."""

from typing import Any

import pytest

from chatapp.wire.normalize.completion import normalized
from tests.wire.documents import ANSWERS, complaints
from tests.wire.sending import ESTIMATE, IDENTITY

MESSAGE = {"role": "assistant", "content": "Hi"}


def answer(message: Any = MESSAGE, finish_reason: Any = "stop", **more: Any) -> dict[str, Any]:
    choice = {"index": 0, "message": message, "finish_reason": finish_reason}
    return {"id": "theirs", "object": "x", "created": 7, "model": "m", "choices": [choice], **more}


def repaired(raw: dict[str, Any]) -> dict[str, Any]:
    """The answer; it pleases all documents, and a second repair changes nothing."""
    found = normalized(raw, IDENTITY, ESTIMATE)
    assert complaints(found, *ANSWERS) == []
    assert normalized(found, IDENTITY, ESTIMATE) == found
    return found


def said(message: Any) -> dict[str, Any]:
    found: dict[str, Any] = repaired(answer(message))["choices"][0]["message"]
    return found


def test_the_head_is_ours_and_the_rest_stays() -> None:
    found = repaired(answer(x_groq={"id": "g"}, provider="theirs", metadata=None, obfuscation="xyz"))
    assert found == {
        "id": IDENTITY.id,
        "object": "chat.completion",
        "created": 7,
        "model": "m",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": "Hi", "refusal": None},
                "logprobs": None,
                "finish_reason": "stop",
            }
        ],
        "usage": ESTIMATE,
        "x_groq": {"id": "g"},
        "provider": "acme",
        "metadata": {"team": "blue"},
        "upstream": {"provider": "theirs"},
    }


def test_a_bare_answer_is_completed() -> None:
    found = repaired({"choices": [{}, 3, {"message": None}]})
    assert (found["created"], found["model"], found["usage"]) == (IDENTITY.created, IDENTITY.model, ESTIMATE)
    assert [one["index"] for one in found["choices"]] == [0, 1]
    assert [one["finish_reason"] for one in found["choices"]] == ["stop", "stop"]


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [(1763670000123, 1763670000), (1763670000123456789, 1763670000), (12.0, 12), (0, IDENTITY.created)]
    + [(value, IDENTITY.created) for value in (-5, "now", None, True)],
)
def test_created_is_in_seconds(theirs: Any, ours: int) -> None:
    assert repaired(answer(created=theirs))["created"] == ours


@pytest.mark.parametrize(("theirs", "ours"), [("flex", "flex"), ("on_demand", None), (None, None), (3, None)])
def test_the_service_tier_is_one_that_the_documents_know(theirs: Any, ours: Any) -> None:
    assert repaired(answer(service_tier=theirs))["service_tier"] == ours
    assert "service_tier" not in repaired(answer())


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [(word, "stop") for word in ("eos", "end_turn", "stop_sequence", "complete", "completed", "end", "STOP")]
    + [(word, "length") for word in ("max_tokens", "length_limit", "MAX_TOKENS")]
    + [(word, "tool_calls") for word in ("tool_use", "tool_call")]
    + [(word, "content_filter") for word in ("safety", "SAFETY", "recitation", "blocked", "refusal")]
    + [
        ("content_filtered", "content_filter"),
        ("function_call", "function_call"),
        ("odd", "stop"),
        ("", "stop"),
    ]
    + [(None, "stop"), (5, "stop")],
)
def test_finish_reasons_are_those_of_the_api(theirs: Any, ours: str) -> None:
    (choice,) = repaired(answer(finish_reason=theirs))["choices"]
    assert choice["finish_reason"] == ours
    own = {"native_finish_reason": theirs} if isinstance(theirs, str) and theirs not in ("", ours) else {}
    assert {key: value for key, value in choice.items() if key == "native_finish_reason"} == own


CALL = {"id": "a", "type": "function", "function": {"name": "get", "arguments": "{}"}}


def test_choices_that_nobody_can_have_asked_for_are_left_out() -> None:
    choice = {"index": 500, "message": MESSAGE, "finish_reason": "stop"}
    found = normalized({**answer(), "choices": [choice] * 20_000}, IDENTITY, ESTIMATE)["choices"]
    assert [one["index"] for one in found] == list(range(128))


def test_without_a_reason_calls_tell_why_it_ended() -> None:
    calling = answer({"content": None, "tool_calls": [CALL]}, None)
    assert repaired(calling)["choices"][0]["finish_reason"] == "tool_calls"
    legacy = answer({"content": None, "function_call": {"name": "get", "arguments": "{}"}}, None)
    assert repaired(legacy)["choices"][0]["finish_reason"] == "function_call"
    stopped = answer({"content": None, "tool_calls": [CALL]}, "stop")
    assert repaired(stopped)["choices"][0]["finish_reason"] == "stop"


@pytest.mark.parametrize("nothing", [None, [], {}, "x"])
def test_calls_and_annotations_that_are_none_are_absent(nothing: Any) -> None:
    found = said({**MESSAGE, "tool_calls": nothing, "annotations": nothing or None})
    assert "tool_calls" not in found
    assert "annotations" not in found


def test_a_call_gets_what_it_lacks() -> None:
    calls = [
        {"function": {"name": "get", "arguments": {"x": 1}}, "z": 1},
        {"id": "", "type": "tool", "function": {"name": "put", "arguments": None}},
        CALL,
    ]
    found = said({"role": "x", "content": "", "tool_calls": calls})
    ids = [IDENTITY.id_of_part("call", 0, index) for index in range(2)]
    assert all(id.startswith("call_") and len(id) == 29 for id in ids)
    assert found == {
        "role": "assistant",
        "content": None,
        "refusal": None,
        "tool_calls": [
            {"id": ids[0], "type": "function", "function": {"name": "get", "arguments": '{"x":1}'}, "z": 1},
            {"id": ids[1], "type": "function", "function": {"name": "put", "arguments": ""}},
            CALL,
        ],
    }


@pytest.mark.parametrize("key", ["custom", "custom_tool"])
def test_a_call_of_a_custom_tool_keeps_its_key(key: str) -> None:
    call = {"id": "a", "type": "custom", key: {"name": "sh", "input": "ls"}}
    assert said({"content": None, "tool_calls": [call]})["tool_calls"] == [call]


def test_content_in_parts_is_one_text_and_its_thoughts() -> None:
    parts = [
        {"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]},
        {"type": "text", "text": "Hi"},
    ]
    found = said({"role": "assistant", "content": parts})
    assert (found["content"], found["reasoning_content"]) == ("Hi", "hm")


def test_known_fields_of_a_wrong_type_are_what_the_documents_allow() -> None:
    wrong = dict.fromkeys(("content", "refusal", "audio", "function_call", "reasoning", "annotations"), 7)
    assert said({**wrong, "mood": 7}) == {"role": "assistant", "content": None, "refusal": None, "mood": 7}


def test_a_citation_gets_what_it_lacks_and_others_stay() -> None:
    bare = {"type": "url_citation", "url_citation": {"url": "https://example.com", "start_index": 2.0}}
    found = said({**MESSAGE, "annotations": [bare, {"type": "file"}, "x"]})["annotations"]
    cited = {"url": "https://example.com", "title": "https://example.com", "start_index": 2, "end_index": 0}
    assert found == [{"type": "url_citation", "url_citation": cited}, {"type": "file"}]


def test_speech_gets_what_it_lacks() -> None:
    found = said({"content": None, "audio": {"data": "YQ==", "x": 1}})["audio"]
    assert found.pop("id").startswith("audio_")
    assert found == {"data": "YQ==", "transcript": "", "expires_at": 0, "x": 1}
    assert said({**MESSAGE, "audio": None})["audio"] is None


def test_logprobs_have_both_lists_and_tokens_all_their_fields() -> None:
    top = [{"token": "b", "logprob": None, "bytes": "x"}, None]
    raw = answer()
    raw["choices"][0]["logprobs"] = {"content": [{"token": "a", "id": 5, "top_logprobs": top}, 3]}
    token = {"token": "a", "logprob": -9999.0, "bytes": None, "id": 5}
    other = {"token": "b", "logprob": -9999.0, "bytes": None}
    assert repaired(raw)["choices"][0]["logprobs"] == {
        "content": [{**token, "top_logprobs": [other]}],
        "refusal": None,
    }


@pytest.mark.parametrize(
    ("reported", "counts"),
    [
        ({"prompt_tokens": 3, "completion_tokens": 4}, (3, 4, 7)),
        ({"prompt_tokens": 3.0, "completion_tokens": 4, "total_tokens": None}, (3, 4, 7)),
        ({"prompt_tokens": 3, "total_tokens": 9}, (3, 6, 9)),
        ({"completion_tokens": 4, "total_tokens": 9}, (5, 4, 9)),
        ({"prompt_tokens": -3, "completion_tokens": "x"}, (0, 0, 0)),
        ({"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}, (0, 0, 0)),
        ({"cost": 0.1}, (5, 7, 12)),
        ({}, (5, 7, 12)),
        ("x", (5, 7, 12)),
    ],
)
def test_usage_has_three_counts(reported: Any, counts: tuple[int, int, int]) -> None:
    found = repaired(answer(usage=reported))["usage"]
    assert tuple(found[key] for key in ("prompt_tokens", "completion_tokens", "total_tokens")) == counts


def test_details_of_the_usage_are_counts_or_absent() -> None:
    usage = {
        "prompt_tokens": 3,
        "completion_tokens": 4,
        "prompt_tokens_details": {"cached_tokens": 1.0, "audio_tokens": None, "odd": "x"},
        "completion_tokens_details": None,
        "cost_details": {"upstream": None, "ours": 0.5},
        "cost": None,
    }
    found = repaired(answer(usage=usage))["usage"]
    assert found == {
        "prompt_tokens": 3,
        "completion_tokens": 4,
        "total_tokens": 7,
        "prompt_tokens_details": {"cached_tokens": 1},
        "cost_details": {"ours": 0.5},
        "cost": None,
    }


def test_usage_within_a_choice_counts_and_stands_in_its_place_only() -> None:
    raw = answer()
    raw["choices"][0]["usage"] = {"prompt_tokens": 1, "completion_tokens": 1}
    found = repaired(raw)
    assert found["usage"]["total_tokens"] == 2
    assert "usage" not in found["choices"][0]


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ([None, None], [0, 1]),
        ([1, 0], [1, 0]),
        ([0, 0, 0], [0, 1, 2]),
        ([None, 0], [1, 0]),
        ([-1, 10**9], [0, 1]),
        ([5], [5]),
        ([0.0, "x"], [0, 1]),
    ],
)
def test_each_choice_has_an_index_of_its_own(theirs: list[Any], ours: list[int]) -> None:
    found = repaired({"choices": [{"index": index, "message": MESSAGE} for index in theirs]})
    assert [one["index"] for one in found["choices"]] == ours


def test_half_surrogate_pairs_are_made_readable_and_big_integers_stay() -> None:
    found = repaired(answer({"content": "a\ud83d", "list": ["\ude00", 2**80]}))["choices"][0]["message"]
    assert (found["content"], found["list"]) == ("a\ufffd", ["\ufffd", 2**80])


def test_fields_that_nobody_knows_stay_everywhere() -> None:
    raw = answer({**MESSAGE, "mood": {"calm": True}})
    raw["choices"][0]["content_filter_results"] = {"hate": {}}
    (choice,) = repaired(raw)["choices"]
    assert choice["message"]["mood"] == {"calm": True}
    assert choice["content_filter_results"] == {"hate": {}}
