"""Streamed answers: chunks, and the errors that have names."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatapp.wire.errors import TooLarge
from chatapp.wire.stream.decoder import Batch, ChunkDecoder
from chatapp.wire.stream.errors import ErrorEvent, MalformedChunk, MissingDone, StreamError
from chatapp.wire.stream.sse import encode

CHUNK = {
    "id": "chatcmpl-1",
    "object": "chat.completion.chunk",
    "choices": [{"index": 0, "delta": {"content": "ü😀"}}],
}


def event(value: Any, name: str = "") -> bytes:
    return encode(json.dumps(value, ensure_ascii=False).encode(), name)


def read(*reads: bytes) -> tuple[list[Any], Batch]:
    """All chunks, and the last batch."""
    decoder = ChunkDecoder()
    batches = [*(decoder.feed(data) for data in reads), decoder.close()]
    return [chunk.raw for batch in batches for chunk in batch.chunks], batches[-1]


def test_a_stream_ends_with_done() -> None:
    chunks, last = read(event(CHUNK) + b": keep-alive\n\n" + event(CHUNK), b"data: [DONE]\n\n")
    assert chunks == [CHUNK, CHUNK]
    assert last == Batch([], None, True)


def test_what_comes_after_done_is_ignored() -> None:
    chunks, last = read(b"data: [DONE]\n\n" + event(CHUNK), b"garbage\n\ndata: {\n\n")
    assert (chunks, last.error, last.done) == ([], None, True)


def test_a_missing_done_has_a_name_and_keeps_the_chunks() -> None:
    chunks, last = read(event(CHUNK))
    assert chunks == [CHUNK]
    assert isinstance(last.error, MissingDone)
    assert not last.done


def test_an_unfinished_event_is_told() -> None:
    chunks, last = read(event(CHUNK) + b'data: {"choices": [{"del')
    assert chunks == [CHUNK]
    assert isinstance(last.error, MissingDone)
    assert last.error.tail == b'{"choices": [{"del'


@pytest.mark.parametrize("end", [b"", b"\n", b"\r"])
def test_done_counts_without_the_last_blank_line(end: bytes) -> None:
    assert read(event(CHUNK) + b"data: [DONE]" + end)[1] == Batch([], None, True)


def test_a_whole_chunk_counts_without_the_last_blank_line() -> None:
    chunks, last = read(event(CHUNK) + event(CHUNK).rstrip())
    assert chunks == [CHUNK, CHUNK]
    assert isinstance(last.error, MissingDone)


def test_an_error_without_the_last_blank_line_is_still_that_error() -> None:
    last = read(b'data: {"error": {"message": "Busy"}}')[1]
    assert isinstance(last.error, ErrorEvent)


@pytest.mark.parametrize(
    "wrong",
    [
        event({"error": {"message": "Busy", "type": "server_error"}}),
        event({"error": "Busy"}),
        event({"object": "error", "message": "Busy"}),
        event({"type": "error", "error": {"message": "Busy"}}),
        event([{"error": {"message": "Busy"}}]),
        event({**CHUNK, "error": {"message": "Busy", "code": 502}}),
        event({"message": "Busy"}, "error"),
        encode(b"Busy", "error"),
    ],
    ids=repr,
)
def test_an_error_event_comes_after_the_chunks_of_the_same_read(wrong: bytes) -> None:
    batch = ChunkDecoder().feed(event(CHUNK) + wrong + event(CHUNK) + b"data: [DONE]\n\n")
    assert [chunk.raw for chunk in batch.chunks] == [CHUNK]
    assert isinstance(batch.error, ErrorEvent)
    assert batch.error.body.message == "Busy"
    assert not batch.done


@pytest.mark.parametrize("word", ["error", "Error", "ERROR"])
def test_an_answer_that_ends_with_the_word_error_is_one(word: str) -> None:
    batch = ChunkDecoder().feed(
        event({**CHUNK, "choices": [{"index": 0, "delta": {}, "finish_reason": word}]})
    )
    assert isinstance(batch.error, ErrorEvent)
    assert batch.chunks[0].raw["choices"][0]["finish_reason"] is None


@pytest.mark.parametrize(
    "wrong", [b"{", b"null", b"12", b'"text"', b"[]", b"[1]", b"NaN", b"[" * 9999, b"<html>"]
)
def test_a_malformed_chunk_comes_after_the_chunks_of_the_same_read(wrong: bytes) -> None:
    batch = ChunkDecoder().feed(event(CHUNK) + encode(wrong) + event(CHUNK))
    assert [chunk.raw for chunk in batch.chunks] == [CHUNK]
    assert isinstance(batch.error, MalformedChunk)
    assert batch.error.excerpt == wrong.decode()[:200]


def test_after_an_error_the_decoder_takes_nothing_more() -> None:
    decoder = ChunkDecoder()
    error = decoder.feed(encode(b"{")).error
    assert isinstance(error, StreamError)
    assert decoder.feed(event(CHUNK)) == Batch([], error, False)
    assert decoder.close() == Batch([], error, False)


def test_an_event_above_the_limit_comes_after_the_chunks_of_the_same_read() -> None:
    decoder = ChunkDecoder(max_event=500)
    batch = decoder.feed(event(CHUNK) + b"data: " + b"x" * 501)
    assert [chunk.raw for chunk in batch.chunks] == [CHUNK]
    assert isinstance(batch.error, TooLarge)
    assert decoder.close().error is batch.error


def test_empty_data_is_a_keep_alive() -> None:
    assert read(b"data:\n\ndata:  \n\n", event(CHUNK), b"data: [DONE]\n\n")[0] == [CHUNK]


def test_a_broken_character_breaks_no_answer() -> None:
    chunks, last = read(b'data: {"choices":[],"x":"a\xf0\x9f"}\n\ndata: [DONE]\n\n')
    assert chunks == [{"choices": [], "x": "a\ufffd"}]
    assert last.error is None


STREAM = b"".join(
    [
        b"\xef\xbb\xbf: hello\r\n\r\n",
        event(CHUNK),
        event(CHUNK).replace(b"\n", b"\r\n"),
        rb'data: {"choices":[{"delta":{"content":"\ud83d"}}],"n":123456789012345678901234567890}' + b"\n\n",
        b"data: [DONE]\n\n",
    ]
)


@given(st.lists(st.integers(0, len(STREAM))).map(sorted))
def test_any_split_gives_the_same_chunks(cuts: list[int]) -> None:
    reads = [STREAM[a:b] for a, b in zip([0, *cuts], [*cuts, len(STREAM)], strict=True)]
    assert read(*reads) == read(STREAM)
    assert len(read(*reads)[0]) == 3
