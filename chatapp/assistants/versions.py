"""What an assistant was, after each of its changes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from chatapp.accounts.models import User
from chatapp.assistants.models import Assistant, AssistantVersion

__all__ = ["Change", "Line", "changes", "content_of", "record"]

_LABELS = {
    "name": "Name",
    "symbol": "Letters of the tile",
    "colour": "Colour",
    "description": "Description",
    "instructions": "Instructions",
    "model": "Model",
    "parameters": "Parameters",
    "tools": "Tools",
    "narrowed": "Searches these collections only",
    "collections": "Collections",
    "starters": "Conversation starters",
}
_AROUND = 2
"""Lines that did not change, shown beside those that did."""


@dataclass(frozen=True, slots=True)
class Line:
    """`kind`: added, removed, same, or gap for lines that are left out."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One field that differs, as lines of text."""

    label: str
    lines: list[Line]


def content_of(assistant: Assistant) -> dict[str, Any]:
    """All that a version keeps. Ids lead back to the rows; names say what they were."""
    model = assistant.model
    return {
        "name": assistant.name,
        "symbol": assistant.symbol,
        "colour": assistant.colour,
        "description": assistant.description,
        "instructions": assistant.instructions,
        "model": model and {"id": model.pk, "name": model.name},
        "parameters": assistant.parameters,
        "tools": assistant.tools,
        "narrowed": assistant.narrowed,
        "collections": [
            {"id": pk, "name": name}
            for pk, name in assistant.collections.order_by("pk").values_list("pk", "name")
        ],
        "starters": assistant.starters,
    }


def record(assistant: Assistant, author: User | None) -> bool:
    """Keep what the assistant is now as its next version, unless nothing changed. Its row is locked by the caller."""
    content = content_of(assistant)
    latest = assistant.versions.first()
    if latest and latest.content == content:
        return False
    assistant.version = latest.number + 1 if latest else 1
    assistant.save(update_fields=["version"])
    AssistantVersion.objects.create(
        assistant=assistant, number=assistant.version, content=content, author=author
    )
    return True


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """The fields that differ between the contents of two versions, in the order of the form."""
    texts = ((label, _text(before.get(name)), _text(after.get(name))) for name, label in _LABELS.items())
    return [Change(label, list(_lines(old, new))) for label, old, new in texts if old != new]


def _text(value: Any) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case _ if not value:
            return ""
        case str():
            return value
        case {"id": _, "name": name}:
            return str(name)
        case list():
            return "\n".join(map(_text, value))
        case _:
            return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True)


def _lines(before: str, after: str) -> Iterator[Line]:
    old, new = before.splitlines(), after.splitlines()
    for group in SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(_AROUND):
        if group[0][1] > 0:
            yield Line("gap", "")
        for kind, old_start, old_end, new_start, new_end in group:
            if kind == "equal":
                yield from (Line("same", text) for text in old[old_start:old_end])
                continue
            yield from (Line("removed", text) for text in old[old_start:old_end])
            yield from (Line("added", text) for text in new[new_start:new_end])
