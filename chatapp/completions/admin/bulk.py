"""What is done with many completions at once: files of them, and the deletion of what they keep."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from unfold.admin import ModelAdmin
from unfold.decorators import action

from chatapp.accounts.audit import record
from chatapp.accounts.models import User
from chatapp.accounts.team import content_access
from chatapp.backoffice.history import actor, is_admin
from chatapp.completions.models import Completion, StoredCompletion
from chatapp.completions.view.content import content_of, delete_content
from chatapp.usage.models import SettledUsage
from chatapp.usage.sums.csv_text import csv_text

_MOST_IN_FILE: Final = 10_000
# Each is a row of the audit log, and a field of the form that asks again: Django takes a thousand of these.
_MOST_DELETED: Final = 500
_CSV: Final = (
    "id", "at", "kind", "person", "api_key_id", "provider", "model", "asked_model", "served_model", "status",
    "finish_reasons", "store", "metadata", "prompt_tokens", "completion_tokens", "estimated", "cost",
)  # fmt: skip
_CONFIRMED: Final = "confirmed"


class Bulk(ModelAdmin):
    actions: tuple[str, ...] | None = ("download_csv", "download_jsonl", "delete_stored")

    def has_content_permission(self, request: HttpRequest) -> bool:
        return is_admin(request)

    @action(description="Download as CSV", permissions=["view"])
    def download_csv(self, request: HttpRequest, chosen: QuerySet[Completion]) -> HttpResponse | None:
        rows = _rows(request, chosen, _MOST_IN_FILE)
        if rows is None:
            return None
        text = csv_text([_CSV, *_lines(rows)])
        return _file(text.encode("utf-8", "replace"), "completions.csv", "text/csv; charset=utf-8")

    @action(description="Download what was said as JSONL", permissions=["content"])
    def download_jsonl(self, request: HttpRequest, chosen: QuerySet[Completion]) -> HttpResponse | None:
        """Of people whose content this admin may read now: one's own, and what is open with a reason."""
        rows = _rows(request, chosen, _MOST_IN_FILE)
        if rows is None:
            return None
        admin = actor(request)
        readable = {owner for owner in {row.user for row in rows} if _may_read(admin, owner)}
        kept = [(row, line) for row in rows if row.user in readable and (line := _said(row))]
        if left := len(rows) - len(kept):
            messages.warning(
                request,
                f"{left:,} of {len(rows):,} are not in the file: nothing of their own is kept, or what their person "
                "wrote is closed. Open it with a reason on the page of one of them.",
            )
        if not kept:
            return None
        for owner, number in Counter(row.user.email for row, _ in kept if row.user).items():
            record(admin, "completions.exported", owner, completions=number)
        text = "".join(f"{line}\n" for _, line in kept)
        return _file(text.encode("utf-8", "replace"), "completions.jsonl", "application/jsonl")

    @action(description="Delete stored content", permissions=["content"])
    def delete_stored(self, request: HttpRequest, chosen: QuerySet[Completion]) -> HttpResponse | None:
        stored = StoredCompletion.objects.filter(deleted_at=None).values("completion_id")
        rows = _rows(request, chosen.filter(pk__in=stored), _MOST_DELETED)
        if rows is None:
            return None
        if not rows:
            messages.info(request, "None of these has stored content.")
            return None
        if _CONFIRMED not in request.POST:
            return self._confirm(request, rows)
        _delete(actor(request), rows)
        receipt = f"{reverse('admin:accounts_auditentry_changelist')}?q=completion.deleted"
        done = (
            "The stored content of {} is deleted. <a class='admin-link' href='{}'>The receipt</a> names each."
        )
        messages.success(request, format_html(done, _number(len(rows)), receipt))
        return None

    def _confirm(self, request: HttpRequest, rows: list[Completion]) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": "Delete stored content",
            "number": _number(len(rows)),
            "rows": rows,
            "checkbox": ACTION_CHECKBOX_NAME,
            "confirmed": _CONFIRMED,
            "people": Counter(str(row.user or "deleted") for row in rows).most_common(),
        }
        return TemplateResponse(request, "backoffice/delete_stored.html", context)


def _rows(request: HttpRequest, chosen: QuerySet[Completion], most: int) -> list[Completion] | None:
    """The newest first; None: there are more, which the page then says."""
    plain = Completion.objects.filter(pk__in=chosen.order_by().values("pk")).select_related("user")
    rows = list(plain.order_by("-queued_at", "-pk")[: most + 1])
    if len(rows) <= most:
        return rows
    messages.error(request, f"These are more than {most:,}: narrow the list by its filters first.")
    return None


def _number(count: int) -> str:
    return "1 completion" if count == 1 else f"{count:,} completions"


def _may_read(admin: User, owner: User | None) -> bool:
    return owner is not None and (owner == admin or content_access.current(admin, owner) is not None)


def _lines(rows: list[Completion]) -> Iterator[list[Any]]:
    settled = SettledUsage.objects.filter(completion_id__in=[row.pk for row in rows])
    used = {each.completion_id: each for each in settled}
    for row in rows:
        usage = used.get(row.pk)
        yield [
            row.public_id, row.queued_at.isoformat(), row.kind, row.user.email if row.user else "", row.api_key_id,
            row.provider_name, row.model_name, row.asked_model, row.served_model, row.status,
            " ".join(row.finish_reasons), row.store,
            json.dumps(row.metadata, ensure_ascii=False) if row.metadata else "",
            *((usage.prompt_tokens, usage.completion_tokens, usage.estimated, usage.cost) if usage else [None] * 4),
        ]  # fmt: skip


def _said(row: Completion) -> str:
    """The request's messages with the first answer behind them, as evaluations and fine-tuning take them. Empty: it
    has no content of its own."""
    content = content_of(row)
    if content.request is None or content.response is None:
        return ""
    request, response = json.loads(content.request), json.loads(content.response)
    answers: Iterable[Any] = (choice.get("message") for choice in response.get("choices") or ())
    answer = next((message for message in answers if message), None)
    if answer is None:
        return ""
    tools = {name: request[name] for name in ("tools", "parallel_tool_calls") if name in request}
    return json.dumps({"messages": [*request["messages"], answer], **tools}, ensure_ascii=False)


@transaction.atomic
def _delete(admin: User, rows: list[Completion]) -> None:
    for row in rows:
        delete_content(row)
        record(admin, "completion.deleted", row.public_id, owner=row.user.email if row.user else "")


def _file(content: bytes, name: str, media_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
