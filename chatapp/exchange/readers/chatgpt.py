"""ChatGPT's export: `conversations.json`, or several of them with numbers, alone or in the zip.

An entry has `mapping`: node -> {id, message, parent, children}, and `current_node`. A message has `author.role`,
`content` of many kinds, `metadata.model_slug`, `recipient`, `create_time` (seconds). Many are hidden from the person.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from chatapp.exchange.errors import Broken
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

SOURCE: Final = "ChatGPT"

# Marks of sources, in characters of private use, that only its own page can resolve.
_marks = re.compile("\ue200[^\ue201]{0,2000}\ue201")


def recognises(entry: Mapping[str, Any]) -> bool:
    return "mapping" in entry


def read(entry: Mapping[str, Any]) -> Tree:
    nodes = entry["mapping"]
    if not isinstance(nodes, Mapping):
        raise Broken("Its “mapping” is no object.")
    return Tree(
        source=SOURCE,
        key=key(entry.get("conversation_id")) or key(entry.get("id")) or "",
        title=text(entry.get("title")),
        nodes=[_node(name, mapping(node)) for name, node in nodes.items()],
        leaf=key(entry.get("current_node")),
        created_at=moment(entry.get("create_time")),
        updated_at=moment(entry.get("update_time")),
    )


def _node(name: str, node: Mapping[str, Any]) -> Node:
    message = mapping(node.get("message"))
    return Node(
        key=name,
        parent=key(node.get("parent")),
        body=_body(message),
        created_at=moment(message.get("create_time")),
        model=text(mapping(message.get("metadata")).get("model_slug")),
    )


def _body(message: Mapping[str, Any]) -> dict[str, Any] | None:
    if mapping(message.get("metadata")).get("is_visually_hidden_from_conversation"):
        return None
    content = mapping(message.get("content"))
    match mapping(message.get("author")).get("role"):
        case "user":
            words = _words(content)
            return question(words) if words else None
        case "assistant" if content.get("content_type") == "thoughts":
            thoughts = objects(content.get("thoughts"))
            said = paragraphs(
                text(thought.get("content")) or text(thought.get("summary")) for thought in thoughts
            )
            return answer("", said) if said else None
        # What it tells its tools is shown where it is a program.
        case "assistant" if message.get("recipient") in (None, "all", "python"):
            words = _words(content)
            return answer(words) if words else None
        case "tool" if content.get("content_type") in ("execution_output", "multimodal_text"):
            words = _words(content)
            return answer(words) if words else None
    return None


def _words(content: Mapping[str, Any]) -> str:
    match content.get("content_type"):
        case "text" | "multimodal_text":
            parts = content.get("parts")
            words = paragraphs(map(_part, parts if isinstance(parts, list) else ()))
            return _marks.sub("", words)
        case "code":
            return fenced(text(content.get("text")), _language(content)) if content.get("text") else ""
        case "execution_output":
            return fenced(text(content.get("text"))) if content.get("text") else ""
        case "system_error":
            return text(content.get("text"))
    return ""


def _language(content: Mapping[str, Any]) -> str:
    language = text(content.get("language"))
    return language if language.isalnum() and language != "unknown" else ""


def _part(part: Any) -> str:
    if isinstance(part, str):
        return part
    kind = text(mapping(part).get("content_type"))
    if kind == "audio_transcription":
        return text(part.get("text"))
    return f"*[{kind.removesuffix('_pointer').removesuffix('_asset').replace('_', ' ')}]*" if kind else ""
