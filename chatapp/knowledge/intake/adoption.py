"""What was read of a file becomes a document, or the next version of one: in one moment, or not at all."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from chatapp.extraction.extracted import Extracted
from chatapp.extraction.media_types import DOCX, EPUB, HTML, MARKDOWN, NOTEBOOK, ODT
from chatapp.knowledge import passages
from chatapp.knowledge.errors import Unreadable
from chatapp.knowledge.ingestion import RECIPE, locked
from chatapp.knowledge.intake import states
from chatapp.knowledge.keeping.collections import unguessable_slug
from chatapp.knowledge.models import (
    Collection,
    Document,
    Intake,
    IntakeState,
    OlderVersion,
    SentFile,
    WebPage,
)
from chatapp.knowledge.reading import Reading, Source, read, with_plain_line_ends

__all__ = ["adopt"]

LONGEST_TEXT = 20_000_000
"""Characters: a book has a million."""

_SHORT_TEXT = 100_000
"""Characters: it is indexed before anybody could read that it is being indexed."""

_JOINT = "\n\n"
_WRITTEN_BELOW_A_TITLE = (DOCX, ODT, EPUB, NOTEBOOK)


def adopt(intake: Intake, extracted: Extracted) -> None:
    """Of an intake that was begun. Raises Unreadable. Any number of processes may do this with one intake: one of them
    does it."""
    reading, pages = _read(extracted)
    if len(reading.text) > _SHORT_TEXT:
        _tell(intake)
    with transaction.atomic():
        collection = locked(intake.collection)
        if not states.hold(intake):
            return
        if collection.deleted_at is not None:
            raise Unreadable(states.COLLECTION_DELETED)
        _take_in(collection, intake, extracted, reading, pages)
        states.move(intake, IntakeState.READY)


@transaction.atomic
def _tell(intake: Intake) -> None:
    if states.hold(intake) and intake.state == IntakeState.READING:
        states.move(intake, IntakeState.INDEXING)


def _read(extracted: Extracted) -> tuple[Reading, list[tuple[int, int]]]:
    text, pages = _with_pages(extracted)
    if not text.strip():
        raise Unreadable(" ".join(extracted.notes) or "There is no text in it.")
    if len(text) > LONGEST_TEXT:
        raise Unreadable(f"Its text has more than {LONGEST_TEXT:,} characters: split it into several files.")
    title = "" if _says_its_title(extracted) else extracted.title
    return read(Source("", extracted.title, text, title, tuple(pages))), pages


def _says_its_title(extracted: Extracted) -> bool:
    """By its first heading, which may be anything in a PDF or on a slide."""
    begins_with_it = extracted.media_type in _WRITTEN_BELOW_A_TITLE and extracted.text.startswith("# ")
    return begins_with_it or extracted.media_type in (MARKDOWN, HTML)


def _with_pages(extracted: Extracted) -> tuple[str, list[tuple[int, int]]]:
    texts, pages, place = [], [], 0
    for page in extracted.pages:
        if page.number is not None:
            pages.append((page.number, place))
        texts.append(with_plain_line_ends(page.text))
        place += len(texts[-1]) + len(_JOINT)
    return _JOINT.join(texts), pages


def _take_in(
    collection: Collection,
    intake: Intake,
    extracted: Extracted,
    reading: Reading,
    pages: list[tuple[int, int]],
) -> None:
    document = _there(collection, intake)
    if document is None:
        document = _new(collection, intake.name)
    elif _is_overtaken(document, intake):
        return
    elif document.version:
        _keep(document)
    if not document.titled_by_hand:
        document.title = reading.title
    document.summary, document.text, document.pages = reading.summary, reading.text, pages or None
    document.content_id, document.media_type = intake.content_id, extracted.media_type
    document.digest, document.recipe = intake.content.sha256, RECIPE
    document.notes, document.added_by_id = list(extracted.notes) or None, intake.user_id
    document.version += 1
    document.confirmed_at = timezone.now()
    passages.detect_languages(collection, [document])
    document.save()
    write = passages.replace if document.version > 1 else passages.add
    write(collection, [(document, reading.chunks())])
    intake.document = document
    if intake.web_page_id:
        WebPage.objects.filter(pk=intake.web_page_id).update(document=document)
    SentFile.objects.filter(intake=intake).update(document=document)


def _new(collection: Collection, name: str) -> Document:
    slug = unguessable_slug(name, 80)
    return Document(collection=collection, name=name, slug=slug, version=0, titled_by_hand=False)


def _there(collection: Collection, intake: Intake) -> Document | None:
    """What it is the next version of."""
    there = collection.documents.filter(deleted_at=None)
    by_name = there.filter(name=intake.name).first()
    return (there.filter(pk=intake.document_id).first() if intake.document_id else None) or by_name


def _is_overtaken(document: Document, intake: Intake) -> bool:
    """What arrived later may be ready sooner: it stays the newest."""
    return document.intakes.filter(state=IntakeState.READY, pk__gt=intake.pk).exists()


def _keep(document: Document) -> None:
    OlderVersion.objects.create(
        document=document,
        number=document.version,
        title=document.title,
        text=document.text,
        pages=document.pages,
        content=document.content,
        media_type=document.media_type,
    )
