"""LibreChat's export: one conversation in a file, as an object.

`messages` is a list, flat by `parentMessageId` or with `children` in each; some versions name the tree `messagesTree`.
A message has `text`, or `content` with parts of which each is named by its type.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from chatapp.exchange.readers.fields import answer, key, mapping, moment, objects, paragraphs, question, text
from chatapp.exchange.tree import Node, Tree

SOURCE: Final = "LibreChat"


def recognises(entry: Mapping[str, Any]) -> bool:
    return "conversationId" in entry and ("messages" in entry or "messagesTree" in entry)


def read(entry: Mapping[str, Any]) -> Tree:
    model = text(mapping(entry.get("options")).get("model"))
    nodes = [_node(message, above, model) for message, above in _messages(entry)]
    times = [node.created_at for node in nodes if node.created_at]
    return Tree(
        source=SOURCE,
        key=key(entry.get("conversationId")) or "",
        title=text(entry.get("title")),
        nodes=nodes,
        leaf=nodes[-1].key if nodes else None,
        created_at=min(times, default=None),
        updated_at=max(times, default=None),
    )


def _messages(entry: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], str | None]]:
    """Each message, parents first, with the key of the one above it."""
    waiting = [
        (message, key(message.get("parentMessageId")))
        for message in reversed(objects(entry.get("messagesTree") or entry.get("messages")))
    ]
    while waiting:
        message, above = waiting.pop()
        yield message, above
        name = key(message.get("messageId"))
        waiting += [(child, name) for child in reversed(objects(message.get("children")))]


def _node(message: Mapping[str, Any], above: str | None, model: str) -> Node:
    asked = message.get("isCreatedByUser") is True
    return Node(
        key=key(message.get("messageId")) or "",
        parent=above,
        body=_body(message, asked=asked),
        created_at=moment(message.get("createdAt")),
        model="" if asked else text(message.get("model")) or model,
    )


def _body(message: Mapping[str, Any], *, asked: bool) -> dict[str, Any] | None:
    parts = objects(message.get("content"))
    words = paragraphs(_said(part, "text") for part in parts if part.get("type") in ("text", "error"))
    words = words or text(message.get("text"))
    if asked:
        return question(words) if words else None
    thoughts = paragraphs(_said(part, "think") for part in parts)
    return answer(words, thoughts) if words or thoughts else None


def _said(part: Mapping[str, Any], name: str) -> str:
    """The text of a part, which some versions wrap once more."""
    return text(part.get(name)) or text(mapping(part.get(name)).get("value"))
