"""Tolerant access to what others wrote: a value of the wrong kind is as good as none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

# No product of this kind is older.
_EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)
# Seconds since 1970 are below this until the year 5138, and milliseconds above it since 1973.
_MILLISECONDS: Final = 10**11


def text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def key(value: Any) -> str | None:
    """An id, where there is one."""
    return str(value) if isinstance(value, str | int) and value != "" else None


def objects(value: Any) -> list[Mapping[str, Any]]:
    """The objects of a list."""
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def moment(value: Any) -> datetime | None:
    """Of ISO 8601, or of seconds or milliseconds since 1970. Nobody has written in the future."""
    at = _of_number(value) if isinstance(value, int | float) else _of_text(text(value))
    return None if at is None or at < _EARLIEST else min(at, datetime.now(UTC))


def paragraphs(texts: Iterable[str]) -> str:
    return "\n\n".join(said for said in texts if said.strip())


def question(words: str) -> dict[str, Any]:
    return {"role": "user", "content": [{"type": "text", "text": words}]}


def answer(words: str, reasoning: str = "") -> dict[str, Any]:
    return {"role": "assistant", "content": words} | ({"reasoning_content": reasoning} if reasoning else {})


def fenced(words: str, language: str = "") -> str:
    """A block of code, whatever fences there are in it."""
    fence = "```"
    while fence in words:
        fence += "`"
    return f"{fence}{language}\n{words}\n{fence}"


def _of_number(value: float) -> datetime | None:
    try:
        return datetime.fromtimestamp(value / 1000 if value > _MILLISECONDS else value, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _of_text(value: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(value)
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
