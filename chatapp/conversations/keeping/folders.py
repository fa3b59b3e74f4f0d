"""A person's folders. Not there and not yours are one `NotFound`."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Lower

from chatapp.accounts.errors import NotFound
from chatapp.accounts.models import User
from chatapp.conversations.models import Conversation, Folder
from chatapp.conversations.notify import announce

MOST = 200
# Pages that show more of one folder see the rest when they are loaded again.
_MOST_TOLD = 200


class TooManyFolders(Exception):
    """`str()` is a sentence for the person."""

    def __init__(self) -> None:
        super().__init__(f"There are {MOST} folders already. Delete one that you do not need.")


def folders_of(user: User) -> QuerySet[Folder]:
    return Folder.objects.filter(owner=user).order_by(Lower("name"), "id")


def get_folder(user: User, folder_id: UUID) -> Folder:
    found = Folder.objects.filter(owner=user, pk=folder_id).first()
    if found is None:
        raise NotFound
    return found


def make_folder(user: User, name: str) -> Folder:
    """Raises TooManyFolders."""
    if folders_of(user).count() >= MOST:
        raise TooManyFolders
    return Folder.objects.create(owner=user, name=name)


@transaction.atomic
def rename_folder(folder: Folder, name: str) -> None:
    Folder.objects.filter(pk=folder.pk).update(name=name)
    # One of its conversations tells the new name.
    _announce(folder, 1)


@transaction.atomic
def delete_folder(folder: Folder) -> None:
    """Its conversations go back to the list."""
    _announce(folder, _MOST_TOLD)
    Conversation.objects.filter(folder=folder).update(folder=None)
    folder.delete()


def _announce(folder: Folder, most: int) -> None:
    shown = Conversation.objects.filter(folder=folder, deleted_at=None).order_by("-updated_at", "-id")
    for id in shown.values_list("pk", flat=True)[:most]:
        announce(id, folder.owner_id)
