"""One scripted answer, written down twice: as frames of a stream and as choices of a completion.

Both are literal on purpose: what `wire.accumulate.accumulator` makes of the frames is compared with the choices.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from chatapp.upstream.scripted.scripts.call import ScriptedCall, text_parts
from chatapp.upstream.scripted.scripts.response import Response, Step, Wait
from chatapp.wire.json import jsontext

_WORD = re.compile(r"\s*\S+|\s+$")

Object = dict[str, Any]
ScriptedFrame = (
    Object | list[Object] | Step
)  # one choice in a chunk, several choices in a chunk, or a step as it is


@dataclass(frozen=True, slots=True)
class ScriptedAnswer:
    """`usage_in` says where a stream carries the usage: in a last chunk if that was asked for, in the chunk
    with the finish reason, in every chunk."""

    frames: Iterable[ScriptedFrame]
    choices: Sequence[Object]
    rate: float = 0.0
    usage_in: Literal["last", "choices", "every", "nowhere"] = "last"
    usage_details: Mapping[str, Any] = field(default_factory=dict)
    line_end: bytes = b"\n"
    before_event: bytes = b""
    ascii_only: bool = False
    done: bool = True
    extra: Mapping[str, Any] = field(default_factory=dict)

    def respond(self, call: ScriptedCall) -> Response:
        """The answer in the shape that the call asked for."""
        headers = {"x-request-id": f"req_{call.number}"}
        if not call.streamed:
            return Response(jsontext.dumps(self.completion(call)), headers=headers)
        return Response(self._stream(call), content_type="text/event-stream; charset=utf-8", headers=headers)

    def completion(self, call: ScriptedCall) -> Object:
        """The same answer without `stream`."""
        whole = {**_envelope(call, "chat.completion"), **self.extra, "choices": list(self.choices)}
        return whole if self.usage_in == "nowhere" else {**whole, "usage": self._usage(call)}

    def _stream(self, call: ScriptedCall) -> Iterator[Step]:
        chunk = {**_envelope(call, "chat.completion.chunk"), **self.extra}
        usage = self._usage(call)
        gap = Wait(1 / self.rate) if self.rate else None
        for frame in self.frames:
            if not isinstance(frame, dict | list):
                yield frame
                continue
            choices = frame if isinstance(frame, list) else [frame]
            yield self._event({**chunk, "choices": choices, **self._usage_beside(choices, usage, call)})
            if gap:
                yield gap
        if self.usage_in == "last" and call.usage_wanted:
            yield self._event({**chunk, "choices": [], "usage": usage})
        if self.done:
            yield b"data: [DONE]" + self.line_end * 2

    def _usage_beside(self, choices: list[Object], usage: Object, call: ScriptedCall) -> Object:
        ends = any(choice.get("finish_reason") for choice in choices)
        if self.usage_in == "every":
            return {
                "usage": usage
                if ends
                else {**usage, "completion_tokens": 1, "total_tokens": usage["prompt_tokens"] + 1}
            }
        if self.usage_in in ("choices", "every") and ends:
            return {"usage": usage}
        return {"usage": None} if call.usage_wanted else {}

    def _event(self, value: Object) -> bytes:
        data = json.dumps(value).encode() if self.ascii_only else jsontext.dumps(value)
        return self.before_event + b"data: " + data + self.line_end * 2

    def _usage(self, call: ScriptedCall) -> Object:
        prompt = sum(
            _tokens(text) for message in call.messages for text in text_parts(message.get("content"))
        )
        completion = _tokens(json.dumps([choice["message"] for choice in self.choices]))
        counts = {
            "prompt_tokens": prompt,
            "completion_tokens": completion,
            "total_tokens": prompt + completion,
        }
        return {**counts, **self.usage_details}


Script = Callable[[ScriptedCall], ScriptedAnswer | Response]


def answer(
    message: Object, deltas: Iterable[Object | Step], *, finish_reason: str = "stop", **options: Any
) -> ScriptedAnswer:
    """An answer with one choice: a delta with the role, the deltas, an empty one with the finish reason."""
    return ScriptedAnswer(_frames(deltas, finish_reason), [choice(message, finish_reason)], **options)


def _frames(deltas: Iterable[Object | Step], finish_reason: str) -> Iterator[ScriptedFrame]:
    yield delta({"role": "assistant", "content": ""})
    for one in deltas:
        yield delta(one) if isinstance(one, dict) else one
    yield delta({}, finish_reason=finish_reason)


def delta(value: Object, index: int = 0, finish_reason: str | None = None, **fields: Any) -> Object:
    """One choice of a chunk."""
    return {"index": index, "delta": value, "logprobs": None, "finish_reason": finish_reason, **fields}


def choice(message: Object, finish_reason: str = "stop", index: int = 0, **fields: Any) -> Object:
    """One choice of a completion."""
    return {"index": index, "message": message, "logprobs": None, "finish_reason": finish_reason, **fields}


def message(content: str | None, **fields: Any) -> Object:
    return {"role": "assistant", "content": content, "refusal": None, **fields}


def said(text: str, pieces: Iterable[str] | None = None, **options: Any) -> ScriptedAnswer:
    """A plain text, in these pieces or word by word."""
    return answer(message(text), ({"content": piece} for piece in pieces or words(text)), **options)


def words(text: str) -> list[str]:
    """The words of a text, each with the space before it: joined they are the text."""
    return _WORD.findall(text)


def _envelope(call: ScriptedCall, kind: str) -> Object:
    return {
        "id": f"chatcmpl-{call.number}",
        "object": kind,
        "created": 1_700_000_000,
        "model": call.model,
        "service_tier": "default",
        "system_fingerprint": "fp_scripted",
    }


def _tokens(text: str) -> int:
    return -(-len(text) // 4)
