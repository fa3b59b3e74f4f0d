"""What of a file is here already: the same conversation of the same product is taken in once."""

from __future__ import annotations

import hashlib
from uuid import UUID

from django.db.models import QuerySet

from chatapp.accounts.models import User
from chatapp.conversations.models import Conversation
from chatapp.exchange.models import Origin
from chatapp.exchange.readers import own
from chatapp.exchange.tree import Tree

_LONGEST = 200


def is_known(owner: User, tree: Tree) -> bool:
    """Deleted meanwhile, it may come again."""
    return _imported(owner, tree).filter(conversation__deleted_at=None).exists() or _was_never_away(
        owner, tree
    )


def remember(owner: User, tree: Tree, conversation: Conversation) -> None:
    _imported(owner, tree).delete()
    Origin.objects.create(owner=owner, source=tree.source, key=_key(tree), conversation=conversation)


def _imported(owner: User, tree: Tree) -> QuerySet[Origin]:
    return Origin.objects.filter(owner=owner, source=tree.source, key=_key(tree))


def _was_never_away(owner: User, tree: Tree) -> bool:
    """An export that comes back to where it was made."""
    if tree.source != own.SOURCE:
        return False
    try:
        id = UUID(tree.key)
    except ValueError:
        return False
    return Conversation.objects.filter(pk=id, owner=owner, deleted_at=None).exists()


def _key(tree: Tree) -> str:
    """The id that the file gives; where it gives none, what was said."""
    if tree.key and len(tree.key) <= _LONGEST and tree.key.isprintable():
        return tree.key
    digest = hashlib.sha256(tree.key.encode("utf-8", "replace"))
    for node in tree.nodes:
        digest.update(repr((node.key, node.body)).encode("utf-8", "replace"))
    return f"sha256:{digest.hexdigest()}"
