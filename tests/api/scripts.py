"""Scripts of the provider that only the tests of the API play."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

from chatapp.upstream.scripted.scripts.answer import Object, Script, ScriptedAnswer, answer, message, said
from chatapp.upstream.scripted.scripts.call import ScriptedCall
from chatapp.upstream.scripted.scripts.faults import rejection
from chatapp.upstream.scripted.scripts.response import Cut, Hold, Response, Silence, Step
from chatapp.upstream.scripted.scripts.text import numbered

_LIMITS = {"x-ratelimit-remaining-tokens": "149984", "X-RateLimit-Limit-Requests": "60", "x-other": "no"}
LARGE = 2048
_EVENTS = "text/event-stream"
_NAMES = {"model": "served-2024", "service_tier": "flex", "system_fingerprint": "fp_1"}


def always_streams(call: ScriptedCall) -> Response:
    """A stream, also where none was asked for."""
    return said(numbered(3)).respond(ScriptedCall(call.number, call.attempt, {**call.body, "stream": True}))


def ends_in_error(call: ScriptedCall) -> ScriptedAnswer:
    return answer(message(None), [], finish_reason="error")


def no_choices(call: ScriptedCall) -> ScriptedAnswer:
    return ScriptedAnswer([], [])


def limited(call: ScriptedCall) -> Response:
    """An answer with the provider's own limits in its headers."""
    answered = said("Hello.").respond(call)
    return replace(answered, headers={**answered.headers, **_LIMITS})


def named(call: ScriptedCall) -> ScriptedAnswer:
    """With all that a provider tells of itself."""
    return replace(said("Hello."), extra=_NAMES)


def repeating(call: ScriptedCall) -> Response:
    """A refusal that repeats all that it was sent, wherever a word may stand."""
    sent = json.dumps(call.body)
    error = {"message": f"I do not take: {sent}", "type": sent, "param": sent, "code": sent, "more": sent}
    return Response(json.dumps({"error": error}).encode(), 400)


def repeating_event(call: ScriptedCall) -> Response:
    """The same in the middle of a stream."""
    sent = json.dumps(call.body)
    error = {"message": f"I do not take: {sent}", "type": sent, "param": sent, "code": sent}
    chunk = {"id": "c", "choices": [{"index": 0, "delta": {"content": "Hello."}}]}
    events = (b"data: %s\n\n" % json.dumps(value).encode() for value in (chunk, {"error": error}))
    return Response(events, content_type=_EVENTS)


def error_in_200(call: ScriptedCall) -> Response:
    """An error that tells no status, under one that says all is well."""
    words = {
        "message": "No such voice.",
        "type": "invalid_request_error",
        "param": "audio.voice",
        "code": "voice",
    }
    return Response(json.dumps({"error": words}).encode())


def late(call: ScriptedCall) -> ScriptedAnswer:
    """Silent until its gate opens, not even headers come."""
    made = said("Hello.")
    return replace(made, frames=[Hold(call.model), *made.frames])


def late_error(call: ScriptedCall) -> Response:
    """Silent until its gate opens; then an error."""
    event = b'data: {"error": {"message": "The model is overloaded.", "type": "overloaded_error"}}\n\n'
    return Response(iter([Hold(call.model), event]), content_type=_EVENTS)


def unready(call: ScriptedCall) -> Response:
    """Says that it has begun, and no more."""
    return Response(iter([b": one moment\n\n", Silence()]), content_type=_EVENTS)


class Large:
    """32 MiB in pieces of 16 KiB. `written` counts the pieces that the connection took."""

    def __init__(self) -> None:
        self.written = 0

    def __call__(self, call: ScriptedCall) -> Response:
        return Response(self._pieces(), content_type=_EVENTS)

    def _pieces(self) -> Iterator[bytes]:
        choice = {"index": 0, "delta": {"content": "x" * (16 << 10)}}
        event = b"data: %s\n\n" % json.dumps({"id": "c", "choices": [choice]}).encode()
        for _ in range(LARGE):
            self.written += 1
            yield event
        yield b"data: [DONE]\n\n"


def unknown_field(call: ScriptedCall) -> ScriptedAnswer:
    """Says a lot, in a field that nobody here knows, before its gate."""
    return _sketched(Hold(call.model), {"content": "Hello."})


def unknown_field_cut(call: ScriptedCall) -> ScriptedAnswer:
    """The same, and then its connection breaks."""
    return _sketched(Cut(reset=True))


def _sketched(*rest: Object | Step) -> ScriptedAnswer:
    deltas: list[Object | Step] = [{"sketch": "x" * 1000} for _ in range(8)]
    return replace(answer(message("Hello."), [*deltas, *rest]), usage_in="nowhere")


def counts_in_texts(call: ScriptedCall) -> Response:
    """Reports a usage without a number in it."""
    usage = {"prompt_tokens": "3", "completion_tokens": None}
    choice = {"index": 0, "message": message("Hello."), "finish_reason": "stop"}
    return Response(json.dumps({"id": "c", "choices": [choice], "usage": usage}).encode())


def busy(call: ScriptedCall) -> Response:
    return rejection(429, "Slow down.", headers={"retry-after": "7"})


large = Large()

API: dict[str, Script] = {
    "always-streams": always_streams,
    "counts-in-texts": counts_in_texts,
    "ends-in-error": ends_in_error,
    "no-choices": no_choices,
    "limited": limited,
    "named": named,
    "repeating": repeating,
    "repeating-event": repeating_event,
    "error-in-200": error_in_200,
    "late": late,
    "late-error": late_error,
    "unready": unready,
    "unknown-field": unknown_field,
    "unknown-field-cut": unknown_field_cut,
    "busy": busy,
    "large": large,
}
