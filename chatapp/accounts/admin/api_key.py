"""The page of everybody's API keys: whose they are, what they may do, and revoking them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.decorators import action, display

from chatapp.accounts import keys
from chatapp.accounts.models import ApiKey, ApiKeyState
from chatapp.backoffice.history import History, actor, is_admin
from chatapp.backoffice.render import NOTHING

_PAGE = "accounts_apikey"
_OWNER_OFF = "Owner deactivated"


class KeyStateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(state.value, state.label) for state in ApiKeyState]

    def queryset(self, request: HttpRequest, queryset: QuerySet[ApiKey]) -> QuerySet[ApiKey]:
        state = self.value()
        return queryset.filter(keys.in_state(ApiKeyState(state))) if state in ApiKeyState.values else queryset


@admin.register(ApiKey)
class ApiKeyPage(History):
    """Nobody sees a key here: only its digest is kept."""

    for_reviewers = True
    actions = ("revoke_selected",)
    actions_detail = ("revocation",)
    list_display = (
        "name",
        "person",
        "shown_prefix",
        "shown_state",
        "created_at",
        "expires_at",
        "last_used_at",
        "limits",
    )
    list_filter = (("user", AutocompleteSelectFilter), KeyStateFilter, "read_only")
    list_select_related = ("user",)
    search_fields = ("name", "prefix", "user__email")
    search_help_text = "A name of a key, its beginning, or a person's email address."
    ordering = ("-id",)
    fieldsets = (
        (None, {"fields": ("name", "person", "shown_prefix", "shown_state")}),
        ("What it may do", {"fields": ("models", "read_only", "requests_per_minute")}),
        ("Times", {"fields": ("created_at", "expires_at", "last_used_at", "revoked_at")}),
    )

    def has_revoke_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_admin(request)

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        """A key that is revoked already has no button for it."""
        found: list[Any] = super().get_actions_detail(request, object_id)
        return found if ApiKey.objects.filter(pk=object_id, revoked_at=None).exists() else []

    @action(description="Revoke", permissions=["revoke"], url_path="revocation")
    def revocation(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        key = self.get_object(request, object_id)
        if key is None:
            return HttpResponseRedirect(reverse(f"admin:{_PAGE}_changelist"))
        if request.method != "POST":
            return self._ask(request, [key])
        self._revoke(request, [key])
        return HttpResponseRedirect(reverse(f"admin:{_PAGE}_change", args=[key.pk]))

    @admin.action(description="Revoke", permissions=["revoke"])
    def revoke_selected(self, request: HttpRequest, chosen: QuerySet[ApiKey]) -> HttpResponse | None:
        alive = list(chosen.filter(revoked_at=None))
        if alive and "confirmed" not in request.POST:
            return self._ask(request, alive)
        self._revoke(request, alive)
        return None

    def _ask(self, request: HttpRequest, chosen: list[ApiKey]) -> TemplateResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": "Revoke",
            "opts": self.opts,
            "keys": chosen,
            "cancel": reverse(f"admin:{_PAGE}_changelist"),
        }
        return TemplateResponse(request, "admin/accounts/revocation.html", context)

    def _revoke(self, request: HttpRequest, chosen: list[ApiKey]) -> None:
        for key in chosen:
            keys.revoke(key, actor(request))
        said = ", ".join(f"“{key}”" for key in chosen)
        self.message_user(
            request, f"Revoked: {said}" if said else "These keys are revoked already.", messages.SUCCESS
        )

    @display(description="Person", ordering="user__email")
    def person(self, key: ApiKey) -> str:
        return str(key.user)

    @display(description="Key", ordering="prefix")
    def shown_prefix(self, key: ApiKey) -> str:
        return f"{key.prefix}…"

    @display(
        description="State",
        label={"Active": "success", "Expired": "warning", "Revoked": "danger", _OWNER_OFF: "warning"},
    )
    def shown_state(self, key: ApiKey) -> str:
        if key.state == ApiKeyState.ACTIVE and not key.user.is_active:
            return _OWNER_OFF
        return key.state.label

    @display(description="Limits")
    def limits(self, key: ApiKey) -> str:
        return "; ".join(keys.limits(key)) or NOTHING

    @display(description="Only these models")
    def models(self, key: ApiKey) -> str:
        return ", ".join(key.allowed_models) or "all"
