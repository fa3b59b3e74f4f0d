"""Small exports in the shapes of other products, as their own code and tests describe them."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

AT = 1_700_000_000


def chatgpt(**changed: Any) -> dict[str, Any]:
    """A question with two answers, the first of which thought and ran a program; and what its page hides."""
    nodes = [
        ("root", None, None),
        ("system", "root", _said("system", [""], metadata={"is_visually_hidden_from_conversation": True})),
        ("asked", "system", _said("user", ["Name a river"], at=AT)),
        ("thought", "asked", _thoughts("Rivers are long.")),
        (
            "code",
            "thought",
            _content({"content_type": "code", "language": "python", "text": "print(1)"}, to="python"),
        ),
        ("ran", "code", _content({"content_type": "execution_output", "text": "1"}, role="tool")),
        ("first", "ran", _said("assistant", ["The Danube \ue200cite\ue202turn0search1\ue201."], at=AT + 5)),
        ("second", "asked", _said("assistant", ["The Rhine."], at=AT + 60, model="o9")),
    ]
    mapping = {
        name: {
            "id": name,
            "message": message,
            "parent": parent,
            "children": [child for child, above, _ in nodes if above == name],
        }
        for name, parent, message in nodes
    }
    return {
        "id": "gpt-1",
        "conversation_id": "gpt-1",
        "title": "Rivers",
        "create_time": AT,
        "update_time": AT + 60.5,
        "mapping": mapping,
        "current_node": "first",
        **changed,
    }


def _said(role: str, parts: list[Any], **more: Any) -> dict[str, Any]:
    return _content({"content_type": "text", "parts": parts}, role=role, **more)


def _thoughts(words: str) -> dict[str, Any]:
    return _content({"content_type": "thoughts", "thoughts": [{"summary": "Thinking", "content": words}]})


def _content(
    content: Any, role: str = "assistant", to: str = "all", at: float | None = None, **more: Any
) -> Any:
    metadata = {"model_slug": more.get("model", "gpt-9")} if role != "user" else {}
    return {
        "id": "m",
        "author": {"role": role, "name": None, "metadata": {}},
        "create_time": at,
        "content": content,
        "status": "finished_successfully",
        "weight": 1.0,
        "metadata": {**metadata, **more.get("metadata", {})},
        "recipient": to,
    }


def claude(*, parents: bool = True) -> dict[str, Any]:
    messages: list[dict[str, Any]] = [
        {
            "uuid": "c1",
            "sender": "human",
            "text": "What is in it?",
            "content": [{"type": "text", "text": "What is in it?"}],
            "attachments": [{"file_name": "notes.txt", "extracted_content": "``` milk"}],
            "files": [{"file_name": "photo.png"}],
        },
        {
            "uuid": "c2",
            "sender": "assistant",
            "text": "This block is not supported on your current device yet.\nMilk.",
            "content": [
                {"type": "thinking", "thinking": "I look."},
                {"type": "tool_use", "name": "artifacts", "input": {"content": "<svg/>"}},
                {"type": "tool_result", "content": []},
                {"type": "text", "text": "Milk."},
            ],
            "attachments": [],
            "files": [],
        },
        {"uuid": "c3", "sender": "assistant", "text": "Milk, again.", "content": []},
    ]
    above = ["00000000-0000-4000-8000-000000000000", "c1", "c1"]
    for number, message in enumerate(messages):
        message["created_at"] = f"2026-03-0{number + 1}T10:00:00.123456Z"
        if parents:
            message["parent_message_uuid"] = above[number]
    return {
        "uuid": "claude-1",
        "name": "Milk",
        "summary": "",
        "created_at": "2026-03-01T10:00:00.000000Z",
        "updated_at": "2026-03-03T10:00:00.000000Z",
        "account": {"uuid": "somebody"},
        "chat_messages": messages,
    }


def open_webui() -> dict[str, Any]:
    thought = (
        '<details type="reasoning" done="true" duration="3">\n<summary>Thought for 3 seconds</summary>\n'
        "&gt; Is 7 &lt; 8?\n</details>\n"
    )
    called = '<details type="tool_calls" done="true" id="x"><summary>Tool Executed</summary>18</details>\n'
    messages = {
        "w1": {
            "id": "w1",
            "parentId": None,
            "childrenIds": ["w2", "w3"],
            "role": "user",
            "content": "Compare",
        },
        "w2": {
            "id": "w2",
            "parentId": "w1",
            "role": "assistant",
            "content": f"{thought}{called}Yes.",
            "model": "llama:8b",
        },
        "w3": {"id": "w3", "parentId": "w1", "role": "assistant", "content": "No.", "model": "qwen"},
    }
    for number, message in enumerate(messages.values()):
        message["timestamp"] = AT + number
    chat = {"title": "Numbers", "models": ["llama:8b"], "history": {"messages": messages, "currentId": "w2"}}
    return {
        "id": "webui-1",
        "user_id": "u",
        "title": "Numbers",
        "meta": {"tags": ["General", 7, "general"]},
        "chat": chat,
        "created_at": AT,
        "updated_at": AT + 2,
        "archived": False,
    }


def librechat(*, recursive: bool = True) -> dict[str, Any]:
    none = "00000000-0000-0000-0000-000000000000"
    asked = {
        "messageId": "l1",
        "parentMessageId": none,
        "isCreatedByUser": True,
        "sender": "User",
        "text": "Hello?",
    }
    first = {
        "messageId": "l2",
        "parentMessageId": "l1",
        "isCreatedByUser": False,
        "sender": "Model",
        "model": "gpt-4-turbo",
        "text": "",
        "content": [{"type": "think", "think": "A greeting."}, {"type": "text", "text": {"value": "Hello!"}}],
        "createdAt": "2024-05-01T16:35:12.604Z",
    }
    second = {
        "messageId": "l3",
        "parentMessageId": "l1",
        "isCreatedByUser": False,
        "text": "Hi!",
        "createdAt": None,
    }
    messages = [{**asked, "children": [first, second]}] if recursive else [asked, first, second]
    return {
        "conversationId": "libre-1",
        "endpoint": "openAI",
        "title": "Greeting",
        "exportAt": "13:18:04 GMT-0400",
        "branches": True,
        "recursive": recursive,
        "options": {"model": "gpt-4", "temperature": 0.8},
        "messages": messages,
    }


def as_json(value: Any) -> bytes:
    return json.dumps(value).encode()


def as_zip(**files: bytes) -> bytes:
    """Named by their names without the suffix; `__` is a folder."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(f"{name.replace('__', '/')}.json", content)
    return packed.getvalue()
