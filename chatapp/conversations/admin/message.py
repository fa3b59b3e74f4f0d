from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.decorators import display

from chatapp.backoffice.filters import DayRangeFilter
from chatapp.backoffice.render import NOTHING, link, once
from chatapp.backoffice.search import as_uuid
from chatapp.conversations.admin.content import ContentPage, body
from chatapp.conversations.models import Message


@admin.register(Message)
class MessagePage(ContentPage):
    """The list shows no text: what was said is on the page of one message, and opening that is written down."""

    list_display = ("created_at", "role", "person", "conversation", "shown_model", "thought", "shown_deleted")
    list_filter = (
        ("created_at", DayRangeFilter),
        ("role", ChoicesDropdownFilter),
        ("conversation__owner", AutocompleteSelectFilter),
    )
    search_fields = ("id",)
    search_help_text = "The ID of a message or of a conversation."
    ordering = ("-created_at",)
    fieldsets = (
        (None, {"fields": ("role", "person", "created_at", "shown_model", "thought", "shown_deleted")}),
        ("What was said", {"fields": ("shown_body",)}),
        ("Belongs to", {"fields": ("conversation_link", "turn_link", "parent_link", "continues_link", "id")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Message]:
        rows: QuerySet[Message] = super().get_queryset(request)
        return rows.select_related("conversation__owner", "turn")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Message], search_term: str
    ) -> tuple[QuerySet[Message], bool]:
        if not search_term.strip():
            return queryset, False
        if found := as_uuid(search_term):
            return (queryset.filter(pk=found) | queryset.filter(conversation_id=found)), False
        return queryset.none(), False

    @display(description="Person", ordering="conversation__owner")
    def person(self, row: Message) -> str:
        return str(row.conversation.owner)

    @display(description="Model")
    def shown_model(self, row: Message) -> str:
        return row.turn.model_name if row.turn else NOTHING

    @display(description="Thinking", ordering="reasoning_ms")
    def thought(self, row: Message) -> str:
        return f"{row.reasoning_ms / 1000:.1f} s" if row.reasoning_ms else NOTHING

    @display(description="Deleted", label={"deleted": "danger"})
    def shown_deleted(self, row: Message) -> str | None:
        """By itself, or with its conversation; until both are purged."""
        return "deleted" if row.deleted_at or row.conversation.deleted_at else None

    @display(description="Message")
    @once
    def shown_body(self, row: Message) -> SafeString:
        return body(row.body)

    @display(description="Conversation")
    def conversation_link(self, row: Message) -> SafeString:
        return link("conversations_conversation", row.conversation_id, row.conversation)

    @display(description="Turn")
    def turn_link(self, row: Message) -> SafeString:
        return link("conversations_turn", row.turn_id, row.turn_id)

    @display(description="Follows")
    def parent_link(self, row: Message) -> SafeString:
        return link("conversations_message", row.parent_id, row.parent_id)

    @display(description="Continues")
    def continues_link(self, row: Message) -> SafeString:
        return link("conversations_message", row.continues_id, row.continues_id)
