"""Claude's export: `conversations.json`, alone or in the zip.

An entry has `uuid`, `name` and `chat_messages`: {uuid, sender, text, content, attachments, files, created_at,
parent_message_uuid}. Older exports have no parents: there each message follows the one before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from chatapp.exchange.readers.fields import (
    answer,
    fenced,
    key,
    mapping,
    moment,
    objects,
    paragraphs,
    question,
    text,
)
from chatapp.exchange.tree import Node, Tree

SOURCE: Final = "Claude"


def recognises(entry: Mapping[str, Any]) -> bool:
    return "chat_messages" in entry


def read(entry: Mapping[str, Any]) -> Tree:
    messages = objects(entry["chat_messages"])
    model = text(entry.get("model"))
    nodes = [_node(message, number, messages, model) for number, message in enumerate(messages)]
    return Tree(
        source=SOURCE,
        key=key(entry.get("uuid")) or "",
        title=text(entry.get("name")),
        nodes=nodes,
        leaf=key(entry.get("current_leaf_message_uuid")) or (nodes[-1].key if nodes else None),
        created_at=moment(entry.get("created_at")),
        updated_at=moment(entry.get("updated_at")),
    )


def _node(message: Mapping[str, Any], number: int, messages: Sequence[Mapping[str, Any]], model: str) -> Node:
    before = _key(messages[number - 1], number - 1) if number else None
    return Node(
        key=_key(message, number),
        parent=key(message["parent_message_uuid"]) if "parent_message_uuid" in message else before,
        body=_body(message),
        created_at=moment(message.get("created_at")),
        model=text(message.get("model")) or model,
    )


def _key(message: Mapping[str, Any], number: int) -> str:
    return key(message.get("uuid")) or f"#{number}"


def _body(message: Mapping[str, Any]) -> dict[str, Any] | None:
    blocks = objects(message.get("content"))
    # Where there are blocks, the text repeats them and says of some that they cannot be shown.
    words = paragraphs(map(_block, blocks)) or text(message.get("text"))
    if message.get("sender") == "human":
        words = paragraphs([words, *map(_attachment, objects(message.get("attachments")))])
        words = paragraphs([words, *map(_file, objects(message.get("files")))])
        return question(words) if words else None
    thoughts = paragraphs(text(block.get("thinking")) for block in blocks)
    return answer(words, thoughts) if words or thoughts else None


def _block(block: Mapping[str, Any]) -> str:
    match block.get("type"):
        case "text":
            return text(block.get("text"))
        case "tool_use":
            made = text(mapping(block.get("input")).get("content"))
            return fenced(made) if made else ""
    return ""


def _attachment(attachment: Mapping[str, Any]) -> str:
    words = text(attachment.get("extracted_content"))
    return f"{_file(attachment)}\n\n{fenced(words)}" if words else _file(attachment)


def _file(file: Mapping[str, Any]) -> str:
    name = " ".join(text(file.get("file_name")).split())
    return f"*[file: {name or 'without a name'}]*"
