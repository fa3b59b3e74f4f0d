"""Whatever a provider streams: what goes out is, to every reader, the answer that it is without `stream`."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatapp.upstream.scripted.scripts import SCRIPTS, respond
from chatapp.upstream.scripted.scripts.call import ScriptedCall
from chatapp.wire.accumulate.accumulator import Accumulator
from chatapp.wire.accumulate.replay import completion_to_chunks
from chatapp.wire.normalize.completion import normalized
from chatapp.wire.stream.decoder import ChunkDecoder
from chatapp.wire.types.chunk import Chunk
from chatapp.wire.types.completion import Completion
from tests.wire.accumulate.test_replay import completions
from tests.wire.documents import ANSWERS, CHUNK, complaints
from tests.wire.sending import ESTIMATE, IDENTITY, by_the_client, events, known, read_again, sent
from tests.wire.telling import chunk
from tests.wire.transcripts import CALLS, WORDS

TOOL = {"type": "function", "function": {"name": "search_knowledge", "parameters": {}}}
ENDLESS = {"silence", "silence-after", "gated"}
LAST_WINS = "fields that nobody knows"  # to us; the official client concatenates them

TRANSCRIPTS = {**CALLS, **{f"words: {name}": words for name, words in WORDS.items()}}
PLAYED = sorted(set(SCRIPTS) - ENDLESS - {name for name in SCRIPTS if name.startswith(("error", "page"))})


def whole(chunks: list[Chunk]) -> dict[str, Any]:
    accumulator = Accumulator()
    for one in chunks:
        accumulator.feed(one)
    return normalized(accumulator.completion().raw, IDENTITY, ESTIMATE)


def obeys(chunks: list[Chunk]) -> None:
    """The law but for the official client."""
    answer = whole(chunks)
    assert complaints(answer, *ANSWERS) == []
    assert normalized(answer, IDENTITY, ESTIMATE) == answer
    stream = sent(chunks)
    assert [complaint for event in events(stream) for complaint in complaints(event, CHUNK)] == []
    assert read_again(stream) == answer


def played(model: str) -> list[Chunk]:
    """What a script of the scripted provider streams."""
    messages = [{"role": "user", "content": "Hello there"}]
    options = {"stream": True, "stream_options": {"include_usage": True}, "n": 3, "tools": [TOOL]}
    response = respond(SCRIPTS, ScriptedCall(1, 1, {"model": model, "messages": messages, **options}))
    if isinstance(response.body, bytes):
        read = ChunkDecoder().feed(b"data: " + response.body + b"\n\n").chunks
        return [part for one in read for part in completion_to_chunks(Completion(one.raw))]
    decoder = ChunkDecoder()
    read = [one for step in response.body if isinstance(step, bytes) for one in decoder.feed(step).chunks]
    return read + decoder.close().chunks


@pytest.mark.parametrize("quirk", TRANSCRIPTS)
@pytest.mark.parametrize("ends", [True, False], ids=["finished", "cut"])
def test_a_quirk_of_a_provider_is_gone_when_it_goes_out(quirk: str, ends: bool) -> None:
    deltas = TRANSCRIPTS[quirk][0]
    chunks = [*map(chunk, deltas), *[chunk({}, "stop")] * ends]
    obeys(chunks)
    if LAST_WINS not in quirk:
        assert by_the_client(sent(chunks)) == known(whole(chunks))


@pytest.mark.parametrize("model", PLAYED)
def test_what_the_scripted_provider_streams_goes_out_right(model: str) -> None:
    chunks = played(model)
    obeys(chunks)
    if chunks:
        assert by_the_client(sent(chunks)) == known(whole(chunks))


def pieces(value: str, cuts: list[int]) -> Iterator[str]:
    places = sorted({cut % (len(value) + 1) for cut in cuts} | {0, len(value)})
    yield from (value[start:end] for start, end in pairwise(places))


def in_pieces(one: Chunk, cuts: list[int]) -> Iterator[Chunk]:
    """The same chunk, with the content and the arguments of the calls in many."""
    choices = one.raw["choices"]
    if not choices:
        yield one
        return
    delta = choices[0]["delta"]
    for piece in pieces(delta.get("content") or "", cuts):
        yield Chunk({**one.raw, "choices": [{**choices[0], "delta": {"content": piece}, "logprobs": None}]})
    rest = {key: value for key, value in delta.items() if key != "content"}
    yield Chunk({**one.raw, "choices": [{**choices[0], "delta": rest}]})


@given(completions(), st.lists(st.integers(0, 40), max_size=5))
def test_any_answer_cut_anywhere_goes_out_as_the_same(answer: dict[str, Any], cuts: list[int]) -> None:
    chunks = [part for one in completion_to_chunks(Completion(answer)) for part in in_pieces(one, cuts)]
    obeys(chunks)
    if chunks and chunks[0].raw["choices"]:
        assert by_the_client(sent(chunks)) == known(whole(chunks))


KEYS = """choices delta message index content reasoning reasoning_content reasoning_details refusal tool_calls
    function_call x id function custom name arguments input type audio data transcript annotations logprobs
    usage finish_reason role text url_citation bytes token logprob top_logprobs prompt_tokens expires_at created
    model service_tier system_fingerprint"""
keys = st.sampled_from(KEYS.split())
words = st.sampled_from(["", "{}", "a", "\ud83d", "\ude00", "function", "url_citation", "stop", "eos"])
numbers = st.integers(-2, 3) | st.floats(allow_nan=False, allow_infinity=False)
scalars = st.none() | st.booleans() | numbers | words
anything = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(keys, inner), max_leaves=20)
objects = st.dictionaries(keys, anything)
choices = st.fixed_dictionaries(
    {"delta": objects | anything}, optional={"index": anything, "logprobs": anything, "message": objects}
)
heads = dict.fromkeys(("created", "model", "service_tier", "system_fingerprint", "x"), anything)
chunks_of_anything = st.fixed_dictionaries(
    {"choices": st.lists(choices | anything) | anything, "usage": anything}, optional=heads
)


@given(st.lists(chunks_of_anything))
def test_nothing_that_comes_in_goes_out_in_a_wrong_shape(raw: list[dict[str, Any]]) -> None:
    chunks = list(map(Chunk, raw))
    answer = whole(chunks)
    assert complaints(answer, *ANSWERS) == []
    assert normalized(answer, IDENTITY, ESTIMATE) == answer
    stream = sent(chunks)
    assert [complaint for event in events(stream) for complaint in complaints(event, CHUNK)] == []
    assert read_again(stream)["id"] == IDENTITY.id
