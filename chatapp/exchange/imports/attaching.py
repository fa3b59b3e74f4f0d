"""The files of a conversation that is taken in: looked at and limited as if the person had attached them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from chatapp.accounts.models import User
from chatapp.conversations.attachments.errors import Refused
from chatapp.conversations.attachments.names import clean_name
from chatapp.conversations.attachments.parts import FIELDS, part_of
from chatapp.conversations.attachments.taking import take
from chatapp.conversations.models import Attachment
from chatapp.exchange.errors import Broken
from chatapp.exchange.tree import Tree
from chatapp.wire.json.path import visible

# Files of one conversation.
_MOST: Final = 2000


@dataclass(frozen=True)
class Attached:
    """`files` by their keys; `problems` name those that are not there."""

    files: dict[str, Attachment] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def attach(owner: User, tree: Tree, chunks_of: Callable[[str], Iterator[bytes]]) -> Attached:
    """`chunks_of` gives the bytes at a path. What is refused is told, and keeps nothing else from being taken in."""
    attached = Attached()
    for file in tree.files[:_MOST]:
        name = clean_name(file.name)
        try:
            attached.files[file.key] = take(owner, name, chunks_of(file.path))
        except (Broken, Refused) as error:
            attached.problems.append(f"The file “{visible(name, 60)}” is missing: {error}")
    return attached


def renamed(body: Mapping[str, Any], files: Mapping[str, Attachment]) -> Mapping[str, Any]:
    """A message that names the files by the ids that they have here."""
    return {
        **body,
        **{field: _renamed(body[field], files) for field in FIELDS if isinstance(body.get(field), list)},
    }


def _renamed(parts: Sequence[Any], files: Mapping[str, Attachment]) -> list[Any]:
    found = [(part, named_file(part, files)) for part in parts]
    return [part_of(file) if file else part for part, file in found]


def named_file(part: Any, files: Mapping[str, Attachment]) -> Attachment | None:
    named = part.get("file") if isinstance(part, Mapping) and part.get("type") == "file" else None
    key = named.get("file_id") if isinstance(named, Mapping) else None
    return files.get(key) if isinstance(key, str) else None
