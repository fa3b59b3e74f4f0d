"""What a provider is sent of a message, and of a path with gaps."""

from typing import Any

import pytest

from chatapp.turns.engine.prompt import answered, joined, sendable

ASKED = {"role": "user", "content": "Q"}


def call(call_id: str) -> dict[str, Any]:
    return {"id": call_id, "type": "function", "function": {"name": "search", "arguments": "{}"}}


def result(call_id: str) -> dict[str, Any]:
    return {"role": "tool", "tool_call_id": call_id, "content": "R"}


def calling(*ids: str, content: str | None = None) -> dict[str, Any]:
    return {"role": "assistant", "content": content, "tool_calls": [call(each) for each in ids]}


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ([ASKED, calling("a"), result("a")], [ASKED, calling("a"), result("a")]),
        ([ASKED, calling("a")], [ASKED]),
        ([ASKED, calling("a", content="Let me see")],
         [ASKED, {"role": "assistant", "content": "Let me see", "tool_calls": None}]),
        ([ASKED, calling("a", "b"), result("a")], [ASKED, calling("a"), result("a")]),
        ([ASKED, result("a")], [ASKED]),
        ([ASKED, {"role": "assistant", "content": None}], [ASKED]),
        ([ASKED, {"role": "assistant", "content": "", "refusal": "No."}],
         [ASKED, {"role": "assistant", "content": "", "refusal": "No."}]),
    ],
)  # fmt: skip
def test_calls_without_results_and_results_without_calls_are_left_out(
    path: list[Any], sent: list[Any]
) -> None:
    assert answered(path) == sent


def test_an_answer_and_all_that_continued_it_are_one_message() -> None:
    path: list[tuple[dict[str, Any], bool]] = [
        (ASKED, False),
        ({"role": "assistant", "content": "One, "}, False),
        ({"role": "assistant", "content": None}, True),
        ({"role": "assistant", "content": "two."}, True),
    ]
    assert joined(path) == [ASKED, {"role": "assistant", "content": "One, two."}]


def test_a_message_is_sent_without_what_only_answers_have() -> None:
    kept = {
        "role": "assistant", "content": "A", "refusal": None, "reasoning_content": "hm", "annotations": [{}],
        "audio": {"id": "audio_1", "data": "…"},
    }  # fmt: skip
    assert sendable(kept) == {"role": "assistant", "content": "A", "audio": {"id": "audio_1"}}


def test_parts_that_are_all_text_are_sent_as_a_string() -> None:
    parts = [{"type": "text", "text": "One"}, {"type": "text", "text": "Two"}]
    picture = {"type": "image_url", "image_url": {"url": "data:,"}}
    assert sendable({"role": "user", "content": parts})["content"] == "One\n\nTwo"
    assert sendable({"role": "user", "content": parts[:1]}) == {"role": "user", "content": "One"}
    assert sendable({"role": "user", "content": [picture]})["content"] == [picture]
    assert sendable({"role": "user", "content": []})["content"] == ""
    assert sendable({"role": "user", "content": [*parts, picture]})["content"] == [*parts, picture]


def test_a_message_of_calls_alone_has_a_content_of_null() -> None:
    assert sendable(calling("a")) == {"role": "assistant", "tool_calls": [call("a")], "content": None}
