"""What is accumulated, and what is taken apart, satisfies the documents that describe the API."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from chatapp.wire.accumulate.replay import completion_to_chunks
from chatapp.wire.types.annotations import Annotation
from chatapp.wire.types.chunk import Chunk
from chatapp.wire.types.completion import Completion
from chatapp.wire.types.usage import Usage
from tests.wire.telling import HEAD, accumulated, chunk
from tests.wire.transcripts import CALLS

FOLDER = Path(__file__).parent / "schemas"
ANSWERS = ["000_response", "001_chat_completion", "003_chat_completion"]
USAGE = Chunk({**HEAD, "choices": [], "usage": Usage.of(1, 2).raw})
LOGPROB = {"token": "a", "logprob": -1.0, "bytes": [97], "top_logprobs": []}
CITATION = Annotation.url_citation("https://example.com", "Example", 0, 1)

STREAMS: dict[str, list[Chunk]] = {
    "text": [chunk({"role": "assistant", "content": ""}), chunk({"content": "Hi"}), chunk({}, "stop")],
    "logprobs": [chunk({"content": "a"}, "stop", logprobs={"content": [LOGPROB], "refusal": None})],
    "refusal": [chunk({"content": "", "refusal": None}), chunk({"refusal": "No"}, "stop")],
    "reasoning": [chunk({"reasoning_content": "hm"}), chunk({"content": "a"}, "stop")],
    "annotations": [chunk({"content": "a", "annotations": [CITATION.raw]}, "stop")],
    "two choices": [chunk({"content": "a"}, "stop", index=1), chunk({"content": "b"}, "length", index=0)],
    "tool calls": [*map(chunk, CALLS["by the book"][0]), chunk({}, "tool_calls")],
    "parallel calls": [*map(chunk, CALLS["all parallel calls have index 0"][0]), chunk({}, "tool_calls")],
}


def check(name: str, value: Any) -> None:
    Draft202012Validator(json.loads((FOLDER / f"{name}.schema.json").read_text())).validate(value)


@pytest.mark.parametrize("document", ANSWERS)
@pytest.mark.parametrize("stream", STREAMS)
def test_an_accumulated_completion_is_as_the_document_says(document: str, stream: str) -> None:
    check(document, accumulated([*STREAMS[stream], USAGE])[0])


@pytest.mark.parametrize("stream", STREAMS)
def test_the_chunks_of_a_completion_are_as_the_document_says(stream: str) -> None:
    completion = Completion(accumulated([*STREAMS[stream], USAGE])[0])
    for one in completion_to_chunks(completion):
        check("001_chunk", one.raw)
