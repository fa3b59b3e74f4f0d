"""Asks each question in a chat of its own, of both models."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from channels.db import database_sync_to_async

from bench.answers.liar import liar
from bench.answers.questions import HANDBOOK, Question, questions
from chatapp import wiring
from chatapp.knowledge.ingestion import Source, sync
from chatapp.knowledge.models import Collection
from chatapp.knowledge.product_docs import sync_product_docs
from chatapp.providers.models import Model
from chatapp.upstream.builtin.provider import BuiltIn
from chatapp.upstream.pool import UpstreamPool
from chatapp.upstream.scripted.provider import ScriptedProvider
from tests.engine import Person, scripted_model
from tests.page import Page

__all__ = ["Answer", "answers"]


@dataclass(frozen=True)
class Answer:
    """`passages`: what the search found, by number; `weak`: it told the model that nothing answers."""

    question: Question
    text: str
    cites: bool
    passages: Mapping[int, str]
    weak: bool


async def answers() -> dict[str, list[Answer]]:
    """By model."""
    async with ScriptedProvider({"liar": liar}) as provider:
        await wiring.start(upstreams=UpstreamPool({"builtin": BuiltIn(pace=0)}))
        try:
            asker = await database_sync_to_async(_fill)()
            built_in = await Model.objects.aget(provider__base_url="builtin:")
            models = {"built-in": built_in.pk, "liar": await scripted_model(provider, "liar", tools=True)}
            return {name: [one async for one in _all(asker, model)] for name, model in models.items()}
        finally:
            await wiring.stop()


def _fill() -> Person:
    sync_product_docs()
    asker = Person("Asker")
    handbook = Collection.objects.create(name="Handbook", slug="handbook", owner=asker.user)
    sync(
        handbook,
        [Source(path.stem, path.stem, path.read_text("utf-8")) for path in sorted(HANDBOOK.glob("*.md"))],
    )
    return asker


async def _all(asker: Person, model: int) -> Any:
    async with asker.socket() as socket:
        for question in questions():
            yield _answer(question, await socket.answer(question.text, model=model))


def _answer(question: Question, page: Page) -> Answer:
    body = page.messages[-1]["body"]
    results = list(_results(page))
    found = {one["number"]: one["text"] for result in results for one in result["passages"]}
    weak = any(result["match"] == "weak" for result in results)
    return Answer(question, body["content"], bool(body.get("annotations")), found, weak)


def _results(page: Page) -> Iterator[dict[str, Any]]:
    for message in page.messages:
        if message["role"] == "tool":
            yield json.loads(message["body"]["content"])
