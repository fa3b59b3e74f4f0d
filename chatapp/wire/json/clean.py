"""Text that Postgres, UTF-8 and HTML take: without U+0000 and halves of a surrogate pair."""

from typing import Any

__all__ = ["clean", "clean_text"]


def clean_text(text: str) -> str:
    """U+FFFD for each U+0000, a question mark for each half of a pair."""
    text = text.replace("\0", "\N{REPLACEMENT CHARACTER}")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    # Itself: a second copy of a book is large.
    return text


def clean(value: Any) -> Any:
    """A JSON value with all its texts and names clean."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, dict):
        return {clean_text(key): clean(inner) for key, inner in value.items()}
    return [clean(inner) for inner in value] if isinstance(value, list) else value
