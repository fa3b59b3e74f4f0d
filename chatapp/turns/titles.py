"""Gives a new conversation a title made by a model. Its first words are the title until then, and if that fails."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import Any

from chatapp.conversations.feed import CHANNEL, payload
from chatapp.usage.models import Kind
from chatapp.wire.request import Request

from .attempt import Caller
from .attempts import Policy
from .choice import Route, resolve
from .errors import NoModel
from .generate import Generation
from .journal import column_safe
from .loop import Engine
from .opening import Opened, first_words
from .outage import outlast

SECONDS = 60
_LONGEST = 80
_EXCERPT = 2000
_ASK = (
    "Give this conversation a title of two to six words, in its own language. Answer with the title alone: no quotes,"
    " no full stop.\n\nQuestion: {question}\n\nAnswer: {answer}"
)


async def give_title(engine: Engine, opened: Opened, messages: list[dict[str, Any]], model_name: str) -> None:
    """Ask for a title, once, and keep it unless the person gave one. Raises UpstreamError."""
    chosen = await _route(engine, opened, model_name)
    if chosen is None or chosen.provider.base_url == "builtin:":
        return
    text = _ASK.format(question=_question(messages), answer=_answer(messages))
    request = Request(
        {
            "model": chosen.model.name,
            "messages": [{"role": "user", "content": text}],
            "stream": True,
            "stream_options": {"include_usage": True},
        }
    )
    place = opened.place
    caller = Caller(Kind.TITLE, opened.owner_id, opened.turn_id, place.conversation_id)
    generation = Generation(engine.upstreams, engine.journal, caller, chosen, request, Policy(attempts=1))
    async with asyncio.timeout(SECONDS), aclosing(generation.steps()) as steps:
        async for _ in steps:
            pass
    if title := clean(generation.answer.text):
        await outlast(lambda: _keep(engine, opened, title))


def clean(text: str) -> str:
    """The first line without what models put around a title."""
    lines = column_safe(text).strip().splitlines()
    line = lines[0] if lines else ""
    return " ".join(line.removeprefix("Title:").strip(" \t#*_\"'“”„«».").split())[:_LONGEST]


def _question(messages: list[dict[str, Any]]) -> str:
    return first_words(messages[0]["body"])[:_EXCERPT] if messages else ""


def _answer(messages: list[dict[str, Any]]) -> str:
    content = messages[-1]["body"].get("content") if messages else ""
    return content[:_EXCERPT] if isinstance(content, str) else ""


async def _route(engine: Engine, opened: Opened, model_name: str) -> Route | None:
    if not model_name:
        return opened.route
    async with engine.pool.connection() as connection:
        try:
            return await resolve(connection, model_name)
        except NoModel:
            return opened.route


async def _keep(engine: Engine, opened: Opened, title: str) -> None:
    values = {
        "title": title,
        "id": opened.place.conversation_id,
        "channel": CHANNEL,
        "payload": payload(opened.owner_id, opened.place.conversation_id),
    }
    async with engine.pool.connection() as connection:
        await connection.execute(_KEEP, values)


_KEEP = """
    WITH kept AS (
        UPDATE conversations_conversation SET title = %(title)s, title_source = 'model'
        WHERE id = %(id)s AND title_source = 'first_words' AND deleted_at IS NULL
        RETURNING id
    )
    SELECT pg_notify(%(channel)s, %(payload)s) FROM kept
"""
