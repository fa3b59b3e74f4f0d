"""Completions, read-only: everything about a call, and for admins what was said in it where that is stored."""

from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, JSONObject
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import (
    AutocompleteSelectFilter,
    ChoicesDropdownFilter,
    RelatedDropdownFilter,
)
from unfold.decorators import display

from chatapp.accounts.audit import record
from chatapp.accounts.models import User
from chatapp.backoffice.filters import DayRangeFilter, MetadataFilter, NamesFilter
from chatapp.backoffice.history import Private, actor
from chatapp.backoffice.neighbours import WithNeighbours
from chatapp.backoffice.render import (
    NOTHING,
    STATUS_COLOURS,
    lines,
    link,
    link_to_list,
    metadata,
    once,
    pretty,
    seconds,
    tokens,
)
from chatapp.backoffice.search import as_uuid, names_with
from chatapp.completions.admin.bulk import Bulk
from chatapp.completions.admin.content_html import shown_request, shown_response
from chatapp.completions.admin.held_price import held_price
from chatapp.completions.admin.timings import timings
from chatapp.completions.models import Completion, StoredCompletion
from chatapp.completions.public_id import CALL
from chatapp.completions.view.content import Content, content_of
from chatapp.usage.amounts import dollars
from chatapp.usage.models import SettledUsage

# The ledger row of a completion, in one look-up for each row that is shown.
_LEDGER = JSONObject(
    id="id",
    prompt="prompt_tokens",
    completion="completion_tokens",
    estimated="estimated",
    cost=Cast("cost", CharField()),
)


@admin.register(Completion)
class CompletionPage(Bulk, WithNeighbours, Private):
    moment = "queued_at"
    for_reviewers = True
    for_admins = ("conversation", "message_link", "request_text", "response_text")
    content = ("request_text", "response_text")
    # By the time only: an order for which there is no index reads the whole history.
    sortable_by = ("queued_at",)
    list_display = (
        "queued_at",
        "caller",
        "routed_to",
        "shown_status",
        "finish",
        "stored_flag",
        "shown_metadata",
        "both_tokens",
        "cost",
        "both_times",
    )
    list_filter = (
        MetadataFilter,
        "store",
        ("queued_at", DayRangeFilter),
        ("user", AutocompleteSelectFilter),
        ("provider", RelatedDropdownFilter),
        ("model", AutocompleteSelectFilter),
        ("asked_model", NamesFilter),
        ("api_key", AutocompleteSelectFilter),
        ("status", ChoicesDropdownFilter),
        ("kind", ChoicesDropdownFilter),
    )
    search_fields = ("request_id",)
    search_help_text = "An ID of a completion, request or turn, a person's email address, or a model's name."
    ordering = ("-queued_at",)
    fieldsets = (
        (
            None,
            {"fields": ("public_id", "person", "shown_key", "shown_kind", "shown_status", "shown_error")},
        ),
        (
            "Model",
            {
                "fields": (
                    "asked",
                    "provider_name",
                    "model_link",
                    "served_model",
                    "service_tier",
                    "system_fingerprint",
                )
            },
        ),
        ("Attempts", {"fields": ("attempt", "tried")}),
        ("Request", {"fields": ("stored_flag", "pretty_metadata", "pretty_parameters")}),
        ("What was said", {"fields": ("request_text", "response_text")}),
        ("Tokens and cost", {"fields": ("tokens_in", "tokens_out", "cost", "price", "ledger_row")}),
        ("Timing", {"fields": ("queued_at", "bar", "finished_at", "finish")}),
        (
            "Belongs to",
            {
                "fields": (
                    "shown_call",
                    "turn_link",
                    "conversation",
                    "message_link",
                    "upstream_id",
                    "request_id",
                )
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Completion]:
        rows: QuerySet[Completion] = super().get_queryset(request)
        row = SettledUsage.objects.filter(completion_id=OuterRef("pk")).order_by()
        return rows.annotate(ledger=Subquery(row.values(json=_LEDGER)[:1])).select_related(
            "user", "turn", "api_key"
        )

    def owner_of(self, row: Completion) -> User | None:
        return row.user if _is_kept(row) else None

    def was_read(self, request: HttpRequest, row: Completion) -> None:
        if _is_kept(row):
            owner = row.user.email if row.user else ""
            record(actor(request), "completion.read", row.public_id, owner=owner)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Completion], search_term: str
    ) -> tuple[QuerySet[Completion], bool]:
        """One column by the shape of the term: a search over all of them would use no index."""
        term = search_term.strip()
        if not term:
            return queryset, False
        if found := as_uuid(term.removeprefix(CALL)):
            ours = queryset.filter(Q(pk=found) | Q(turn_id=found) | Q(call=found))
            return (ours if ours.exists() else queryset.filter(upstream_id=term)), False
        if "@" in term:
            people = User.objects.filter(email__icontains=term).values_list("pk", flat=True)
            return queryset.filter(user__in=list(people)), False
        if models := names_with(term, Completion, "model_name"):
            return queryset.filter(model_name__in=models), False
        return queryset.filter(Q(upstream_id=term) | Q(request_id=term)), False

    @display(description="Person")
    def person(self, row: Completion) -> str:
        return str(row.user) if row.user else "deleted"

    @display(description="Key")
    def shown_key(self, row: Completion) -> SafeString:
        return link("accounts_apikey", row.api_key_id, row.api_key)

    @display(description="Person")
    def caller(self, row: Completion) -> SafeString:
        """The person, and of what kind the call was, by which key."""
        kind, key = row.get_kind_display(), row.api_key and row.api_key.name
        return lines(self.person(row), f"{kind}, {key}" if key else kind)

    @display(description="Model")
    def routed_to(self, row: Completion) -> SafeString:
        """The model, its provider, and what was asked for where that is another name."""
        return lines(
            row.model_name,
            row.provider_name,
            f"asked for {row.asked_model}" if row.other_model else "",
            f"attempt {row.attempt}" if row.attempt > 1 else "",
        )

    @display(description="Tokens")
    def both_tokens(self, row: Any) -> SafeString:
        return lines(f"{self.tokens_in(row)} in", f"{self.tokens_out(row)} out")

    @display(description="Time")
    def both_times(self, row: Completion) -> SafeString:
        """To the end, and to the first token."""
        return lines(self.total(row), f"first {self.first_token(row)}" if row.first_token_at else "")

    @display(description="Asked for")
    def asked(self, row: Completion) -> str:
        return row.asked_model or NOTHING

    @display(description="Kind")
    def shown_kind(self, row: Completion) -> str:
        return row.get_kind_display()

    @display(description="Status", label=STATUS_COLOURS)
    def shown_status(self, row: Completion) -> str:
        return row.status

    @display(description="store", label={"stored": "info"})
    def stored_flag(self, row: Completion) -> str | None:
        return "stored" if row.store else None

    @display(description="Metadata")
    def shown_metadata(self, row: Completion) -> SafeString:
        return metadata(row.metadata)

    @display(description="In")
    def tokens_in(self, row: Any) -> str:
        return _tokens(row.ledger, "prompt")

    @display(description="Out")
    def tokens_out(self, row: Any) -> str:
        return _tokens(row.ledger, "completion")

    @display(description="Cost")
    def cost(self, row: Any) -> str:
        if row.ledger is None:
            return NOTHING
        return dollars(None if row.ledger["cost"] is None else Decimal(row.ledger["cost"]))

    @display(description="First token")
    def first_token(self, row: Completion) -> str:
        return seconds(row.queued_at, row.first_token_at)

    @display(description="Total")
    def total(self, row: Completion) -> str:
        return seconds(row.queued_at, row.finished_at)

    @display(description="Time")
    @once
    def bar(self, row: Completion) -> SafeString:
        return timings(row)

    @display(description="Price that held")
    @once
    def price(self, row: Completion) -> str:
        return held_price(row)

    @display(description="Finish")
    def finish(self, row: Completion) -> str:
        return ", ".join(row.finish_reasons) or NOTHING

    @display(description="ID")
    def public_id(self, row: Completion) -> str:
        return row.public_id

    @display(description="Error")
    def shown_error(self, row: Completion) -> SafeString:
        return pretty(row.error)

    @display(description="Model")
    def model_link(self, row: Completion) -> SafeString | str:
        return link("providers_model", row.model_id, row.model_name) if row.model_id else row.model_name

    @display(description="Metadata")
    def pretty_metadata(self, row: Completion) -> SafeString:
        return pretty(row.metadata)

    @display(description="Parameters")
    def pretty_parameters(self, row: Completion) -> SafeString:
        return pretty(row.parameters)

    @display(description="Request")
    @once
    def request_text(self, row: Completion) -> SafeString | str:
        return shown_request(_content(row))

    @display(description="Response")
    @once
    def response_text(self, row: Completion) -> SafeString | str:
        return shown_response(_content(row))

    @display(description="Tried")
    @once
    def tried(self, row: Completion) -> SafeString | str:
        """The attempts of the same call, of a chat those of the same turn, this one among them, in their order."""
        if row.call is None and row.turn_id is None:
            return NOTHING
        same = Q(call=row.call) if row.call else Q(turn=row.turn_id, kind=row.kind)
        attempts = Completion.objects.filter(same).order_by("queued_at", "attempt", "pk")
        rows = ((number, _attempt_link(each), each.status) for number, each in enumerate(attempts, 1))
        return format_html_join("", "<p>{}. {}: {}</p>", rows)

    @display(description="Request ID")
    def shown_call(self, row: Completion) -> SafeString | str:
        return link_to_list("completions_completion", row.call_id, q=row.call_id) if row.call_id else NOTHING

    @display(description="Ledger row")
    def ledger_row(self, row: Any) -> SafeString:
        key = row.ledger and row.ledger["id"]
        return link("usage_usagerecord", key, f"Row {key}")

    @display(description="Turn")
    def turn_link(self, row: Completion) -> SafeString:
        return link("conversations_turn", row.turn_id, row.turn_id)

    @display(description="Conversation")
    def conversation(self, row: Completion) -> SafeString:
        key = row.turn and row.turn.conversation_id
        return link("conversations_conversation", key, key)

    @display(description="Message")
    def message_link(self, row: Completion) -> SafeString:
        return link("conversations_message", row.message_id, row.message_id)


def _is_kept(row: Completion) -> bool:
    return StoredCompletion.objects.filter(completion=row, request__isnull=False).exists()


def _content(row: Any) -> Content:
    """Read once for both texts, which may have many megabytes."""
    if not hasattr(row, "content"):
        row.content = content_of(row)
    content: Content = row.content
    return content


def _attempt_link(row: Completion) -> SafeString:
    return link("completions_completion", row.pk, f"{row.provider_name}, {row.model_name}")


def _tokens(ledger: dict[str, Any] | None, kind: str) -> str:
    return tokens(ledger[kind], ledger["estimated"]) if ledger else NOTHING
