"""What the tests of this folder ask for, and how they gather it."""

from typing import Any, TypeVar

import pytest

from chatapp.upstream.client import Upstream
from chatapp.upstream.errors import UpstreamError
from chatapp.upstream.stream import Stream
from chatapp.wire.accumulate.accumulator import Accumulator
from chatapp.wire.request.chat import Request
from chatapp.wire.types.chunk import Chunk
from chatapp.wire.types.completion import Completion

Error = TypeVar("Error", bound=UpstreamError)

KEY = "sk-secret-0123456789"
SEARCH_TOOL = {"type": "function", "function": {"name": "search_knowledge", "parameters": {"type": "object"}}}


def asked(model: str, question: str = "How do cats sleep?", **parameters: Any) -> Request:
    return Request({"model": model, "messages": [{"role": "user", "content": question}], **parameters})


def found(result: str, model: str = "tool", question: str = "How do cats sleep?") -> Request:
    """The request after the tool `search_knowledge` has answered."""
    function = {"name": "search_knowledge", "arguments": f'{{"query": "{question}"}}'}
    call = {"id": "call_1", "type": "function", "function": function}
    messages = [
        {"role": "user", "content": question},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "call_1", "content": result},
    ]
    return Request({"model": model, "messages": messages, "tools": [SEARCH_TOOL]})


async def gathered(upstream: Upstream, request: Request) -> list[Chunk]:
    async with upstream.stream(request) as stream:
        return [chunk async for chunks in stream for chunk in chunks]


async def read_into(accumulator: Accumulator, stream: Stream) -> None:
    async for chunks in stream:
        for chunk in chunks:
            accumulator.feed(chunk)


async def answered(upstream: Upstream, request: Request) -> Completion:
    """The whole answer, from its stream."""
    accumulator = Accumulator()
    async with upstream.stream(request) as stream:
        await read_into(accumulator, stream)
    return accumulator.completion()


async def broken(upstream: Upstream, request: Request, kind: type[Error]) -> tuple[Error, str]:
    """The error that the stream ends with, and the text that came before it."""
    accumulator = Accumulator()
    try:
        async with upstream.stream(request) as stream:
            await read_into(accumulator, stream)
    except kind as error:
        return error, accumulator.text
    pytest.fail(f"no {kind.__name__}")
