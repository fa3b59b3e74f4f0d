"""Scripts that go wrong: statuses, odd error bodies, and streams that break."""

import json
from collections.abc import Mapping
from functools import partial

from chatapp.upstream.scripted.scripts.answer import (
    Script,
    ScriptedAnswer,
    choice,
    delta,
    message,
    said,
    words,
)
from chatapp.upstream.scripted.scripts.call import ScriptedCall
from chatapp.upstream.scripted.scripts.response import Cut, Response, Silence, Step
from chatapp.upstream.scripted.scripts.text import numbered

_CODES = {400: "invalid_value", 401: "invalid_api_key", 404: "model_not_found", 429: "rate_limit_exceeded"}
_PAGE = b"<!doctype html><html><head><title>502 Bad Gateway</title></head><body><h1>Sorry</h1></body></html>"


def rejection(
    status: int, text: str, code: str | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    """An error in the API's own shape."""
    kind = "invalid_request_error" if status < 500 else "server_error"
    error = {"message": text, "type": kind, "param": None, "code": code or _CODES.get(status)}
    named = {"x-request-id": f"req_error_{status}", **(headers or {})}
    return Response(json.dumps({"error": error}).encode(), status, headers=named)


def status(call: ScriptedCall) -> Response:
    """`error-503`; a 429 says to come back in two seconds."""
    number = call.count(500)
    headers = {"retry-after": "2"} if number == 429 else {}
    return rejection(number, f"This is the scripted error {number}.", headers=headers)


def in_milliseconds(call: ScriptedCall) -> Response:
    return rejection(429, "Slow down.", headers={"retry-after-ms": "150", "retry-after": "2"})


def on_a_date(call: ScriptedCall) -> Response:
    return rejection(503, "Come back later.", headers={"retry-after": "Wed, 21 Oct 2099 07:28:00 GMT"})


def body(content: bytes, status: int, call: ScriptedCall, content_type: str = "application/json") -> Response:
    return Response(content, status, content_type)


def redirect(call: ScriptedCall) -> Response:
    return Response(b"", 307, "text/plain", {"location": "/v1/models"})


def then_ok(call: ScriptedCall) -> ScriptedAnswer | Response:
    """`fail-2-then-ok` refuses the same messages twice, and answers the third time."""
    if call.attempt <= call.count(1):
        return rejection(503, f"Attempt {call.attempt} fails.", headers={"retry-after-ms": "10"})
    return said(call.question)


def after(end: tuple[Step, ...], call: ScriptedCall) -> Response:
    """So many deltas of a word (`cut-3`; 5 without a number), then these steps in the place of the rest."""
    if not call.streamed:
        return Response(iter([b'{"id": ', *end]))
    return _unended(call, call.count(5), *end, done=False).respond(call)


def _unended(call: ScriptedCall, count: int, *end: Step, done: bool) -> ScriptedAnswer:
    text = numbered(count)
    frames = [
        delta({"role": "assistant", "content": ""}),
        *(delta({"content": word}) for word in words(text)),
    ]
    return ScriptedAnswer(
        [*frames, *end], [choice(message(text))], rate=call.rate(), usage_in="nowhere", done=done
    )


def no_finish_reason(call: ScriptedCall) -> ScriptedAnswer:
    return _unended(call, 20, done=True)


def no_done(call: ScriptedCall) -> ScriptedAnswer:
    return said(numbered(20), rate=call.rate(), done=False)


def silence(call: ScriptedCall) -> Response:
    return Response(iter([Silence()]))


_OVERLOADED = (
    b'data: {"error": {"message": "The model is overloaded.", "type": "overloaded_error", "code": 529}}\n\n'
)
_REFUSED = b'data: {"error": {"message": "This word is not allowed.", "code": 400}}\n\n'
FAULTS: dict[str, Script] = {
    "error": status,
    "error-429-ms": in_milliseconds,
    "error-503-date": on_a_date,
    "error-text": partial(body, b'{"error": "The model is unknown."}', 500),
    "error-detail": partial(body, b'{"detail": "Not Found"}', 404),
    "error-list": partial(
        body, b'[{"error": {"code": 400, "message": "Bad list.", "status": "INVALID_ARGUMENT"}}]', 400
    ),
    "error-html": partial(body, _PAGE, 502, content_type="text/html"),
    "error-empty": partial(body, b"", 503),
    "error-inside-200": partial(body, b'{"error": {"message": "Quota used up.", "code": 429}}', 200),
    "page-200": partial(body, _PAGE, 200, content_type="text/html"),
    "redirect": redirect,
    "fail-then-ok": then_ok,
    "error-event": partial(after, (_OVERLOADED,)),
    "error-event-named": partial(
        after, (b'event: error\ndata: {"message": "The model is overloaded."}\n\n',)
    ),
    "error-event-first": partial(body, _OVERLOADED, 200, content_type="text/event-stream"),
    "error-event-refused": partial(body, _REFUSED, 200, content_type="text/event-stream"),
    "cut": partial(after, (Cut(reset=True),)),
    "cut-end": partial(after, (Cut(reset=False),)),
    "hang-up": lambda call: Response(iter([Cut(reset=False)])),
    "malformed": partial(after, (b"data: {broken\n\n",)),
    "no-done": no_done,
    "no-finish-reason": no_finish_reason,
    "silence": silence,
    "silence-after": partial(after, (Silence(),)),
}
