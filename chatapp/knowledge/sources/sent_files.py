"""Files that scripts send: once by their content, as the next version where the content is another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet

from chatapp.accounts.errors import NotFound
from chatapp.accounts.models import User
from chatapp.knowledge.access import collections_of, editable_collections, get_collection, get_editable
from chatapp.knowledge.ingestion import locked
from chatapp.knowledge.intake.arrival import admit, keep
from chatapp.knowledge.intake.names import clean
from chatapp.knowledge.keeping import documents as keeping
from chatapp.knowledge.models import Collection, Document, IntakeState, SentFile

__all__ = ["Label", "delete", "get_sent_file", "send", "sent_files_of", "status"]

Status = Literal["uploaded", "processed", "error"]


@dataclass(frozen=True, slots=True)
class Label:
    """What a script says of a file. With an `external_id` that is what tells it from others, else its name is."""

    name: str
    external_id: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)
    purpose: str = "user_data"


def send(user: User, slug: str, label: Label, chunks: Iterable[bytes]) -> SentFile:
    """The same content again changes nothing but the metadata. Raises NotFound, TooLarge."""
    collection = get_editable(user, slug)
    content = keep(chunks)
    name = clean(label.name)
    which = {"external_id": label.external_id} if label.external_id else {"external_id": "", "name": name}
    with transaction.atomic():
        locked(collection)
        file = SentFile.objects.filter(collection=collection, **which).first()
        if file is None:
            file = SentFile(collection=collection, **which)
        is_known = file.content_id == content.pk and status(file)[0] != "error"
        file.name, file.user, file.content = name, user, content
        file.metadata, file.purpose = dict(label.metadata), label.purpose
        if not is_known:
            _take_in(collection, file)
        file.save()
    return file


def sent_files_of(user: User, collection: str = "", external_id: str = "") -> QuerySet[SentFile]:
    """Those whose documents this person may read, or is about to. Raises NotFound for a collection."""
    there = SentFile.objects.filter(collection__in=collections_of(user)).exclude(_moved_or_deleted())
    if collection:
        there = there.filter(collection=get_collection(user, collection))
    if external_id:
        there = there.filter(external_id=external_id)
    return there.select_related("collection", "document__collection", "content", "intake")


def get_sent_file(user: User, id: UUID) -> SentFile:
    found = sent_files_of(user).filter(pk=id).first()
    if found is None:
        raise NotFound
    return found


def delete(user: User, id: UUID) -> None:
    """With its document, which its page offers to take back for a while. Raises NotFound."""
    file = sent_files_of(user).filter(collection__in=editable_collections(user), pk=id).first()
    if file is None:
        raise NotFound
    with transaction.atomic():
        document = _document(file)
        if document is not None:
            keeping.delete(user, document)
        if file.intake and file.intake.state in IntakeState.open():
            # Its job finds nothing to do.
            file.intake.delete()
        file.delete()


def status(file: SentFile) -> tuple[Status, str]:
    """With the reason of an error, in words; of an archive, with what was unpacked."""
    if file.intake and file.intake.state in IntakeState.open():
        return "uploaded", ""
    if file.intake and file.intake.state == IntakeState.FAILED:
        return "error", file.intake.reason
    if file.intake and file.intake.reason:
        # An archive: its files are documents, it is none.
        return "processed", file.intake.reason
    if _document(file) is None:
        return "error", "Its document was deleted."
    return "processed", ""


def _take_in(collection: Collection, file: SentFile) -> None:
    document = _document(file)
    # Two files of one name are told apart by what their script calls them.
    name = clean(f"{file.external_id}/{file.name}") if file.external_id else file.name
    file.intake = admit(file.user, collection, name, file.content, document)
    if file.intake is None:
        there = collection.documents.filter(deleted_at=None)
        file.document = document or there.filter(name=name, content=file.content).first()


def _document(file: SentFile) -> Document | None:
    """None where there is none yet, or it left the collection."""
    found = file.document
    is_there = found and found.deleted_at is None and found.collection_id == file.collection_id
    return found if is_there else None


def _moved_or_deleted() -> Q:
    deleted = Q(document__deleted_at__isnull=False)
    moved = Q(document__isnull=False) & ~Q(document__collection=F("collection"))
    return deleted | moved
