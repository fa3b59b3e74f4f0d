"""What was said in a stored completion, as an admin reads it."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from chatapp.backoffice.render import NOTHING, pretty, prose
from chatapp.completions.content import Content, Keeping
from chatapp.conversations.admin.content import body
from chatapp.wire.completion import Completion as Answer
from chatapp.wire.jsontext import loads
from chatapp.wire.messages import Message
from chatapp.wire.request import Request

# Characters of both texts that a page reads and draws: of longer ones it shows the beginning.
_MOST = 2_000_000
_BEGINNING = 100_000
_FOLDED_FROM = 4_000

_WHY_NOT = {
    Keeping.NOT_ASKED: "Content not kept: the request did not say store: true.",
    Keeping.IN_CHAT: "What was said stands in the chat.",
    Keeping.DELETED: "Its owner deleted the content.",
    Keeping.RUNNING: "It is still being answered.",
    Keeping.BROKEN_OFF: "Content not kept: only a completion that comes to its end is stored.",
}


def shown_request(content: Content) -> SafeString | str:
    """The messages of the request, and its JSON."""
    if content.request is None:
        return _WHY_NOT.get(content.keeping, NOTHING)
    if len(content.request) > _MOST:
        return _beginning(content.request)
    request = Request(loads(content.request))
    return _messages(request.messages, content.request)


def shown_response(content: Content) -> SafeString | str:
    """The message of each choice, and the JSON of the answer."""
    if content.response is None:
        return NOTHING
    if len(content.response) > _MOST:
        return _beginning(content.response)
    choices = Answer(loads(content.response)).choices
    return _messages([choice.message for choice in choices], content.response)


def _messages(messages: Sequence[Message], text: str) -> SafeString:
    article = '<article class="admin-message"><span class="admin-role">{}</span>{}</article>'
    path = format_html_join("", article, ((message.role, _body(message)) for message in messages))
    return format_html('<div class="admin-path">{}{}</div>', path, _folded("JSON", pretty(loads(text))))


def _body(message: Message) -> SafeString:
    shown = body(message.raw)
    return _folded(f"{len(message.text):,} characters", shown) if len(message.text) > _FOLDED_FROM else shown


def _folded(title: str, inside: SafeString) -> SafeString:
    return format_html('<details class="admin-fold"><summary>{}</summary>{}</details>', title, inside)


def _beginning(text: str) -> SafeString:
    note = "<p>The first {} of {} characters, as they were sent:</p>{}"
    return format_html(note, f"{_BEGINNING:,}", f"{len(text):,}", prose(text[:_BEGINNING].replace("\0", "")))
