"""What a person types into the search field of a list."""

from uuid import UUID


def as_uuid(term: str) -> UUID | None:
    """Also of an id as the API's callers see it (`chatcmpl-…`)."""
    try:
        return UUID(term.strip().removeprefix("chatcmpl-"))
    except ValueError:
        return None
