"""The id of a request: the caller gets it as `x-request-id`, and every line of the log has it."""

from collections.abc import MutableMapping
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

_PLACE = "chatapp.request"


def request_key(scope: MutableMapping[str, Any]) -> UUID:
    """What the id is made of. It is the same for all who ask of one request."""
    found = scope.setdefault(_PLACE, uuid7())
    assert isinstance(found, UUID)
    return found
