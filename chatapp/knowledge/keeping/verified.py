"""What editors answer by hand: found like a passage, and first. The callers have passed the door."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from chatapp.accounts import audit
from chatapp.accounts.models import User
from chatapp.extraction.media_types import MARKDOWN
from chatapp.knowledge import passages
from chatapp.knowledge.ingestion import RECIPE, locked
from chatapp.knowledge.keeping.collections import unguessable_slug
from chatapp.knowledge.models import Collection, Document, OlderVersion, VerifiedAnswer
from chatapp.knowledge.reading import Source, read

__all__ = ["Draft", "edit", "text_of", "write"]

_NAME = 200
"""Characters of the author's name in the signature."""

_end_of_comment = re.compile(r"-{2,}>?")
_also = re.compile(r"\A<!-- Also asked as: .*? -->\n\n", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Draft:
    """`wordings`: how else it is asked, one a line; `text`: Markdown."""

    question: str
    wordings: str
    text: str


@transaction.atomic
def write(author: User, collection: Collection, draft: Draft) -> VerifiedAnswer:
    """It is found first from now on."""
    collection = locked(collection)
    slug = unguessable_slug(draft.question, 80)
    document = Document(collection=collection, slug=slug, version=0, titled_by_hand=True)
    return _write(author, document, VerifiedAnswer(), draft, "answer.verified")


@transaction.atomic
def edit(author: User, verified: VerifiedAnswer, draft: Draft) -> VerifiedAnswer:
    """Signed by who changed it. What it was can still be opened by who was told of it."""
    collection = locked(verified.document.collection)
    document = Document.objects.get(pk=verified.document_id)
    OlderVersion.objects.create(
        document=document,
        number=document.version,
        title=document.title,
        text=document.text,
        media_type=document.media_type,
    )
    document.collection = collection
    return _write(author, document, verified, draft, "answer.changed")


def text_of(verified: VerifiedAnswer) -> str:
    """The answer as it was written."""
    return _also.sub("", verified.document.text)


def _write(
    author: User, document: Document, verified: VerifiedAnswer, draft: Draft, action: str
) -> VerifiedAnswer:
    text = f"{_comment(draft.wordings)}{draft.text}"
    reading = read(Source(document.slug, draft.question, text, draft.question))
    now = timezone.now()
    document.title, document.summary, document.text = reading.title, reading.summary, reading.text
    document.digest, document.recipe = sha256(text.encode("utf-8", "surrogatepass")).hexdigest(), RECIPE
    document.media_type, document.added_by, document.confirmed_at = MARKDOWN, author, now
    document.version += 1
    passages.detect_languages(document.collection, [document])
    document.save()
    passages.replace(document.collection, [(document, reading.chunks())])
    verified.document, verified.wordings, verified.author, verified.verified_at = (
        document,
        draft.wordings,
        author,
        now,
    )
    verified.signature = f"Verified by {str(author)[:_NAME]}, {date_format(now, 'j F Y')}"
    verified.save()
    audit.record(author, action, document.title, collection=document.collection.slug)
    return verified


def _comment(wordings: str) -> str:
    """What the ingestion indexes and no page shows."""
    asked = "; ".join(line.strip() for line in wordings.splitlines() if line.strip())
    return f"<!-- Also asked as: {_end_of_comment.sub('–', asked)} -->\n\n" if asked else ""
