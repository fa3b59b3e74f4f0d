"""The passages of documents: immutable rows, made anew with each version of what they are parts of."""

from __future__ import annotations

from collections.abc import Sequence

from chatapp.knowledge import postings
from chatapp.knowledge.chunking import Chunk
from chatapp.knowledge.models import Collection, Document, Passage

__all__ = ["replace"]

_WEIGHT = 3
"""A word in the title or in a heading counts as often. On the manual's questions: mean reciprocal rank 0.80 at 1,
0.84 at 3."""


def replace(collection: Collection, documents: Sequence[tuple[Document, Sequence[Chunk]]]) -> None:
    """Inside a transaction: a search finds the passages that were there until it commits, and these from then on."""
    Passage.objects.filter(document__in=[document for document, _ in documents]).delete()
    parts = [
        (document, number, part)
        for document, chunks in documents
        for number, part in enumerate(chunks, start=1)
    ]
    passages = Passage.objects.bulk_create([_passage(*numbered) for numbered in parts], batch_size=2000)
    indexed = [_indexed(document, part) for document, _, part in parts]
    postings.write(collection, list(zip(passages, indexed, strict=True)))


def _passage(document: Document, number: int, part: Chunk) -> Passage:
    heading = " › ".join(part.path)
    return Passage(
        document=document,
        number=number,
        heading=heading,
        anchor=part.anchor,
        text=part.text,
        page=part.page,
        start=part.start,
        end=part.end,
        length=0,
    )


def _indexed(document: Document, part: Chunk) -> str:
    return "\n".join([*[document.title, " › ".join(part.path)] * _WEIGHT, part.also, part.text])
