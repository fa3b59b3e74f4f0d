"""The door to completions: one's own. Not there and not yours are one `NotFound`."""

from __future__ import annotations

from uuid import UUID

from chatapp.accounts.errors import NotFound
from chatapp.accounts.models import User
from chatapp.completions.models import Completion
from chatapp.completions.public_id import COMPLETION


def get_completion(user: User, name: str) -> Completion:
    """`name` is the id, or the public one that begins with `chatcmpl-`.

    What belongs to a deleted conversation is gone with it.
    """
    mine = Completion.objects.filter(user=user, turn__conversation__deleted_at=None)
    found = mine.select_related("stored", "turn", "api_key").filter(pk=_key(name)).first()
    if found is None:
        raise NotFound
    return found


def _key(name: str) -> UUID:
    try:
        return UUID(name.removeprefix(COMPLETION))
    except ValueError as error:
        raise NotFound from error
