"""Gives a new conversation a title made by a model. Its first words are the title until then, and if that fails."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

from chatapp.conversations.store.conversations import keep_title
from chatapp.conversations.titles import first_words, from_answer
from chatapp.turns.calls.attempt import Caller
from chatapp.turns.calls.attempts import Retrying
from chatapp.turns.calls.generation import Generation
from chatapp.turns.calls.routing import Route, resolve
from chatapp.turns.errors import NoModel
from chatapp.turns.runtime.database_retry import retry_until_back
from chatapp.turns.store.asked import Opened
from chatapp.upstream.errors import Rejected
from chatapp.usage.models import Kind
from chatapp.wire.accumulate.deltas import Change
from chatapp.wire.json.clean import clean_text
from chatapp.wire.request.chat import Request
from chatapp.wire.types.chunk import Chunk

from .loop import Engine

SECONDS = 60
_EXCERPT = 2000
# A title has six words. One who thinks spends tokens on that first; where none are left, the first words stay.
_TOKENS = 60
_TOKENS_OF_THINKERS = 1000
_BYTES_OF_TOKEN = 8
_REFUSED = (400, 422)
_WORDS = (
    "Give this conversation a title of two to six words, in its own language. Answer with the title alone: no quotes,"
    " no full stop.\n\nQuestion: {question}\n\nAnswer: {answer}"
)


async def give_title(engine: Engine, opened: Opened, messages: list[dict[str, Any]], model_name: str) -> None:
    """Ask for a title, and keep it unless the person gave one. Raises UpstreamError."""
    chosen = await _route(engine, opened, model_name)
    if chosen is None or chosen.provider.base_url == "builtin:":
        return
    async with asyncio.timeout(SECONDS):
        answer = await _answer(engine, opened, chosen, _ask(messages))
    if title := from_answer(clean_text(answer)):
        await retry_until_back(lambda: _keep(engine, opened, title))


async def _answer(engine: Engine, opened: Opened, chosen: Route, text: str) -> str:
    caller = Caller(Kind.TITLE, opened.owner_id, opened.turn_id, opened.place.conversation_id)
    tokens = _TOKENS_OF_THINKERS if chosen.model.reasoning else _TOKENS
    request = Request(
        {
            "model": chosen.model.name,
            "messages": [{"role": "user", "content": text}],
            "max_completion_tokens": tokens,
            "stream": True,
            "stream_options": {"include_usage": True},
        }
    )
    # Some providers know of no limit: what is longer is cut here.
    policy = replace(engine.policy, longest_answer=tokens * _BYTES_OF_TOKEN)
    try:
        return await _read(Generation(engine.upstreams, engine.ledger, caller, chosen, request, policy))
    except Rejected as error:
        if error.status not in _REFUSED:
            raise
    # Quirk: Mistral and others know the older name only, and refuse what they do not know.
    older = request.without("max_completion_tokens").with_(max_tokens=tokens)
    return await _read(Generation(engine.upstreams, engine.ledger, caller, chosen, older, policy))


async def _read(generation: Generation) -> str:
    await generation.stream(_Nobody())
    return generation.answer.text


class _Nobody:
    """A title is shown when it is whole."""

    def tell(self, chunk: Chunk | None, changes: list[Change]) -> None: ...

    def flush(self) -> None: ...

    async def retry(self, retrying: Retrying) -> None: ...


def _ask(messages: list[dict[str, Any]]) -> str:
    question = first_words(messages[0]["body"])[:_EXCERPT] if messages else ""
    content = messages[-1]["body"].get("content") if messages else ""
    return _WORDS.format(question=question, answer=content[:_EXCERPT] if isinstance(content, str) else "")


async def _route(engine: Engine, opened: Opened, model_name: str) -> Route | None:
    if not model_name:
        return opened.route
    async with engine.pool.connection() as connection:
        try:
            return await resolve(connection, model_name)
        except NoModel:
            return opened.route


async def _keep(engine: Engine, opened: Opened, title: str) -> None:
    async with engine.pool.connection() as connection:
        await keep_title(connection, opened.owner_id, opened.place.conversation_id, title)
