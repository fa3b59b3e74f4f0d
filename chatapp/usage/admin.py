"""The ledger, read-only: an admin or a reviewer looks."""

from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from chatapp.backoffice.filters import DayRangeFilter, NamesFilter
from chatapp.backoffice.history import AdminsOnly, History
from chatapp.backoffice.render import NOTHING, STATUS_COLOURS, link, pretty, tokens
from chatapp.backoffice.search import as_uuid, names_with
from chatapp.usage.amounts import dollars, plain
from chatapp.usage.models import CostLabel, UsageRecord

_PRICES = {
    "price_input": "input",
    "price_cached_input": "cached input",
    "price_audio_input": "audio input",
    "price_output": "output",
    "price_reasoning_output": "reasoning",
    "price_audio_output": "audio output",
    "price_per_call": "each call",
}


class UsageStateFilter(admin.SimpleListFilter):
    """The two states that a sum would hide."""

    title = "cost and tokens"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("unpriced", "Unpriced"),
            ("estimated", "Usage not reported (estimated)"),
            ("corrections", "Corrections"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[UsageRecord]) -> QuerySet[UsageRecord]:
        conditions = {
            "unpriced": Q(cost=None),
            "estimated": Q(estimated=True),
            "corrections": Q(corrects__isnull=False),
        }
        condition = conditions.get(self.value() or "")
        return queryset.filter(condition) if condition else queryset


class StatusFilter(admin.SimpleListFilter):
    title = "status"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(status, status) for status in ("done", "stopped", "failed", "interrupted")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[UsageRecord]) -> QuerySet[UsageRecord]:
        return queryset.filter(status=self.value()) if self.value() else queryset


@admin.register(UsageRecord)
class UsageRecordPage(History):
    for_reviewers = True
    # By the time only: an order for which there is no index reads the whole ledger.
    sortable_by = ("at",)
    list_display = (
        "at",
        "person",
        "shown_kind",
        "provider_name",
        "model_name",
        "shown_status",
        "tokens_in",
        "tokens_out",
        "shown_cost",
        "remark",
    )
    list_filter = (
        ("at", DayRangeFilter),
        ("user_email", NamesFilter),
        ("provider_name", NamesFilter),
        ("model_name", NamesFilter),
        ("kind", ChoicesDropdownFilter),
        StatusFilter,
        UsageStateFilter,
    )
    search_fields = ("user_email",)
    search_help_text = "A person's email address, or the ID of a completion, turn or conversation."
    ordering = ("-at",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "at",
                    "person",
                    "shown_kind",
                    "provider_name",
                    "model_name",
                    "shown_status",
                    "service_tier",
                    "tools",
                    "remark",
                )
            },
        ),
        ("Cost", {"fields": ("shown_cost", "unit_prices")}),
        (
            "Tokens",
            {
                "fields": (
                    "prompt_tokens",
                    "cached_tokens",
                    "audio_prompt_tokens",
                    "completion_tokens",
                    "reasoning_tokens",
                    "audio_completion_tokens",
                    "accepted_prediction_tokens",
                    "rejected_prediction_tokens",
                    "total_tokens",
                    "reported",
                )
            },
        ),
        (
            "Belongs to",
            {"fields": ("completion", "turn", "conversation", "api_key_id", "corrected", "reason")},
        ),
    )

    for_admins = ("conversation",)

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        """Of corrections the reason: that they are corrections is known."""
        columns = tuple(self.list_display)
        return (*columns[:-1], "reason") if request.GET.get("state") == "corrections" else columns

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[UsageRecord], search_term: str
    ) -> tuple[QuerySet[UsageRecord], bool]:
        term = search_term.strip()
        if not term:
            return queryset, False
        if found := as_uuid(term):
            return queryset.filter(
                Q(completion_id=found) | Q(turn_id=found) | Q(conversation_id=found)
            ), False
        return queryset.filter(user_email__in=names_with(term, UsageRecord, "user_email")), False

    @display(description="Person")
    def person(self, row: UsageRecord) -> str:
        return row.user_email or ("anonymised" if row.user_id is None else f"user {row.user_id}")

    @display(description="Kind")
    def shown_kind(self, row: UsageRecord) -> str:
        return row.get_kind_display()

    @display(description="Status", label=STATUS_COLOURS)
    def shown_status(self, row: UsageRecord) -> str:
        return row.status

    @display(description="Tokens in")
    def tokens_in(self, row: UsageRecord) -> str:
        return tokens(row.prompt_tokens, row.estimated)

    @display(description="Tokens out")
    def tokens_out(self, row: UsageRecord) -> str:
        return tokens(row.completion_tokens, row.estimated)

    @display(description="Cost")
    def shown_cost(self, row: UsageRecord) -> str:
        return dollars(row.cost)

    @display(description="Remark", label={"unpriced": "warning", "estimated": "info", "correction": "info"})
    def remark(self, row: UsageRecord) -> str | None:
        """The strongest one."""
        if row.corrects is not None:
            return "correction"
        if row.cost is None:
            return "unpriced"
        return "estimated" if row.estimated else None

    @display(description="Prices then, per million tokens")
    def unit_prices(self, row: UsageRecord) -> str:
        prices = {name: getattr(row, column) for column, name in _PRICES.items()}
        said = [f"{name} {_unit(price)}" for name, price in prices.items() if price is not None]
        return ", ".join(said) or "none was set"

    @display(description="As the provider reported")
    def reported(self, row: UsageRecord) -> SafeString | str:
        if row.estimated:
            return "The provider reported no usage: these counts are estimated from its characters."
        return pretty(row.details)

    @display(description="Completion")
    def completion(self, row: UsageRecord) -> SafeString:
        return link("completions_completion", row.completion_id, row.completion_id)

    @display(description="Turn")
    def turn(self, row: UsageRecord) -> SafeString:
        return link("conversations_turn", row.turn_id, row.turn_id)

    @display(description="Conversation")
    def conversation(self, row: UsageRecord) -> SafeString:
        return link("conversations_conversation", row.conversation_id, row.conversation_id)

    @display(description="Corrects row")
    def corrected(self, row: UsageRecord) -> SafeString | str:
        return link("usage_usagerecord", row.corrects, row.corrects) if row.corrects else NOTHING


@admin.register(CostLabel)
class CostLabelPage(AdminsOnly, ModelAdmin):
    list_display = ("name",)


def _unit(price: Decimal) -> str:
    return f"${plain(price)}"
