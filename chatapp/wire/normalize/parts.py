"""The parts of a message: calls, citations, speech."""

from collections.abc import Mapping
from typing import Any

from chatapp.wire.normalize.identity import Identity
from chatapp.wire.types.view import text, whole

__all__ = ["annotations_of", "audio_of", "call_of"]

_CITATION = "url_citation"


def call_of(raw: Mapping[str, Any], identity: Identity, choice: int, index: int) -> dict[str, Any]:
    """A tool call with an id and with the type of its body."""
    kind = "function" if "function" in raw else "custom"
    return {**raw, "id": text(raw, "id") or identity.id_of_part("call", choice, index), "type": kind}


def annotations_of(raw: list[Any]) -> list[dict[str, Any]]:
    """Citations with all their fields; what else is an object stays as it came."""
    return [_citation(one) if one.get("type") == _CITATION else one for one in raw if isinstance(one, dict)]


def audio_of(raw: Mapping[str, Any], identity: Identity, choice: int) -> dict[str, Any]:
    """Speech with the four fields that it must have; `expires_at` is 0 where nobody said when."""
    return {
        **raw,
        "id": text(raw, "id") or identity.id_of_part("audio", choice),
        "data": text(raw, "data") or "",
        "transcript": text(raw, "transcript") or "",
        "expires_at": max(whole(raw, "expires_at") or 0, 0),
    }


def _citation(raw: dict[str, Any]) -> dict[str, Any]:
    """Quirk: servers leave out where the citation stands, or how its page is called."""
    inner = raw.get(_CITATION)
    said = inner if isinstance(inner, dict) else {}
    url = text(said, "url") or ""
    ends = {key: max(whole(said, key) or 0, 0) for key in ("start_index", "end_index")}
    return {**raw, _CITATION: {**said, "url": url, "title": text(said, "title") or url, **ends}}
