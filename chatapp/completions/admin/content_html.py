"""What was said in a stored completion, as an admin reads it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from chatapp.backoffice.render import NOTHING, prose
from chatapp.completions.view.blocks import Block, message_view, pretty
from chatapp.completions.view.content import Content, Keeping
from chatapp.completions.view.display_budget import MOST_MESSAGES, DisplayBudget, Words
from chatapp.wire.json.jsontext import loads
from chatapp.wire.request.chat import Request
from chatapp.wire.types.completion import Completion as Answer
from chatapp.wire.types.messages import Message

_WHY_NOT = {
    Keeping.NOT_ASKED: "Content not kept: the request did not say store: true.",
    Keeping.IN_CHAT: "The messages are in the chat.",
    Keeping.DELETED: "Its owner deleted the content.",
    Keeping.RUNNING: "It is still being answered.",
    Keeping.BROKEN_OFF: "Content not kept: only a completion that comes to its end is stored.",
}


def shown_request(content: Content) -> SafeString | str:
    """The messages of the request, and its JSON."""
    if content.request is None:
        return _WHY_NOT.get(content.keeping, NOTHING)
    request = Request(loads(content.request))
    return _messages(request.messages, request.raw)


def shown_response(content: Content) -> SafeString | str:
    """The message of each choice, and the JSON of the answer."""
    if content.response is None:
        return NOTHING
    answer = Answer(loads(content.response))
    return _messages([choice.message for choice in answer.choices], answer.raw)


def _messages(messages: Sequence[Message], raw: Mapping[str, Any]) -> SafeString:
    article = '<article class="admin-message"><span class="admin-role">{}</span>{}</article>'
    budget = DisplayBudget()
    shown = (message_view(message, budget) for message in messages[:MOST_MESSAGES])
    path = format_html_join("", article, ((each.role, _blocks(each.blocks)) for each in shown))
    left_out = len(messages) - MOST_MESSAGES
    more = format_html("<p>{} more messages are not shown.</p>", f"{left_out:,}") if left_out > 0 else ""
    json = _fold("JSON", _code(budget.words(pretty(raw))))
    return format_html('<div class="admin-path">{}{}{}</div>', path, more, json)


def _blocks(blocks: Iterable[Block]) -> SafeString:
    return format_html_join("", "{}", ((_block(block),) for block in blocks)) or SafeString(NOTHING)


def _block(block: Block) -> SafeString:
    """What nobody can read is named: an admin's page plays and shows nothing that a caller sent."""
    words = block.words or Words("")
    match block.kind:
        case "text":
            return _text(words)
        case "refusal":
            return format_html("<p>Refusal: {}</p>", words.text)
        case "thinking":
            return _fold("Thinking", _prose(words))
        case "call":
            title = f"Calls {block.name or 'a tool without a name'}"
            return _fold(title, _code(words), opened=not words.folded)
        case "json":
            return _fold(block.name, _code(words))
        case "picture" | "sound":
            return format_html("<p>{} {}</p>", block.kind.capitalize(), block.name)
        case _:
            return format_html("<p>{}</p>", block.name)


def _text(words: Words) -> SafeString:
    return _fold(f"{words.length:,} characters", _prose(words)) if words.folded else _prose(words)


def _prose(words: Words) -> SafeString:
    return format_html("{}{}", prose(words.text), _left_out(words))


def _code(words: Words) -> SafeString:
    return format_html('<pre class="admin-json" tabindex="0">{}</pre>{}', words.text, _left_out(words))


def _left_out(words: Words) -> SafeString:
    if not words.left_out:
        return SafeString("")
    return format_html("<p>{} more characters are not shown.</p>", f"{words.left_out:,}")


def _fold(title: str, inside: SafeString, *, opened: bool = False) -> SafeString:
    state = " open" if opened else ""
    return format_html(
        '<details class="admin-fold"{}><summary>{}</summary>{}</details>', state, title, inside
    )
