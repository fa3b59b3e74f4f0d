"""The schemas of the document and the server say the same of what is asked and of what is answered."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatapp.api.openapi.chat import EXAMPLES
from chatapp.api.openapi.events import EVENTS
from chatapp.wire.errors import Malformed
from chatapp.wire.json import jsontext
from chatapp.wire.normalize.completion import normalized
from chatapp.wire.request.chat import Request
from chatapp.wire.request.embeddings import EmbeddingsRequest
from tests.api.promises import complaints
from tests.wire.normalize.test_stream_law import PLAYED, TRANSCRIPTS, played, whole
from tests.wire.request.test_chat import FULL, HELLO
from tests.wire.request.test_embeddings import WRONG as WRONG_EMBEDDINGS
from tests.wire.request.test_refusals import GOOD_MESSAGES, GOOD_PARAMETERS, WRONG_MESSAGES, WRONG_PARAMETERS
from tests.wire.request.test_words import OTHER_WORDS, WORDS
from tests.wire.sending import ESTIMATE, IDENTITY, events, sent
from tests.wire.telling import chunk

REQUEST = "CreateChatCompletionRequest"
OURS = replace(IDENTITY, id="chatcmpl-" + "0a" * 16)
"""With an id as real ones are."""


def is_taken(body: Any) -> bool:
    try:
        Request.parse(body).check_words()
    except Malformed:
        return False
    return True


def is_told_in_words(value: Any) -> bool:
    """JSON Schema takes 3.0 for an integer, and cannot refuse U+0000 wherever it stands."""
    return (isinstance(value, float) and value.is_integer()) or r"\u0000" in jsontext.dumps_text(value)


@pytest.mark.parametrize(("name", "value"), [one[:2] for one in WRONG_PARAMETERS + OTHER_WORDS], ids=repr)
def test_a_parameter_that_is_refused_is_not_in_the_schema(name: str, value: Any) -> None:
    assert complaints(REQUEST, {**FULL, name: value}) != [] or is_told_in_words(value)


@pytest.mark.parametrize("message", [one[0] for one in WRONG_MESSAGES], ids=repr)
def test_a_message_that_is_refused_is_not_in_the_schema(message: Any) -> None:
    assert complaints(REQUEST, {"model": "m", "messages": [HELLO, message]}) != []


@pytest.mark.parametrize(("name", "value"), GOOD_PARAMETERS + WORDS, ids=repr)
def test_a_parameter_that_is_taken_is_in_the_schema(name: str, value: Any) -> None:
    assert complaints(REQUEST, {**FULL, name: value}) == []


@pytest.mark.parametrize("name", FULL)
def test_schema_and_rules_agree_on_null(name: str) -> None:
    body = {**FULL, name: None}
    assert (complaints(REQUEST, body) == []) is is_taken(body)


@pytest.mark.parametrize("message", GOOD_MESSAGES, ids=repr)
def test_a_message_that_is_taken_is_in_the_schema(message: Any) -> None:
    assert complaints(REQUEST, {"model": "m", "messages": [message, HELLO]}) == []


@given(
    st.dictionaries(
        st.sampled_from(sorted(FULL)), st.none() | st.booleans() | st.integers() | st.text("ab\n")
    )
)
def test_schema_and_rules_agree_on_odd_values(changes: dict[str, Any]) -> None:
    body = {**FULL, **changes}
    assert (complaints(REQUEST, body) == []) is is_taken(body)


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_of_requests_are_taken(name: str) -> None:
    body = EXAMPLES[name]["value"]
    assert complaints(REQUEST, body) == []
    assert is_taken(body)


@pytest.mark.parametrize("change", [one[0] for one in WRONG_EMBEDDINGS], ids=repr)
def test_what_is_refused_of_embeddings_is_not_in_the_schema(change: dict[str, Any]) -> None:
    body = {"model": "m", "input": "Hello", **change}
    with pytest.raises(Malformed):
        EmbeddingsRequest.parse(body)
    found = complaints("CreateEmbeddingRequest", body)
    assert found != [] or any(map(is_told_in_words, change.values()))


@pytest.mark.parametrize("quirk", TRANSCRIPTS)
def test_answers_of_odd_providers_are_as_the_document_says(quirk: str) -> None:
    chunks = [*map(chunk, TRANSCRIPTS[quirk][0]), chunk({}, "stop")]
    assert complaints("CreateChatCompletionResponse", normalized(whole(chunks), OURS, ESTIMATE)) == []
    assert broken(sent(chunks, identity=OURS)) == []


@pytest.mark.parametrize("model", PLAYED)
def test_answers_of_the_scripted_provider_are_as_the_document_says(model: str) -> None:
    chunks = played(model)
    assert complaints("CreateChatCompletionResponse", normalized(whole(chunks), OURS, ESTIMATE)) == []
    assert broken(sent(chunks, identity=OURS, obfuscation=True)) == []


def test_examples_of_events_are_events() -> None:
    *chunks, done = [one["value"]["data"] for one in EVENTS.values()]
    assert [complaints("ChatCompletionChunk", jsontext.loads(one)) for one in chunks] == [[]]
    assert done == "[DONE]"


def broken(stream: bytes) -> list[str]:
    return [complaint for event in events(stream) for complaint in complaints("ChatCompletionChunk", event)]
