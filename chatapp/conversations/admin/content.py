"""Pages that show what people and models wrote."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from chatapp.accounts.audit import record
from chatapp.accounts.models import User
from chatapp.backoffice.history import Private, actor
from chatapp.backoffice.render import NOTHING, pretty, prose
from chatapp.conversations.models import Conversation
from chatapp.wire.json.clean import clean_text
from chatapp.wire.types.messages import Message as WireMessage


class ContentPage(Private):
    """For admins only. Written down is who read which conversation, and whose it is."""

    def was_read(self, request: HttpRequest, row: Any) -> None:
        conversation = self.conversation_of(row)
        page = self.model._meta.label_lower
        record(
            actor(request),
            "conversation.read",
            str(conversation.pk),
            owner=conversation.owner.email,
            page=page,
        )

    def owner_of(self, row: Any) -> User | None:
        return self.conversation_of(row).owner

    def conversation_of(self, row: Any) -> Conversation:
        return row.conversation  # type: ignore[no-any-return]


def body(raw: Any) -> SafeString:
    """A message as people read it: thinking folded away, text, what else it carries."""
    if not isinstance(raw, Mapping):
        return pretty(raw)
    message = WireMessage(raw)
    shown = [_folded("Thinking", prose(clean_text(message.reasoning or ""))) if message.reasoning else ""]
    shown.append(prose(clean_text(message.text)) if message.text else "")
    shown.append(format_html("<p>Refusal: {}</p>", clean_text(message.refusal)) if message.refusal else "")
    extra = {key: value for key, value in raw.items() if key not in _READ and value not in (None, [], {})}
    parts = [part.raw for part in message.parts if part.type not in ("text", "refusal")]
    if parts:
        extra["parts"] = parts
    shown.append(_folded("Everything else", pretty(extra)) if extra else "")
    return mark_safe("".join(shown)) if any(shown) else SafeString(NOTHING)  # noqa: S308 (each part is escaped)


_READ = {"role", "content", "refusal", "reasoning", "reasoning_content"}


def _folded(title: str, inside: SafeString) -> SafeString:
    return format_html('<details class="admin-fold"><summary>{}</summary>{}</details>', title, inside)
