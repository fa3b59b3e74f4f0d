"""The scripted provider, with a log of what it has said to the end: the ledger must come to the same."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from chatapp.upstream.scripted.http import Received
from chatapp.upstream.scripted.provider import ScriptedProvider
from chatapp.upstream.scripted.scripts.answer import ScriptedAnswer, answer, message, words
from chatapp.upstream.scripted.scripts.call import ScriptedCall
from chatapp.upstream.scripted.scripts.response import Response, Step
from chatapp.upstream.scripted.scripts.text import numbered

MODEL = "bench"


def asked_for(call: ScriptedCall) -> ScriptedAnswer:
    """The question says how many words and how many a second: `300@30`."""
    count, _, rate = call.question.split()[-1].partition("@")
    text = numbered(int(count))
    return answer(message(text), ({"content": word} for word in words(text)), rate=float(rate))


class Provider(ScriptedProvider):
    """`spent`: tokens (read, written) by the provider's own id of an answer, of the streams that came to their end."""

    def __init__(self) -> None:
        super().__init__({MODEL: asked_for})
        self.spent: dict[str, tuple[int, int]] = {}

    def answer(
        self, port: int, method: str, path: str, headers: Mapping[str, str], body: Any
    ) -> tuple[Received, Response]:
        received, response = super().answer(port, method, path, headers, body)
        if isinstance(response.body, bytes):
            return received, response
        return received, replace(response, body=self._noted(response.body))

    def _noted(self, steps: Iterable[Step]) -> Iterator[Step]:
        last: dict[str, Any] = {}
        for step in steps:
            if isinstance(step, bytes) and b'"prompt_tokens"' in step:
                last = json.loads(step.removeprefix(b"data: "))
            yield step
        if usage := last.get("usage"):
            self.spent[last["id"]] = usage["prompt_tokens"], usage["completion_tokens"]
