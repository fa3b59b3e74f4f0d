"""Open WebUI's export: an array of chats, of one or of all.

An entry has `id`, `title`, `meta.tags` and `chat.history`: `messages` (id -> {role, content, parentId, timestamp,
model}) and `currentId`. What a model thought and which tools it called stand in the content as `<details type="...">`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import unescape
from typing import Any, Final

from chatapp.conversations.keeping.tags import tag_names
from chatapp.exchange.readers.fields import answer, key, mapping, moment, objects, paragraphs, question, text
from chatapp.exchange.tree import Node, Tree

SOURCE: Final = "Open WebUI"

_details = re.compile(r'<details type="(\w+)"[^>]*>(.*?)</details>\s*', re.S)
_summary = re.compile(r"\s*<summary>.*?</summary>\s*", re.S)
_quote = re.compile(r"^> ?", re.M)


def recognises(entry: Mapping[str, Any]) -> bool:
    return isinstance(entry.get("chat"), Mapping)


def read(entry: Mapping[str, Any]) -> Tree:
    chat = entry["chat"]
    history = mapping(chat.get("history"))
    return Tree(
        source=SOURCE,
        key=key(entry.get("id")) or key(chat.get("id")) or "",
        title=text(entry.get("title")) or text(chat.get("title")),
        nodes=[_node(name, mapping(message)) for name, message in mapping(history.get("messages")).items()],
        leaf=key(history.get("currentId")),
        created_at=moment(entry.get("created_at")) or moment(chat.get("timestamp")),
        updated_at=moment(entry.get("updated_at")),
        columns={"tags": tag_names(_tags(entry))},
    )


def _tags(entry: Mapping[str, Any]) -> Sequence[Any]:
    tags = mapping(entry.get("meta")).get("tags")
    return tags if isinstance(tags, list) else ()


def _node(name: str, message: Mapping[str, Any]) -> Node:
    return Node(
        key=name,
        parent=key(message.get("parentId")),
        body=_body(message),
        created_at=moment(message.get("timestamp")),
        model=text(message.get("model")),
    )


def _body(message: Mapping[str, Any]) -> dict[str, Any] | None:
    words = _words(message.get("content"))
    match message.get("role"):
        case "user":
            words = paragraphs([words, *map(_file, objects(message.get("files")))])
            return question(words) if words else None
        case "assistant":
            thoughts = paragraphs(
                _thought(found[2]) for found in _details.finditer(words) if found[1] == "reasoning"
            )
            said = _details.sub("", words).strip()
            return answer(said, thoughts) if said or thoughts else None
        case "system":
            return {"role": "system", "content": words} if words else None
    return None


def _words(content: Any) -> str:
    return text(content) or paragraphs(text(part.get("text")) for part in objects(content))


def _thought(inside: str) -> str:
    return _quote.sub("", unescape(_summary.sub("", inside))).strip()


def _file(file: Mapping[str, Any]) -> str:
    name = " ".join(text(file.get("name")).split())
    return f"*[{'image' if file.get('type') == 'image' else 'file'}{': ' if name else ''}{name}]*"
