"""The loop of a turn: completion, tool calls, next completion, until the last answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from psycopg_pool import AsyncConnectionPool
from uuid_utils.compat import uuid7

from chatapp.conversations.attachments import answered
from chatapp.conversations.models import MessageRole, ToolCallStatus
from chatapp.conversations.settings import METADATA
from chatapp.conversations.store.tool_calls import outcome
from chatapp.jobs.threads import in_thread
from chatapp.tools.citations import annotate
from chatapp.tools.registry import KNOWLEDGE_TOOLS, Registry
from chatapp.tools.research import Research
from chatapp.turns.calls import hand_tools
from chatapp.turns.calls.attempt import Caller
from chatapp.turns.calls.attempts import Policy, Retrying
from chatapp.turns.calls.generation import AnswerObserver, Generation
from chatapp.turns.calls.ledger import Ledger
from chatapp.turns.calls.parameters import sent
from chatapp.turns.runtime.database_retry import retry_until_back
from chatapp.turns.state import Event
from chatapp.turns.store.asked import Opened
from chatapp.turns.store.readable import readable
from chatapp.upstream.errors import Break, StreamBroken
from chatapp.upstream.pool import UpstreamPool
from chatapp.usage.models import Kind
from chatapp.wire.accumulate.accumulator import Accumulator
from chatapp.wire.accumulate.deltas import (
    Change,
    ContentDelta,
    ImagesDelta,
    ReasoningDelta,
    RefusalDelta,
    ToolCallDelta,
)
from chatapp.wire.request.chat import Request
from chatapp.wire.types.chunk import Chunk
from chatapp.wire.types.messages import Message
from chatapp.wire.types.tools import ToolCall

from . import files, prompt
from .choices import Begin, Choices
from .citing import Citing
from .context import Context, seen
from .fitting import Fitting, context_of, corrected
from .live_turn import LiveTurn

# Fields of a message that are not taken over at its end: pictures were kept as files when they came.
_TOLD = ("role", "images")

Streaming = Callable[[Generation, AnswerObserver], Awaitable[None]]

MOST_ROUNDS = 8
# As many as the tools of one answer may be called; each result is one more message.
MOST_CALLS = 64


@dataclass(frozen=True)
class Engine:
    """What every turn of a process shares."""

    pool: AsyncConnectionPool
    upstreams: UpstreamPool
    registry: Registry
    ledger: Ledger
    policy: Policy = field(default_factory=Policy)


def answer(engine: Engine, turn: LiveTurn, begin: Begin) -> Coroutine[Any, Any, None]:
    """Run a turn to its last answer. Raises UpstreamError; what arrived is in the turn's state."""
    return _Rounds(engine, turn).run(begin)


@dataclass(frozen=True)
class _Asked:
    """What the turns share that show the choices of one completion."""

    question: str
    attached: files.Attached
    fitting: Fitting
    request: Request


class _Rounds:
    def __init__(self, engine: Engine, turn: LiveTurn) -> None:
        assert turn.opened.route is not None
        self._engine = engine
        self._turn = turn
        self._opened: Opened = turn.opened
        self._route = turn.opened.route
        self._leaf: UUID = turn.opened.place.parent_id
        self._asked_in = self._leaf

    async def run(self, begin: Begin) -> None:
        path = [] if self._opened.place.is_new else await retry_until_back(self._path)
        attached = await retry_until_back(lambda: self._attached(path))
        names = [*self._route.preset.tools, *(KNOWLEDGE_TOOLS if attached.unsent else ())]
        tools = self._engine.registry.definitions(names) if self._route.model.tools else []
        fitting = await self._fitting(path, tools, attached)
        question = prompt.last_question(path, self._opened.place)
        asked = _Asked(question, attached, fitting, fitting.first())
        self._turn.left_out = fitting.left_out
        self._research = self._research_in(attached)
        choices = Choices(self._turn, begin, lambda turn: _Beside(self._engine, turn, asked))
        stream = choices.stream if self._opened.beside else Generation.stream
        await self._finish(asked, await self._complete(asked.request, stream))

    async def _finish(self, asked: _Asked, message: dict[str, Any]) -> None:
        """From its first completion to the last answer."""
        await self._go_on(asked, message)
        waits = any(row["status"] == ToolCallStatus.REQUESTED for row in self._turn.tool_calls)
        if self._opened.place.continues is None and not waits:
            answers = [each["body"] for each in self._turn.state.messages if each["role"] == "assistant"]
            text = "\n\n".join(Message(body).text for body in answers)
            await self._research.record(self._turn.id, asked.question, text)

    def _research_in(self, attached: files.Attached) -> Research:
        """An assistant that searches no documents still searches the files of its chat."""
        preset = self._route.preset
        collections = preset.collections if set(preset.tools) & set(KNOWLEDGE_TOOLS) else []
        return Research(self._engine.pool, self._opened.owner_id, collections, files=attached.collections)

    async def _go_on(self, asked: _Asked, message: dict[str, Any]) -> None:
        """Tools and further completions, until one calls nothing."""
        by_hand = hand_tools.names_of(sent(self._opened.place.parameters, self._route))
        request, fitting = asked.request, asked.fitting
        for number in range(2, MOST_ROUNDS + 2):
            calls = message.get("tool_calls")
            if number > MOST_ROUNDS or not calls or self._turn.reached_limit:
                return
            mine = [call for call in calls if ToolCall(call).name not in by_hand]
            results = [await self._call(call) for call in mine]
            if len(mine) < len(calls):
                # The person answers these, and the next turn goes on with what they say.
                self._turn.tool_calls += [self._row(call) for call in calls if call not in mine]
                return
            request = fitting.next(request, [message, *results])
            self._turn.left_out = fitting.left_out
            last = number == MOST_ROUNDS
            message = await self._complete(request.without(*prompt.TOOL_PARAMETERS) if last else request)

    async def _path(self) -> prompt.Path:
        async with self._engine.pool.connection() as connection:
            path = await prompt.load_path(connection, self._opened.place)
            # What the person lost since is not told to a model again.
            bodies = await readable(connection, self._opened.owner_id, [body for body, _ in path])
        return [(body, continues) for body, (_, continues) in zip(bodies, path, strict=True)]

    async def _fitting(
        self, path: prompt.Path, tools: list[dict[str, Any]], attached: files.Attached
    ) -> Fitting:
        place, route = self._opened.place, self._route
        context = context_of(path, place, route, tools, attached.sizes)
        # Most questions are far from the end of the window: they ask the database nothing more.
        if context is not None and context.may_be_over:
            counted = context
            context = await retry_until_back(lambda: self._corrected(counted, path))
        return Fitting(
            lambda left_out: prompt.build(seen(path, left_out), place, route, tools, attached.parts),
            context,
            str(route.model),
        )

    async def _corrected(self, context: Context, path: prompt.Path) -> Context:
        async with self._engine.pool.connection() as connection:
            return await corrected(connection, context, path, self._opened.place, self._route.model.pk)

    async def _attached(self, path: prompt.Path) -> files.Attached:
        opened = self._opened
        wanted = prompt.attachments_of(path, opened.place)
        return await files.load(self._engine.pool, opened.owner_id, wanted, self._route.model)

    async def _complete(self, request: Request, stream: Streaming = Generation.stream) -> dict[str, Any]:
        """One completion, streamed into a new message of the turn. Returns the message's body."""
        self._begin({"role": "assistant", "content": None}, continues=self._continues())
        self._asked_in = self._leaf
        generation = self._generation(request)
        thinking = _Thinking()
        telling = _Telling(self._turn, thinking)
        await (self._cite(generation, telling) if self._research.passages else stream(generation, telling))
        self._turn.publish(self._rest(generation.answer, thinking))
        return self._turn.state.current

    async def _cite(self, generation: Generation, telling: _Telling) -> None:
        citing = Citing(self._turn.publish, telling, self._research.passages)
        try:
            await generation.stream(citing)
        finally:
            if (wait := citing.close()) is not None:
                await wait

    def _generation(self, request: Request) -> Generation:
        place = self._opened.place
        caller = Caller(
            Kind.CHAT,
            self._opened.owner_id,
            self._turn.id,
            place.conversation_id,
            store=place.store,
            metadata=place.parameters.get(METADATA, {}),
            assistant=self._route.preset.slug,
        )
        engine = self._engine
        generation = Generation(engine.upstreams, engine.ledger, caller, self._route, request, engine.policy)
        self._turn.generations.append((self._leaf, generation))
        self._turn.shown.append((self._leaf, generation, 0))
        return generation

    def _rest(self, answer: Accumulator, thinking: _Thinking) -> list[Event]:
        """What the deltas did not tell: fields that come whole, and the citations."""
        events = thinking.end()
        _, _, choice = self._turn.shown[-1]
        found = [each for each in answer.completion().choices if each.index == choice]
        message = dict(found[0].message.raw) if found else {}
        if calls := message.get("tool_calls"):
            # Results are told apart by these; some servers give none.
            message["tool_calls"] = [
                {**call, "id": call.get("id") or f"call_{uuid7().hex}"} for call in calls
            ]
        body = self._turn.state.current
        if citations := annotate(body.get("content") or "", self._research.passages):
            message["annotations"] = [*(message.get("annotations") or []), *citations]
        for name, value in message.items():
            if value is not None and body.get(name) != value and name not in _TOLD:
                events.append({"t": "set", "field": name, "value": value})
        return events

    async def _call(self, call: dict[str, Any]) -> dict[str, Any]:
        """Run one tool call into a message of its own. Returns that message's body."""
        row = self._row(call)
        self._turn.tool_calls.append(row)
        result = await self._engine.registry.call(row["name"], row["arguments"], self._research.context())
        self._research.take(result)
        status = ToolCallStatus.FAILED if result.failed else ToolCallStatus.DONE
        finished_at = datetime.now(UTC)
        row |= {"status": status.value, "result": result.content, "finished_at": finished_at}
        body = {"role": "tool", "tool_call_id": call["id"], "content": result.content}
        self._begin(body, outcome=outcome(status.value, row["started_at"], finished_at))
        return body

    def _row(self, call: dict[str, Any]) -> dict[str, Any]:
        """The columns of a call that has no result yet."""
        asked = ToolCall(call)
        return {
            "message": self._asked_in,
            "call_id": asked.id,
            "type": asked.type,
            "name": asked.name,
            "arguments": asked.arguments,
            "status": ToolCallStatus.REQUESTED.value,
            "result": None,
            "started_at": datetime.now(UTC),
            "finished_at": None,
        }

    def _begin(self, body: dict[str, Any], continues: UUID | None = None, **more: Any) -> None:
        message_id = uuid7()
        message = {
            "id": str(message_id),
            "parent": str(self._leaf),
            "role": MessageRole(body["role"]).value,
            "body": dict(body),
            "continues": None if continues is None else str(continues),
            "reasoning_ms": None,
            **more,
        }
        self._leaf = message_id
        self._turn.publish([{"t": "message", "message": message}])

    def _continues(self) -> UUID | None:
        return self._opened.place.continues if self._leaf == self._opened.place.parent_id else None


class _Beside(_Rounds):
    """The turn of a further choice of a completion, which is another turn's."""

    def __init__(self, engine: Engine, turn: LiveTurn, asked: _Asked) -> None:
        super().__init__(engine, turn)
        self._asked = replace(asked, fitting=asked.fitting.beside())
        turn.left_out = asked.fitting.left_out
        self._research = self._research_in(asked.attached)
        self._thinking = _Thinking()

    def show(self, generation: Generation) -> AnswerObserver:
        self._begin({"role": "assistant", "content": None})
        self._asked_in = self._leaf
        self._turn.shown.append((self._leaf, generation, self._turn.choice))
        return _Telling(self._turn, self._thinking)

    async def go_on(self, ended: Awaitable[None]) -> None:
        await ended
        _, generation, _ = self._turn.shown[-1]
        self._turn.publish(self._rest(generation.answer, self._thinking))
        await self._finish(self._asked, self._turn.state.current)


class _Telling:
    """Makes events of what a completion tells, and publishes those of each read together."""

    def __init__(self, turn: LiveTurn, thinking: _Thinking) -> None:
        self._turn = turn
        self._thinking = thinking
        self._events: list[Event] = []
        self._images: list[Any] = []
        self._kept: list[dict[str, Any]] = []
        self._begun = False
        self._calls: set[int] = set()

    def tell(self, chunk: Chunk | None, changes: list[Change]) -> None:
        for change in changes:
            # Not a case of `_event`: a class in a pattern costs twice the rest.
            if isinstance(change, ImagesDelta):
                self._images += change.images if change.choice == 0 else []
                continue
            if not isinstance(change, ContentDelta):
                event = _event(change)
            elif change.choice == 0:
                event = {"t": "content", "text": change.text}
            else:
                continue
            if event is None:
                continue
            if event["t"] == "tool_call":
                self._count(event["index"])
            if event["t"] == "reasoning":
                self._thinking.begin()
            elif self._thinking.started is not None:
                self._events.extend(self._thinking.end())
            self._events.append(event)

    def flush(self) -> Awaitable[None] | None:
        events, self._events = self._events, []
        self._publish(events)
        return self._keep_images() if self._images else None

    async def _keep_images(self) -> None:
        """As files of the person, before more is read: neither log nor message holds their bytes."""
        images, self._images = self._images, []
        owner = self._turn.opened.owner_id
        self._kept += await in_thread(answered.keep, owner, images, len(self._kept))
        self._publish([{"t": "set", "field": "images", "value": list(self._kept)}])

    def _publish(self, events: list[Event]) -> None:
        if not events:
            return
        if not self._begun:
            events = [*self._beginning(), *events]
        self._turn.publish(events, at_once=not self._begun)
        self._begun = True

    async def retry(self, retrying: Retrying) -> None:
        self._turn.publish([_notice(retrying)])

    def _count(self, call: int) -> None:
        self._calls.add(call)
        if len(self._calls) > MOST_CALLS:
            # What the same read brought before is shown.
            self.flush()
            words = f"The model asked for more than {MOST_CALLS} tools at once, so none was called."
            raise StreamBroken(words, Break.TOO_LARGE, retryable=False)

    def _beginning(self) -> Iterator[Event]:
        turn = self._turn
        if turn.first_token_at is None:
            turn.first_token_at = datetime.now(UTC)
            waited = (turn.first_token_at - turn.opened.created_at).total_seconds()
            yield {"t": "timing", "first_token_ms": max(0, round(waited * 1000))}
        if turn.state.turn["notice"] is not None:
            yield {"t": "notice", "notice": None}


class _Thinking:
    """How long a model thinks: from its first words of reasoning to its first other words."""

    def __init__(self) -> None:
        self.started: float | None = None

    def begin(self) -> None:
        self.started = self.started or asyncio.get_running_loop().time()

    def end(self) -> list[Event]:
        if self.started is None:
            return []
        seconds = asyncio.get_running_loop().time() - self.started
        self.started = None
        return [{"t": "thought", "ms": round(seconds * 1000)}]


def _event(change: Change) -> Event | None:
    """The event of a change besides content, of the first choice: a chat asks for one."""
    match change:
        case ReasoningDelta(0, text):
            return {"t": "reasoning", "text": text}
        case RefusalDelta(0, text):
            return {"t": "refusal", "text": text}
        case ToolCallDelta(0, index, call_id, name, arguments, kind):
            return {
                "t": "tool_call",
                "index": index,
                "id": call_id,
                "type": kind,
                "name": name,
                "arguments": arguments,
            }
        case _:
            return None


def _notice(step: Retrying) -> Event:
    return {
        "t": "notice",
        "notice": {
            "kind": "retrying",
            "attempt": step.number,
            "of": step.of,
            "delay_ms": round(step.delay * 1000),
            "message": str(step.error),
        },
    }
