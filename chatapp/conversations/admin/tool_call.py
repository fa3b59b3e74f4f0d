from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter, FieldTextFilter
from unfold.decorators import display

from chatapp.backoffice.filters import DayRangeFilter
from chatapp.backoffice.render import STATUS_COLOURS, link, once, parse_json, pretty, seconds
from chatapp.backoffice.search import as_uuid
from chatapp.conversations.admin.content import ContentPage
from chatapp.conversations.models import Conversation, ToolCall


@admin.register(ToolCall)
class ToolCallPage(ContentPage):
    list_display = ("started_at", "name", "person", "shown_status", "took", "type")
    list_filter = (
        ("started_at", DayRangeFilter),
        ("name", FieldTextFilter),
        ("status", ChoicesDropdownFilter),
        ("turn__owner", AutocompleteSelectFilter),
    )
    search_fields = ("name",)
    search_help_text = "The ID of a call or of a turn, or a tool's name."
    ordering = ("-started_at",)
    fieldsets = (
        (None, {"fields": ("name", "type", "shown_status", "person", "started_at", "took")}),
        ("What was asked and found", {"fields": ("shown_arguments", "shown_result")}),
        ("Belongs to", {"fields": ("conversation_link", "turn_link", "message_link", "call_id", "id")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[ToolCall]:
        rows: QuerySet[ToolCall] = super().get_queryset(request)
        return rows.select_related("turn__owner", "turn__conversation__owner")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[ToolCall], search_term: str
    ) -> tuple[QuerySet[ToolCall], bool]:
        term = search_term.strip()
        if found := as_uuid(term):
            return (queryset.filter(pk=found) | queryset.filter(turn_id=found)), False
        return (queryset.filter(name__icontains=term) if term else queryset), False

    def conversation_of(self, row: ToolCall) -> Conversation:
        return row.turn.conversation

    @display(description="Person", ordering="turn__owner")
    def person(self, row: ToolCall) -> str:
        return str(row.turn.owner)

    @display(description="Status", ordering="status", label=STATUS_COLOURS)
    def shown_status(self, row: ToolCall) -> str:
        return row.status

    @display(description="Took")
    def took(self, row: ToolCall) -> str:
        return seconds(row.started_at, row.finished_at)

    @display(description="Arguments")
    @once
    def shown_arguments(self, row: ToolCall) -> SafeString:
        return _readable(row.arguments)

    @display(description="Result")
    @once
    def shown_result(self, row: ToolCall) -> SafeString:
        return _readable(row.result)

    @display(description="Conversation")
    def conversation_link(self, row: ToolCall) -> SafeString:
        return link("conversations_conversation", row.turn.conversation_id, row.turn.conversation)

    @display(description="Turn")
    def turn_link(self, row: ToolCall) -> SafeString:
        return link("conversations_turn", row.turn_id, row.turn_id)

    @display(description="Message")
    def message_link(self, row: ToolCall) -> SafeString:
        return link("conversations_message", row.message_id, row.message_id)


def _readable(value: Any) -> SafeString:
    """The models write JSON as text: shown as what it says."""
    return pretty(parse_json(value) if isinstance(value, str) else value)
