"""What a script sent and got: as its page shows it, and as files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse

from chatapp.completions.view.blocks import Block, MessageView, message_view, pretty
from chatapp.completions.view.content import Content
from chatapp.completions.view.continuation import why_not
from chatapp.completions.view.display_budget import LONGEST, MOST_MESSAGES, DisplayBudget, Words
from chatapp.web.accounts.replay_script import curl, python
from chatapp.web.activity.stored_answer import ShownChoice, choices
from chatapp.wire.json.clean import clean_text
from chatapp.wire.json.jsontext import loads
from chatapp.wire.request.chat import Request
from chatapp.wire.types.completion import Completion


@dataclass(frozen=True)
class FilePreview:
    """Lines to copy, of the file that has them whole. `code` is null where it is too long for the page."""

    title: str
    language: str
    file: str
    code: str | None


@dataclass(frozen=True)
class Exhibit:
    """`more_messages`: how many are not shown. `no_chat`: why it cannot go on as a chat; empty where it can."""

    messages: list[MessageView]
    more_messages: int
    tools: list[Block]
    parameters: list[tuple[str, Words]]
    choices: list[ShownChoice]
    scripts: list[FilePreview]
    texts: list[FilePreview]
    no_chat: str


def exhibit(content: Content, base_url: str) -> Exhibit | None:
    """Null where nothing is kept."""
    if content.request is None or content.response is None:
        return None
    request, response = Request(loads(content.request)), Completion(loads(content.response))
    budget = DisplayBudget()
    answers = choices(response, budget, _sound(request))
    return Exhibit(
        messages=[message_view(message, budget) for message in request.messages[:MOST_MESSAGES]],
        more_messages=max(0, len(request.messages) - MOST_MESSAGES),
        tools=list(_tools(request, budget)),
        parameters=[(clean_text(name), budget.words(_said(value))) for name, value in _parameters(request)],
        choices=answers,
        scripts=[
            _preview("curl", "bash", "script.sh", curl(base_url, request.raw)),
            _preview("Python", "python", "script.py", python(base_url, request.raw)),
        ],
        texts=[
            _preview("Request", "json", "request.json", pretty(request.raw)),
            _preview("Response", "json", "response.json", pretty(response.raw)),
        ],
        no_chat=why_not(request, response),
    )


def file_of(content: Content, name: str, base_url: str) -> HttpResponse:
    """A text to the byte, or a script that asks again. Raises Http404 where nothing is kept or no file has the name."""
    if content.request is None or content.response is None:
        raise Http404
    match name:
        case "request.json":
            return HttpResponse(content.request, content_type="application/json")
        case "response.json":
            return HttpResponse(content.response, content_type="application/json")
        case "script.sh":
            return _script(curl(base_url, loads(content.request)))
        case "script.py":
            return _script(python(base_url, loads(content.request)))
    raise Http404


def _sound(request: Request) -> str:
    return (request.audio and request.audio.format) or "wav"


def _tools(request: Request, budget: DisplayBudget) -> Iterator[Block]:
    for tool in request.tools:
        yield Block("json", budget.words(pretty(tool.raw)), name=clean_text(tool.name or "Tool"))
    for function in request.functions:
        yield Block(
            "json", budget.words(pretty(function)), name=clean_text(str(function.get("name") or "Function"))
        )


_LINE = 60

# Shown elsewhere on the page.
_SHOWN = {"messages", "tools", "functions", "metadata", "model"}


def _parameters(request: Request) -> Iterator[tuple[str, Any]]:
    return ((name, value) for name, value in request.raw.items() if name not in _SHOWN and value is not None)


def _said(value: Any) -> str:
    """In one line where it is short."""
    if isinstance(value, str):
        return value
    line = json.dumps(value, ensure_ascii=False)
    return line if len(line) <= _LINE else pretty(value)


def _preview(title: str, language: str, file: str, code: str) -> FilePreview:
    return FilePreview(title, language, file, clean_text(code) if len(code) <= LONGEST else None)


def _script(text: str) -> HttpResponse:
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
