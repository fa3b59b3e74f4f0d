"""Keeps what an answer tells the editors: which documents it cites, and that it is no good one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from uuid_utils.compat import uuid7

from chatapp.knowledge.access import searchable
from chatapp.knowledge.models import Gap

__all__ = ["Outcome", "record"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a question that was searched for was answered.

    `answer`: the id of the turn, None of a script's call; `chosen`: the collections that the assistant keeps to, None
    where it keeps to none; `nearest` and `cited`: addresses of documents. Weak and declined: as `Gap` says.
    """

    answer: UUID | None
    user_id: int
    question: str
    chosen: Sequence[int] | None
    nearest: Collection[str]
    cited: Collection[str]
    weak: bool
    declined: bool


async def record(connection: AsyncConnection[Any], outcome: Outcome) -> None:
    """A gap belongs to the collections that the assistant keeps to, else to those of the nearest documents."""
    if outcome.cited:
        await connection.execute(_CITED, {"answer": outcome.answer or uuid7(), **_split(outcome.cited)})
    question = Gap.as_kept(outcome.question)
    if not question or not (outcome.weak or outcome.declined):
        return
    chosen: Sequence[int] = []
    if outcome.chosen is not None:
        chosen = await searchable(connection, outcome.user_id, outcome.chosen)
    nearest = [] if outcome.chosen is not None else _split(outcome.nearest)["collections"]
    values = {
        "chosen": list(chosen),
        "nearest": nearest,
        "answer": outcome.answer,
        "asker": outcome.user_id,
        "question": question,
        "declined": outcome.declined,
        "weak": outcome.weak,
    }
    await connection.execute(_GAP, values)


def _split(addresses: Collection[str]) -> dict[str, list[str]]:
    names = [address.partition("/") for address in addresses]
    return {"collections": [one for one, _, _ in names], "slugs": [slug for _, _, slug in names]}


_CITED = """
    INSERT INTO knowledge_citeddocument (document_id, answer, cited_at)
    SELECT document.id, %(answer)s, now()
    FROM unnest(%(collections)s::text[], %(slugs)s::text[]) AS cited (collection, slug)
    JOIN knowledge_collection AS collection ON collection.slug = cited.collection
    JOIN knowledge_document AS document ON document.collection_id = collection.id AND document.slug = cited.slug
    WHERE NOT collection.attached
    ON CONFLICT DO NOTHING
"""
_GAP = """
    INSERT INTO knowledge_gap (collection_id, answer, asker_id, question, declined, weak, asked_at)
    SELECT id, %(answer)s, %(asker)s, %(question)s, %(declined)s, %(weak)s, now() FROM knowledge_collection
    WHERE (id = ANY (%(chosen)s::bigint[]) OR slug = ANY (%(nearest)s::text[])) AND NOT built_in AND NOT attached
        AND deleted_at IS NULL
    ON CONFLICT DO NOTHING
"""
