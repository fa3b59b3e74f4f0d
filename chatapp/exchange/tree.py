"""A conversation as it comes from a file, before it has rows. Keys are the file's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Node:
    """One message. Without a `body` it only stands between its parent and its children, and passes them on."""

    key: str
    parent: str | None
    body: Mapping[str, Any] | None
    created_at: datetime | None = None
    # The model that wrote it, as the file names it.
    model: str = ""
    reply: str | None = None
    continues: str | None = None
    reasoning_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What became of one question: a turn, by its columns."""

    key: str
    parent: str
    columns: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """A tool call, by its columns."""

    message: str
    reply: str
    columns: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class File:
    """What messages name by `key`. `path`: that of its bytes in the zip."""

    key: str
    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Tree:
    """`source` names the product that it comes from, `key` is its id there. `replies` is None where the file has no
    such thing: they follow from the messages then."""

    source: str
    key: str
    title: str
    nodes: Sequence[Node]
    leaf: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    replies: Sequence[Reply] | None = None
    calls: Sequence[Call] = ()
    files: Sequence[File] = ()
    # Provider and name of the model that is chosen in it.
    model: tuple[str, str] | None = None
    assistant: str | None = None
    folder: str | None = None
    # Of the conversation's row, as the file has them.
    columns: Mapping[str, Any] = field(default_factory=dict)
