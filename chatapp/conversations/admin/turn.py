from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.decorators import display

from chatapp.backoffice.filters import DayRangeFilter
from chatapp.backoffice.history import History
from chatapp.backoffice.render import (
    NOTHING,
    STATUS_COLOURS,
    link,
    link_to_list,
    once,
    pretty,
    seconds,
    tokens,
)
from chatapp.backoffice.search import as_uuid
from chatapp.conversations.models import Runner, Turn
from chatapp.wire.types.error_summary import summary


@admin.register(Turn)
class TurnPage(History):
    """How an answer went, without what it said: reviewers may look."""

    for_reviewers = True
    for_admins = ("conversation_link", "messages", "calls")
    list_display = (
        "created_at",
        "owner",
        "provider_name",
        "model_name",
        "shown_status",
        "tokens_in",
        "tokens_out",
        "first_token",
        "total",
        "finish_reason",
    )
    list_select_related = ("owner",)
    list_filter = (
        ("created_at", DayRangeFilter),
        ("owner", AutocompleteSelectFilter),
        ("model", AutocompleteSelectFilter),
        ("status", ChoicesDropdownFilter),
    )
    search_fields = ("id",)
    search_help_text = "The ID of a turn or of a conversation, or a person's email address."
    # The keys are made in the order of time (UUIDv7), and have an index.
    ordering = ("-id",)
    fieldsets = (
        (None, {"fields": ("shown_status", "owner", "provider_name", "model_name", "shown_error")}),
        (
            "Tokens and time",
            {"fields": ("tokens_in", "tokens_out", "created_at", "first_token", "total", "finish_reason")},
        ),
        (
            "Belongs to it",
            {"fields": ("conversation_link", "messages", "completions", "calls", "server", "id")},
        ),
    )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Turn], search_term: str
    ) -> tuple[QuerySet[Turn], bool]:
        term = search_term.strip()
        if not term:
            return queryset, False
        if found := as_uuid(term):
            return (queryset.filter(pk=found) | queryset.filter(conversation_id=found)), False
        return queryset.filter(owner__email__icontains=term), False

    @display(description="Status", ordering="status", label=STATUS_COLOURS)
    def shown_status(self, row: Turn) -> str:
        return row.status

    @display(description="Tokens in", ordering="prompt_tokens")
    def tokens_in(self, row: Turn) -> str:
        return tokens(row.prompt_tokens, row.usage_estimated)

    @display(description="Tokens out", ordering="completion_tokens")
    def tokens_out(self, row: Turn) -> str:
        return tokens(row.completion_tokens, row.usage_estimated)

    @display(description="First token", ordering="first_token_at")
    def first_token(self, row: Turn) -> str:
        return seconds(row.created_at, row.first_token_at)

    @display(description="Total", ordering="finished_at")
    def total(self, row: Turn) -> str:
        return seconds(row.created_at, row.finished_at)

    @display(description="Error")
    def shown_error(self, row: Turn) -> SafeString:
        # What the provider said of it may repeat what the person said.
        return pretty(row.error and summary(row.error))

    @display(description="Conversation")
    def conversation_link(self, row: Turn) -> SafeString:
        return link("conversations_conversation", row.conversation_id, row.conversation_id)

    @display(description="Messages")
    @once
    def messages(self, row: Turn) -> SafeString:
        found = row.messages.order_by("created_at", "pk").only("pk", "role")
        return _joined([link("conversations_message", message.pk, message.role) for message in found])

    @display(description="Completions")
    def completions(self, row: Turn) -> SafeString:
        return link_to_list("completions_completion", "all completions of this turn", q=row.pk)

    @display(description="Tool calls")
    @once
    def calls(self, row: Turn) -> SafeString:
        return _joined(
            [link("conversations_toolcall", call.pk, call.name) for call in row.tool_calls.order_by("pk")]
        )

    @display(description="Server")
    def server(self, row: Turn) -> str:
        # Without its heartbeat: version 0.1.0 left with '-infinity', which Python has no moment for.
        runner = Runner.objects.only("host", "pid").filter(turns=row).first()
        return str(runner) if runner else NOTHING


def _joined(links: list[SafeString]) -> SafeString:
    if not links:
        return SafeString(NOTHING)
    return format_html("{}", format_html_join(", ", "{}", ((each,) for each in links)))
