"""One answer of an assistant to a script: as many completions and searches as it takes, told as one answer."""

from __future__ import annotations

from collections.abc import Awaitable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from uuid_utils.compat import uuid7

from chatapp.tools.citations import annotate
from chatapp.tools.markers import MarkerStream
from chatapp.tools.research import Research
from chatapp.turns.calls.api_calls import Calls
from chatapp.turns.calls.attempt import Caller
from chatapp.turns.calls.attempts import Retrying
from chatapp.turns.calls.generation import Generation
from chatapp.turns.calls.result import identity, usage_of
from chatapp.turns.calls.routing import Route
from chatapp.wire.accumulate.accumulator import Accumulator
from chatapp.wire.accumulate.deltas import Change
from chatapp.wire.normalize.completion import normalized
from chatapp.wire.request.chat import Request
from chatapp.wire.types.chunk import Chunk
from chatapp.wire.types.usage import Usage

from .loop import MOST_CALLS, MOST_ROUNDS, Engine
from .prompt import TOOL_PARAMETERS, extended

_SEPARATOR = "\n\n"
# Of a choice of a round; those of the whole answer are told at its end.
_OF_A_ROUND = ("tool_calls", "function_call", "annotations")


class AnswerReader(Protocol):
    """Receives the chunks and deltas of the answer while it comes."""

    def begin(self, generation: Generation) -> None:
        """A completion of the answer is asked for."""

    def tell(self, chunk: Chunk | None, changes: list[Change]) -> None:
        """What became new of the answer; at its end, without a chunk, what had been held back."""

    def flush(self) -> Awaitable[None] | None:
        """All that one read of the network brought was told. What it returns is awaited before more is read."""


class AssistantAnswer:
    """`stream` or `whole` is called, once. `server`: where citations lead. `answer` holds what the caller gets."""

    def __init__(
        self, engine: Engine, calls: Calls, caller: Caller, route: Route, request: Request, server: str
    ) -> None:
        self._engine = engine
        self._calls = calls
        self._caller = caller
        self._route = route
        self._request = _prepared(engine, route, request)
        self._research = Research(engine.pool, caller.user_id, route.preset.collections, server=server)
        self._markers = MarkerStream(self._research.passages)
        self.answer = Accumulator()
        self.rounds: list[Generation] = []

    @property
    def usage(self) -> Mapping[str, Any]:
        """The tokens of all rounds."""
        used = [usage_of(one.attempt, one.answer) for one in self.rounds]
        return Usage.of(sum(u.prompt_tokens for u in used), sum(u.completion_tokens for u in used)).raw

    @property
    def metered(self) -> list[dict[str, Any]]:
        """The ledger's columns of all attempts."""
        return [columns for one in self.rounds for columns in one.metered]

    async def whole(self) -> dict[str, Any]:
        """The answer at once, as it is given out. Raises UpstreamError."""
        await self.stream(_Nobody())
        ours = identity(self.rounds[0].attempt)
        return normalized({**self.answer.completion().raw, "usage": None}, ours, self.usage)

    async def stream(self, reader: AnswerReader) -> None:
        """Raises UpstreamError when a completion fails."""
        request = self._request
        for number in range(1, MOST_ROUNDS + 1):
            last = number == MOST_ROUNDS
            message = await self._complete(request.without(*TOOL_PARAMETERS) if last else request, reader)
            calls = message.get("tool_calls")
            if last or not calls or self.rounds[-1].reached_limit:
                break
            results = [await self._call(call) for call in calls[:MOST_CALLS]]
            # A call that was asked for has been made: asked for again, it would be made for ever.
            request = extended(
                request.without("tool_choice"), [{**message, "tool_calls": calls[:MOST_CALLS]}, *results]
            )
        end = self._end()
        reader.tell(end, self.answer.feed(end))
        reader.tell(None, self.answer.close())
        # What a script asks is kept nowhere: only which documents the answer cites.
        await self._research.record(None, "", self.answer.text)

    async def _complete(self, request: Request, reader: AnswerReader) -> dict[str, Any]:
        """The message of one completion."""
        with self._calls.generation(self._caller, self._route, request) as generation:
            self.rounds.append(generation)
            reader.begin(generation)
            await generation.stream(_Round(self.answer, reader, self._markers))
        choices = generation.answer.completion().choices
        message = dict(choices[0].message.raw) if choices else {}
        if calls := message.get("tool_calls"):
            message["tool_calls"] = [
                {**call, "id": call.get("id") or f"call_{uuid7().hex}"} for call in calls
            ]
        return message

    async def _call(self, call: Mapping[str, Any]) -> dict[str, Any]:
        function = call.get("function") or {}
        name, arguments = function.get("name", ""), function.get("arguments", "")
        result = await self._engine.registry.call(name, arguments, self._research.context())
        self._research.take(result)
        return {"role": "tool", "tool_call_id": call["id"], "content": result.content}

    def _end(self) -> Chunk:
        """What is known at the end only: what was held back, the citations in it, and why it ended."""
        rest = self._markers.close()
        told = self._markers.annotations
        untold = self._markers.fresh()
        citations = annotate(self.answer.text + rest, self._research.passages)
        citations = [one for one in citations if one not in told or one in untold]
        reasons = self.rounds[-1].answer.finish_reasons
        reason = "stop" if reasons.get(0) in (None, "tool_calls") else reasons[0]
        delta = {**({"content": rest} if rest else {}), **({"annotations": citations} if citations else {})}
        choice = {"index": 0, "delta": delta, "finish_reason": reason}
        return Chunk({"object": "chat.completion.chunk", "choices": [choice]})


class _Round:
    """Tells of one completion what belongs to the answer: neither its calls of tools nor its end; no half markers,
    and the citations of whole ones."""

    def __init__(self, answer: Accumulator, reader: AnswerReader, markers: MarkerStream) -> None:
        self._answer = answer
        self._reader = reader
        self._markers = markers
        self._separator = _SEPARATOR if answer.text else ""

    def tell(self, chunk: Chunk | None, changes: list[Change]) -> None:
        if chunk is None:
            return
        choices = list(self._choices(chunk))
        kept = Chunk({**chunk.raw, "choices": choices, "usage": None})
        self._reader.tell(kept, self._answer.feed(kept))

    def flush(self) -> Awaitable[None] | None:
        return self._reader.flush()

    async def retry(self, retrying: Retrying) -> None:
        """Nothing was told of it."""

    def _choices(self, chunk: Chunk) -> Iterator[dict[str, Any]]:
        choices: Any = chunk.raw.get("choices")
        for choice in choices if isinstance(choices, list) else ():
            delta = choice.get("delta") if isinstance(choice, dict) else None
            if not isinstance(delta, dict):
                continue
            said = {name: value for name, value in delta.items() if name not in _OF_A_ROUND}
            if isinstance(words := said.get("content"), str) and words:
                said |= self._shown(words)
            yield {**choice, "delta": said, "finish_reason": None, "usage": None}

    def _shown(self, words: str) -> dict[str, Any]:
        shown = {"content": self._markers.feed(self._separator + words)}
        self._separator = ""
        citations = self._markers.fresh()
        return {**shown, "annotations": citations} if citations else shown


class _Nobody:
    def begin(self, generation: Generation) -> None: ...

    def tell(self, chunk: Chunk | None, changes: list[Change]) -> None: ...

    def flush(self) -> None: ...


def _prepared(engine: Engine, route: Route, request: Request) -> Request:
    """The assistant's instructions and parameters below what the caller says."""
    preset = route.preset
    messages: Sequence[Any] = request.raw["messages"]
    if preset.instructions:
        messages = [{"role": "system", "content": preset.instructions}, *messages]
    tools = engine.registry.definitions(preset.tools) if route.model.tools else []
    said = {name: value for name, value in request.raw.items() if value is not None}
    asked = Request({**preset.parameters, **said, "messages": messages, "tools": tools, "stream": True})
    return asked if tools else asked.without(*TOOL_PARAMETERS)
