"""The built-in model as a provider: the same protocol through the same client, without a network."""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any
from uuid import uuid4

import httpx

from chatapp.upstream.builtin.reply import SEARCH, Reply, reply_to
from chatapp.wire.errors import Malformed
from chatapp.wire.json import jsontext
from chatapp.wire.request.chat import Request
from chatapp.wire.stream.sse import encode
from chatapp.wire.types.error_body import ErrorBody
from chatapp.wire.types.usage import Usage

MODEL = "built-in"
PACE = 0.006
"""Seconds between words: an answer with three quotes, about 250 words, takes one and a half to two seconds."""

_MODEL = {"id": MODEL, "object": "model", "created": 0, "owned_by": "chatapp"}
_WORD = re.compile(r"\s*\S+|\s+$")


class BuiltIn(httpx.AsyncBaseTransport):
    """Answers `GET .../models` and `POST .../chat/completions`; streams a word every `pace` seconds."""

    def __init__(self, pace: float = PACE) -> None:
        self._pace = pace

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        match request.method, request.url.path.rpartition("/")[2]:
            case "GET", "models":
                return _json({"object": "list", "data": [_MODEL]})
            case "POST", "completions":
                return self._answer(await request.aread())
        return _error(404, ErrorBody.of(f"The built-in model has no {request.method} {request.url.path}."))

    def _answer(self, content: bytes) -> httpx.Response:
        try:
            request = Request.shaped(jsontext.loads(content))
        except Malformed as error:
            return _error(400, ErrorBody.of_malformed(error))
        spoken = BuiltInAnswer(request, reply_to(request))
        if not request.stream:
            return _json(spoken.completion())
        stream = _Paced(spoken.events(), self._pace)
        return httpx.Response(200, headers={"content-type": "text/event-stream"}, stream=stream)


class BuiltInAnswer:
    """One reply in the protocol: `n` times the same choice, a word for a token."""

    def __init__(self, request: Request, reply: Reply) -> None:
        self._request = request
        self._head = {"id": f"chatcmpl-{uuid4().hex}", "created": int(time.time()), "model": request.model}
        words = _WORD.findall(reply.text)
        limit = request.max_completion_tokens or request.max_tokens or len(words)
        self._words = words[:limit]
        self._calls = [_search(reply)] if reply.query else []
        self._finish_reason = "tool_calls" if self._calls else "length" if len(words) > limit else "stop"

    def completion(self) -> dict[str, Any]:
        """The answer without `stream`."""
        content = None if self._calls else "".join(self._words)
        message: dict[str, Any] = {"role": "assistant", "content": content, "refusal": None}
        if self._calls:
            message["tool_calls"] = self._calls
        choice = {"message": message, "logprobs": None, "finish_reason": self._finish_reason}
        choices = [{"index": index, **choice} for index in range(self._request.n)]
        return {**self._head, "object": "chat.completion", "choices": choices, "usage": self._usage()}

    def events(self) -> Iterator[bytes]:
        """The answer as a stream, an event at a time."""
        for delta in self._deltas():
            for index in range(self._request.n):
                yield self._event([{"index": index, "delta": delta, "logprobs": None, "finish_reason": None}])
        for index in range(self._request.n):
            yield self._event(
                [{"index": index, "delta": {}, "logprobs": None, "finish_reason": self._finish_reason}]
            )
        if self._request.stream_options.include_usage:
            yield self._event([], usage=self._usage())
        yield encode(b"[DONE]")

    def _deltas(self) -> Iterator[dict[str, Any]]:
        yield {"role": "assistant", "content": None if self._calls else "", "refusal": None}
        if self._calls:
            yield {"tool_calls": [{"index": index, **call} for index, call in enumerate(self._calls)]}
        for word in self._words:
            yield {"content": word}

    def _event(self, choices: list[dict[str, Any]], **fields: Any) -> bytes:
        chunk = {**self._head, "object": "chat.completion.chunk", "choices": choices, **fields}
        return encode(jsontext.dumps(chunk))

    def _usage(self) -> dict[str, Any]:
        asked = sum(len(message.text.split()) for message in self._request.messages)
        said = len(self._words) + sum(len(call["function"]["arguments"].split()) for call in self._calls)
        return dict(Usage.of(asked, said * self._request.n).raw)


class _Paced(httpx.AsyncByteStream):
    def __init__(self, events: Iterable[bytes], pace: float) -> None:
        self._events, self._pace = events, pace

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for event in self._events:
            yield event
            await asyncio.sleep(self._pace)


def _search(reply: Reply) -> dict[str, Any]:
    arguments = {"query": reply.query, **({"files_only": True} if reply.files_only else {})}
    function = {"name": SEARCH, "arguments": jsontext.dumps_text(arguments)}
    return {"id": f"call_{uuid4().hex}", "type": "function", "function": function}


def _json(value: object, status: int = 200) -> httpx.Response:
    return httpx.Response(status, headers={"content-type": "application/json"}, content=jsontext.dumps(value))


def _error(status: int, body: ErrorBody) -> httpx.Response:
    return _json(body.to_json(), status)
