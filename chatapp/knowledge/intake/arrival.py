"""A file arrives: its bytes are kept, and a job is asked for that reads them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.conf import settings
from django.db import transaction

from chatapp.accounts.models import User
from chatapp.files.models import Content
from chatapp.files.store import save
from chatapp.jobs.queue import queue
from chatapp.knowledge.intake import states
from chatapp.knowledge.intake.names import clean
from chatapp.knowledge.models import Collection, Document, Intake, IntakeState, WebPage

__all__ = ["TASK", "admit", "admit_all", "arrive", "keep", "largest_file", "retry"]

TASK = "knowledge.take_in"

MOST_RANKS = 250
"""A person's files beyond it come as they arrive: each rank costs a look at all the files before it."""


def arrive(
    user: User, collection: Collection, name: str, chunks: Iterable[bytes], replaced: Document | None = None
) -> Intake | None:
    """None where the collection has just this content under this name. Raises TooLarge.

    `replaced`: the document whose next version it is; else that is the one of its name, if there is one.
    """
    return admit(user, collection, clean(name), keep(chunks), replaced)


def keep(chunks: Iterable[bytes]) -> Content:
    """The bytes of a file, wherever it comes from. Raises TooLarge."""
    return save(chunks, largest_file())


def largest_file() -> int:
    """Bytes that a file may have, be it sent, fetched, found in a folder or in an archive."""
    return settings.MAX_BODY_BYTES


def admit(
    user: User | None,
    collection: Collection,
    name: str,
    content: Content,
    replaced: Document | None = None,
    page: WebPage | None = None,
) -> Intake | None:
    """As `arrive`, of bytes that are kept already. `page`: where they come from."""
    name = replaced.name if replaced else name
    same = {"name": name, "content": content}
    if collection.documents.filter(**same, deleted_at=None).exists():
        return None
    with transaction.atomic():
        waiting = collection.intakes.filter(**same, state__in=IntakeState.open()).first()
        if waiting is not None:
            return waiting
        intake = Intake.objects.create(
            collection=collection, user=user, document=replaced, web_page=page, **same
        )
        _defer([intake])
    return intake


def admit_all(user: User | None, collection: Collection, files: Iterable[tuple[str, Content]]) -> None:
    """As `admit` for each name and content, in a few statements. None of them is the next version of a document of
    another name."""
    contents = {(name, content.pk): content for name, content in files}
    with transaction.atomic():
        known = _known(collection, contents)
        intakes = Intake.objects.bulk_create(
            Intake(collection=collection, user=user, name=key[0], content=content)
            for key, content in contents.items()
            if key not in known
        )
        if intakes:
            _defer(intakes)


def retry(intake: Intake) -> None:
    """Nothing where it did not fail."""
    with transaction.atomic():
        if states.reopen(intake):
            _defer([intake])


def _known(collection: Collection, keys: Iterable[tuple[str, UUID]]) -> set[tuple[str, UUID]]:
    """Those names and contents that are documents, or wait to be."""
    names, contents = zip(*keys, strict=True)
    same = {"name__in": names, "content__in": contents}
    documents = collection.documents.filter(**same, deleted_at=None).values_list("name", "content_id")
    waiting = collection.intakes.filter(**same, state__in=IntakeState.open())
    return {*documents, *waiting.values_list("name", "content_id")}


def _defer(intakes: Sequence[Intake]) -> None:
    """Of one person and one collection, new. A person's n-th waiting file comes after the first of everybody else, in
    chats and in collections apart."""
    first = intakes[0]
    theirs = Intake.objects.filter(user=first.user_id, state=IntakeState.WAITING)
    waiting = theirs.filter(collection__attached=first.collection.attached)
    before = waiting[: MOST_RANKS + len(intakes)].count() - len(intakes)
    task = queue.configure_task(TASK, allow_unknown=False)
    # Not by `batch_defer`, whose jobs have all the same priority.
    queue.job_manager.batch_defer_jobs(
        [
            task.make_new_job(intake_id=intake.pk).evolve(priority=-min(before + place, MOST_RANKS))
            for place, intake in enumerate(intakes, start=1)
        ]
    )
