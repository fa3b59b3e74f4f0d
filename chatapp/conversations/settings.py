"""What the owner sets of a conversation: its title, its request's parameters, whether it is stored, that it is seen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from chatapp.conversations.models import Conversation, TitleSource
from chatapp.conversations.notify import announce
from chatapp.conversations.search.entries import STALE

METADATA = "metadata"


def parameters_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters by their names in a request, the metadata among them, of a conversation's columns."""
    metadata = {METADATA: row["metadata"]} if row["metadata"] else {}
    return {**(row["parameters"] or {}), **metadata}


def columns_of(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that keep these: null where nothing is set."""
    rest = {name: value for name, value in parameters.items() if name != METADATA}
    return {"parameters": rest or None, "metadata": parameters.get(METADATA) or {}}


@transaction.atomic
def rename(conversation: Conversation, title: str) -> None:
    """A model does not replace it. Its place in the list stays: that is the time of the last answer."""
    Conversation.objects.filter(pk=conversation.pk).update(
        title=title, title_source=TitleSource.USER, indexed_at=STALE
    )
    announce(conversation.pk, conversation.owner_id)


@transaction.atomic
def set_parameters(conversation: Conversation, parameters: Mapping[str, Any]) -> None:
    """From the next answer on, in the place of those before. `parameters`: as `wire` has read them."""
    Conversation.objects.filter(pk=conversation.pk).update(**columns_of(parameters))
    announce(conversation.pk, conversation.owner_id)


@transaction.atomic
def set_store(conversation: Conversation, store: bool) -> None:
    """Whether its completions are stored, for its owner's scripts to list and read, from the next answer on.

    What is stored stays so, and an answer that is being written ends as it began.
    """
    Conversation.objects.filter(pk=conversation.pk).update(store=store)
    announce(conversation.pk, conversation.owner_id)


def see(conversation: Conversation) -> None:
    """Its owner looks at it."""
    if not conversation.unread:
        return
    with transaction.atomic():
        Conversation.objects.filter(pk=conversation.pk).update(unread=False)
        announce(conversation.pk, conversation.owner_id)
