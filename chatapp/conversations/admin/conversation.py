from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.decorators import display

from chatapp.backoffice.filters import DayRangeFilter, MetadataFilter
from chatapp.backoffice.render import NOTHING, link_to_list, once, pretty
from chatapp.backoffice.search import as_uuid
from chatapp.conversations.active_path import active_path
from chatapp.conversations.admin.content import ContentPage, body
from chatapp.conversations.models import Conversation

# Longer chats are read on, message by message, in the list of messages.
_SHOWN = 200


class DeletedFilter(admin.SimpleListFilter):
    title = "deleted"
    parameter_name = "deleted"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("no", "Not deleted"), ("yes", "Deleted, not yet purged")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Conversation]) -> QuerySet[Conversation]:
        if self.value() not in ("yes", "no"):
            return queryset
        return queryset.filter(deleted_at__isnull=self.value() == "no")


@admin.register(Conversation)
class ConversationPage(ContentPage):
    list_display = (
        "updated_at",
        "owner",
        "shown_title",
        "model",
        "stored_flag",
        "shown_deleted",
        "created_at",
    )
    list_display_links = ("updated_at", "shown_title")
    list_select_related = ("owner", "model")
    list_filter = (
        ("updated_at", DayRangeFilter),
        ("owner", AutocompleteSelectFilter),
        ("model", AutocompleteSelectFilter),
        "store",
        MetadataFilter,
        DeletedFilter,
    )
    search_fields = ("title",)
    search_help_text = "Words of a title, a person's email address, or an ID."
    ordering = ("-updated_at",)
    fieldsets = (
        (None, {"fields": ("shown_title", "owner", "model", "assistant", "created_at", "updated_at")}),
        ("What was said", {"fields": ("messages",)}),
        ("Belongs to it", {"fields": ("lists", "stored_flag", "pretty_metadata", "deleted_at", "id")}),
    )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Conversation], search_term: str
    ) -> tuple[QuerySet[Conversation], bool]:
        term = search_term.strip()
        if found := as_uuid(term):
            return queryset.filter(pk=found), False
        if "@" in term:
            return queryset.filter(owner__email__icontains=term), False
        return (queryset.filter(title__icontains=term) if term else queryset), False

    def conversation_of(self, row: Conversation) -> Conversation:
        return row

    @display(description="Title", ordering="title")
    def shown_title(self, row: Conversation) -> str:
        return str(row)

    @display(description="store", ordering="store", label={"stored": "info"})
    def stored_flag(self, row: Conversation) -> str | None:
        return "stored" if row.store else None

    @display(description="Deleted", label={"deleted": "danger"})
    def shown_deleted(self, row: Conversation) -> str | None:
        return "deleted" if row.deleted_at else None

    @display(description="Active path")
    @once
    def messages(self, row: Conversation) -> SafeString:
        path = active_path(row, limit=_SHOWN)
        shown = [
            (
                reverse("admin:conversations_message_change", args=[message.pk]),
                message.role,
                body(message.body),
            )
            for message in path
        ]
        if not shown:
            return SafeString(NOTHING)
        article = '<article class="admin-message"><a class="admin-link" href="{}">{}</a>{}</article>'
        return format_html('<div class="admin-path">{}</div>', format_html_join("", article, shown))

    @display(description="Lists")
    def lists(self, row: Conversation) -> SafeString:
        return format_html(
            "{}, {}",
            link_to_list("conversations_message", "all messages", q=row.pk),
            link_to_list("conversations_turn", "all turns", q=row.pk),
        )

    @display(description="Metadata")
    def pretty_metadata(self, row: Conversation) -> SafeString:
        return pretty(row.metadata)
