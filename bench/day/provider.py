"""The provider of the day: it counts tokens in its own way, and writes down what each of its answers came to."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

from bench.processes import ROOT
from chatapp.upstream.scripted.http import Received
from chatapp.upstream.scripted.provider import ScriptedProvider
from chatapp.upstream.scripted.scripts.answer import Object, Script, ScriptedAnswer, answer, message
from chatapp.upstream.scripted.scripts.call import ScriptedCall, text_parts
from chatapp.upstream.scripted.scripts.faults import rejection
from chatapp.upstream.scripted.scripts.response import Cut, Response, Step, Wait
from chatapp.upstream.scripted.scripts.tools import in_fragments, tool_call

_TOKEN: Final = re.compile(r" ?[^\W\d_]{1,6}| ?\d{1,3}|\s+|[^\w\s]|_")
_CALL: Final = re.compile(r"Call (\d+)\b")
_AT_ONCE: Final = {"retry-after-ms": "10"}
# Of the prompts of the model that thinks, in tokens; a real one caches in steps, too.
CACHE_STEP: Final = 16
_WRITTEN: Final = ("content", "reasoning_content", "tool_calls")


@dataclass
class Spent:
    """What one request came to. `call`: the number in the question; `written` grows while the answer is sent."""

    call: int
    title: bool
    at: float
    read: int
    written: int = 0
    cached: int = 0
    refused: bool = False
    reported: bool = False


@cache
def vocabulary() -> list[str]:
    """Tokens of some real English, in which nobody asks for a title."""
    text = (ROOT / "docs" / "operating.md").read_text()
    return [token for token in _TOKEN.findall(text) if "titl" not in token.lower()]


def tokens(text: str) -> int:
    return len(_TOKEN.findall(text))


def words(call: ScriptedCall) -> ScriptedAnswer:
    """As many tokens and as fast as the question says: `30@20`."""
    count, rate = _asked(call)
    start = 37 * call.number % (len(vocabulary()) - count)
    pieces = vocabulary()[start : start + count]
    return _said(call, [{"content": piece} for piece in pieces], message("".join(pieces)), rate=rate)


def flaky(call: ScriptedCall) -> ScriptedAnswer | Response:
    return rejection(503, "Try again.", headers=_AT_ONCE) if call.attempt == 1 else words(call)


def down(call: ScriptedCall) -> Response:
    return rejection(503, "Nobody is here.", headers=_AT_ONCE)


def refuses(call: ScriptedCall) -> Response:
    return rejection(400, "No.")


def breaks(call: ScriptedCall) -> ScriptedAnswer:
    """The connection ends after a third of the answer."""
    whole = words(call)
    frames = list(whole.frames)
    cut = [*frames[: len(frames) // 3], Cut(reset=True)]
    return replace(whole, frames=cut, usage_in="nowhere", done=False)


def mute(call: ScriptedCall) -> ScriptedAnswer:
    """Reports no usage."""
    return replace(words(call), usage_in="nowhere")


def thinks(call: ScriptedCall) -> ScriptedAnswer:
    thought = vocabulary()[:12]
    count, rate = _asked(call)
    pieces = vocabulary()[12 : 12 + count]
    deltas = [{"reasoning_content": one} for one in thought] + [{"content": one} for one in pieces]
    details = {
        "prompt_tokens_details": {"cached_tokens": cached(_read(call))},
        "completion_tokens_details": {"reasoning_tokens": len(thought)},
    }
    spoken = message("".join(pieces), reasoning_content="".join(thought))
    return _said(call, deltas, spoken, rate=rate, details=details)


def tool(call: ScriptedCall) -> ScriptedAnswer:
    """Calls the first tool that it is offered, then answers."""
    if call.tool_result is not None or not call.tools:
        return words(call)
    asked = f"call_{call.number}", call.tools[0], json.dumps({"query": call.question})
    made = message(None, tool_calls=[tool_call(*asked)])
    return _said(call, list(in_fragments(*asked)), made, finish_reason="tool_calls")


SCRIPTS: Final[Mapping[str, Script]] = {
    "bench": words,
    "flaky": flaky,
    "down": down,
    "refuses": refuses,
    "breaks": breaks,
    "mute": mute,
    "thinks": thinks,
    "tool": tool,
    # Asked for embeddings only, which are no script.
    "embeds": words,
}


def cached(read: int) -> int:
    return read // CACHE_STEP * CACHE_STEP


def _asked(call: ScriptedCall) -> tuple[int, float]:
    count, _, rate = call.question.split()[-1].partition("@")
    return (int(count), float(rate)) if count.isdigit() else (8, 0.0)


def _said(
    call: ScriptedCall,
    deltas: list[Object],
    whole: Object,
    rate: float = 0.0,
    finish_reason: str = "stop",
    details: Mapping[str, Any] | None = None,
) -> ScriptedAnswer:
    read, written = _read(call), len(deltas)
    counts = {
        "prompt_tokens": read,
        "completion_tokens": written,
        "total_tokens": read + written,
        **(details or {}),
    }
    return answer(whole, deltas, finish_reason=finish_reason, rate=rate, usage_details=counts)


def _read(call: ScriptedCall) -> int:
    said = sum(tokens(text) for each in call.messages for text in text_parts(each.get("content")))
    return (
        said + 3 * len(call.messages) + sum(tokens(json.dumps(each)) for each in call.body.get("tools") or ())
    )


class Provider(ScriptedProvider):
    """`spent`: in the order of the requests."""

    def __init__(self) -> None:
        super().__init__(SCRIPTS)
        self.spent: list[Spent] = []

    def answer(
        self, port: int, method: str, path: str, headers: Mapping[str, str], body: Any
    ) -> tuple[Received, Response]:
        received, response = super().answer(port, method, path, headers, body)
        if path == "/v1/embeddings":
            self.spent.append(_embedded(body, response))
            return received, response
        call = ScriptedCall(received.number, 1, body if isinstance(body, dict) else {})
        if method != "POST" or not (found := _CALL.search(call.question)):
            return received, response
        spent = Spent(int(found[1]), call.asks_for_title, time.monotonic(), _read(call))
        self.spent.append(spent)
        return received, replace(response, body=_noted(response, call, spent))


def _embedded(body: Any, response: Response) -> Spent:
    found = _CALL.search(body["input"][0])
    assert found is not None
    assert isinstance(response.body, bytes)
    spent = Spent(int(found[1]), False, time.monotonic(), 0)
    _report(json.loads(response.body)["usage"], spent)
    return spent


def _noted(response: Response, call: ScriptedCall, spent: Spent) -> bytes | Iterator[Step]:
    if response.status >= 400:
        spent.refused = True
        assert isinstance(response.body, bytes)
        return response.body
    if isinstance(response.body, bytes):
        return _at_once(response.body, call, spent)
    return _as_played(iter(response.body), spent)


def _at_once(body: bytes, call: ScriptedCall, spent: Spent) -> Iterator[Step]:
    """Who does not stream waits for as long, and may leave meanwhile."""
    count, rate = _asked(call)
    for _ in range(count if rate else 0):
        yield Wait(1 / rate)
        spent.written += 1
    value = json.loads(body)
    if usage := value.get("usage"):
        _report(usage, spent)
    else:
        spent.written = sum(tokens(choice["message"]["content"] or "") for choice in value["choices"])
    yield body


def _as_played(steps: Iterator[Step], spent: Spent) -> Iterator[Step]:
    for step in steps:
        if isinstance(step, bytes) and step.startswith(b"data: {"):
            chunk = json.loads(step.removeprefix(b"data: "))
            spent.written += sum(
                any(choice["delta"].get(name) for name in _WRITTEN) for choice in chunk["choices"]
            )
            if usage := chunk.get("usage"):
                _report(usage, spent)
        yield step


def _report(usage: Mapping[str, Any], spent: Spent) -> None:
    spent.read, spent.written = usage["prompt_tokens"], usage.get("completion_tokens", 0)
    spent.cached = usage.get("prompt_tokens_details", {}).get("cached_tokens", 0)
    spent.reported = True
