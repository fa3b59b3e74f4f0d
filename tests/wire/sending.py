"""What goes out, and what becomes of it: by our own reader, and by the official Python client."""

from collections.abc import Iterable
from typing import Any

from openai._models import construct_type
from openai.lib.streaming.chat import ChatCompletionStreamState
from openai.types.chat import ChatCompletion, ChatCompletionChunk

from chatapp.wire.accumulate.accumulator import Accumulator
from chatapp.wire.json import jsontext
from chatapp.wire.normalize.identity import Identity
from chatapp.wire.normalize.stream import OutgoingStream
from chatapp.wire.stream.decoder import ChunkDecoder
from chatapp.wire.types.chunk import Chunk

IDENTITY = Identity("chatcmpl-ours", 1763670001, "asked-for", "acme", {"team": "blue"})
ESTIMATE = {"prompt_tokens": 5, "completion_tokens": 7, "total_tokens": 12}


def sent(
    chunks: Iterable[Chunk],
    *,
    include_usage: bool = True,
    obfuscation: bool | None = None,
    identity: Identity = IDENTITY,
) -> bytes:
    """The whole stream that the caller gets."""
    out = Sending(identity, include_usage=include_usage, obfuscation=obfuscation)
    return b"".join([*(out.feed(chunk) for chunk in chunks), out.close()])


class Sending:
    """An answer that is gathered and sent on, chunk by chunk."""

    def __init__(
        self, identity: Identity = IDENTITY, *, include_usage: bool = False, obfuscation: bool | None = None
    ) -> None:
        self._answer = Accumulator()
        self._out = OutgoingStream(
            self._answer, identity, include_usage=include_usage, obfuscation=obfuscation
        )

    def feed(self, *chunks: Chunk) -> bytes:
        return b"".join([self._out.feed(chunk, self._answer.feed(chunk)) for chunk in chunks])

    def close(self) -> bytes:
        return self._out.feed(None, self._answer.close()) + self._out.close(ESTIMATE)


def events(stream: bytes) -> list[dict[str, Any]]:
    """The chunks of a stream that ends with `[DONE]`."""
    *data, done, rest = stream.split(b"\n\n")
    assert (done, rest) == (b"data: [DONE]", b"")
    assert all(one.startswith(b"data: {") for one in data)
    return [jsontext.loads(one[6:]) for one in data]


def deltas(stream: bytes) -> list[dict[str, Any]]:
    return [choice["delta"] for event in events(stream) for choice in event["choices"]]


def read_again(stream: bytes) -> dict[str, Any]:
    """The completion that our own reader makes of it."""
    decoder, accumulator = ChunkDecoder(), Accumulator()
    for chunk in decoder.feed(stream).chunks:
        accumulator.feed(chunk)
    assert decoder.close() == ([], None, True)
    accumulator.close()
    return dict(accumulator.completion().raw)


def by_the_client(stream: bytes) -> list[dict[str, Any]]:
    """The choices that the official client has at the end of `.stream()`, as far as it knows their fields."""
    state: ChatCompletionStreamState[None] = ChatCompletionStreamState()
    for event in events(stream):
        for _ in state.handle_chunk(_built(ChatCompletionChunk, event)):
            pass
    return known(state.current_completion_snapshot.to_dict())


def known(completion: dict[str, Any]) -> list[dict[str, Any]]:
    """The choices of a completion, as far as the official client's types have names for them."""
    whole = _built(ChatCompletion, completion).model_dump()
    return [_named(choice) for choice in whole["choices"]]


def _built(kind: Any, value: Any) -> Any:
    return construct_type(type_=kind, value=value)


def _named(choice: dict[str, Any]) -> dict[str, Any]:
    """Without what the client adds (what it parsed, the index by which it joined calls), and without the fields
    that a provider adds to a choice: of those the client keeps what the first chunk had."""
    message = {key: value for key, value in choice["message"].items() if key != "parsed"}
    for call in message.get("tool_calls") or ():
        call.pop("index", None)
        if call.get("type") == "custom":
            call.pop("function", None)
        (call.get("function") or {}).pop("parsed_arguments", None)
    return {**{key: choice[key] for key in ("index", "logprobs", "finish_reason")}, "message": message}
