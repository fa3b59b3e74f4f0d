"""What the page shows of a conversation: questions and answers, made of the messages of the active path."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from chatapp.conversations.active_path import active_path
from chatapp.conversations.models import Conversation, Message, MessageRole, Turn
from chatapp.turns.store.load import milliseconds, moment
from chatapp.wire.json.jsontext import dumps_text

PAGE = 40


@dataclass(frozen=True)
class Question:
    id: UUID
    text: str

    kind = "question"


@dataclass(frozen=True)
class Instructions:
    """What a script told the model before it asked: a chat that goes on from a call of the API has them."""

    text: str

    kind = "instructions"


@dataclass(frozen=True)
class AnswerPart:
    """One message of the assistant. `facts`: JSON of `reasoningMs`, `annotations`, `continues`, `calls`."""

    id: UUID
    text: str
    reasoning: str
    refusal: str
    facts: str


@dataclass(frozen=True)
class ThreadAnswer:
    """All that one turn wrote. `facts` is JSON, the `turn` of a snapshot (docs/protocol.md)."""

    turn_id: UUID | None
    parts: list[AnswerPart]
    facts: str

    kind = "answer"


Entry = Question | Instructions | ThreadAnswer


@dataclass(frozen=True)
class Thread:
    """`before` is the first message shown, where there are earlier ones, else null."""

    entries: list[Entry]
    before: UUID | None


def thread_of(conversation: Conversation, before: UUID | None = None) -> Thread:
    messages = _whole_turns(active_path(conversation, before=before, limit=PAGE))
    entries = list(_entries(messages))
    if before is None and messages:
        entries += _wordless(messages[-1])
    earlier = bool(messages) and messages[0].parent_id is not None
    return Thread(entries, messages[0].pk if earlier else None)


def _whole_turns(messages: list[Message]) -> list[Message]:
    """Without the end of a turn whose beginning stands on the page before."""
    if not messages or messages[0].parent_id is None:
        return messages
    first = next((i for i, message in enumerate(messages) if message.role == MessageRole.USER), 0)
    return messages[first:]


def _entries(messages: Iterable[Message]) -> Iterator[Entry]:
    """Each question and each instruction alone, and all that a turn wrote together."""
    for (alone, _), group in groupby(messages, lambda message: (_ALONE.get(message.role), message.turn_id)):
        if alone:
            yield from (alone(message) for message in group)
        else:
            yield _answer(list(group))


def _wordless(leaf: Message) -> list[ThreadAnswer]:
    """The turn that began below the last message and has written nothing: it runs, or failed at once."""
    turn = Turn.objects.filter(parent=leaf).order_by("-id").first()
    return [] if turn is None else [ThreadAnswer(turn.pk, [], turn_facts(turn))]


def _question(message: Message) -> Question:
    return Question(message.pk, plain_text(message.body.get("content")))


def _instructions(message: Message) -> Instructions:
    return Instructions(plain_text(message.body.get("content")))


_ALONE: dict[str, Callable[[Message], Entry]] = {
    MessageRole.USER: _question,
    MessageRole.SYSTEM: _instructions,
    MessageRole.DEVELOPER: _instructions,
}


def _answer(messages: list[Message]) -> ThreadAnswer:
    results = {
        m.body.get("tool_call_id"): m.body.get("content") for m in messages if m.role == MessageRole.TOOL
    }
    parts = [_part(m, results) for m in messages if m.role == MessageRole.ASSISTANT]
    turn = messages[0].turn
    return ThreadAnswer(messages[0].turn_id, parts, turn_facts(turn) if turn else "{}")


def _part(message: Message, results: dict[Any, Any]) -> AnswerPart:
    body = message.body
    facts = {
        "reasoningMs": message.reasoning_ms,
        "annotations": body.get("annotations") or [],
        "continues": message.continues_id and str(message.continues_id),
        "calls": [_call(call, results) for call in body.get("tool_calls") or []],
    }
    reasoning = body.get("reasoning_content") or body.get("reasoning") or ""
    return AnswerPart(
        message.pk,
        plain_text(body.get("content")),
        plain_text(reasoning),
        body.get("refusal") or "",
        dumps_text(facts),
    )


def _call(call: dict[str, Any], results: dict[Any, Any]) -> dict[str, Any]:
    spoken = call.get("function") or call.get("custom") or {}
    arguments = spoken.get("arguments", spoken.get("input", ""))
    result = plain_text(results[call["id"]]) if call.get("id") in results else None
    return {"id": call.get("id"), "name": spoken.get("name"), "arguments": arguments, "result": result}


def turn_facts(turn: Turn) -> str:
    return dumps_text(
        {
            "id": str(turn.pk),
            "parent": str(turn.parent_id),
            "status": turn.status,
            "model": {"id": turn.model_id, "name": turn.model_name, "provider": turn.provider_name},
            "duration_ms": milliseconds(turn.created_at, turn.finished_at),
            "first_token_ms": milliseconds(turn.created_at, turn.first_token_at),
            "created_at": moment(turn.created_at),
            "prompt_tokens": turn.prompt_tokens,
            "completion_tokens": turn.completion_tokens,
            "usage_estimated": turn.usage_estimated,
            "finish_reason": turn.finish_reason,
            "error": turn.error,
        }
    )


def plain_text(content: Any) -> str:
    """The text of a message's content, which is a text or a list of parts."""
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else []
    return "".join(
        str(part.get("text") or part.get("refusal") or "") for part in parts if isinstance(part, dict)
    )
