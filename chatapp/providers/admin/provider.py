"""The page of providers: add, test, discover."""

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin
from unfold.decorators import action, display

from chatapp.accounts.audit import record
from chatapp.backoffice.history import AdminsOnly, actor, is_admin
from chatapp.backoffice.render import link_to_list
from chatapp.providers.admin.connection_test import tell_connection, tell_discovery
from chatapp.providers.forms import ProviderForm
from chatapp.providers.models import BUILT_IN_URL, Provider

_BUTTONS = ("test_connection", "discover_models")
_DISCOVER = "providers_provider_discover_models"
_STORE = ("forward_store_chat", "forward_store_api")
_VALUES = ("accepts_other_values",)
_TIMES = ("connect_timeout", "idle_timeout", "total_timeout")


@admin.register(Provider)
class ProviderPage(AdminsOnly, ModelAdmin):
    form = ProviderForm
    list_display = ("name", "base_url", "state", "key_state", "models_listed", "discovered_at")
    search_fields = ("name", "base_url")
    actions = ("test_selected", "discover_selected")
    actions_submit_line = _BUTTONS
    change_form_before_template = "admin/providers/notice.html"
    readonly_fields = ("key_state", "short_name", "models_listed", "discovered_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Provider]:
        shown = Count("models", filter=Q(models__chat=True, models__missing_since=None))
        rows: QuerySet[Provider] = super().get_queryset(request)
        return rows.annotate(listed=Count("models"), shown=shown)

    def get_fieldsets(self, request: HttpRequest, obj: Provider | None = None) -> Any:
        if obj and obj.built_in:
            return [(None, {"fields": ("name", "enabled", "short_name", "models_listed")})]
        known = ("short_name", "models_listed", "discovered_at") if obj else ()
        return [
            (None, {"fields": ("name", "base_url", *_secrets(obj), "enabled", *known)}),
            ("The parameter “store”", {"fields": _STORE}),
            ("Parameters that the API does not name", {"fields": _VALUES}),
            ("Time limits", {"fields": _TIMES}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Provider | None = None) -> tuple[str, ...]:
        if obj and obj.from_environment:
            return (*self.readonly_fields, "name", "base_url", "enabled")
        return (*self.readonly_fields, "name") if obj and obj.built_in else self.readonly_fields

    def has_delete_permission(self, request: HttpRequest, obj: Provider | None = None) -> bool:
        kept = obj is not None and (obj.built_in or obj.from_environment)
        return is_admin(request) and not kept

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Without the bulk delete: a provider takes all its models and prices with it."""
        found: dict[str, Any] = super().get_actions(request)
        return {name: action for name, action in found.items() if name != "delete_selected"}

    def get_actions_submit_line(self, request: HttpRequest, object_id: Any) -> list[Any]:
        """The built-in model is always connected, and is always the same one."""
        if Provider.objects.filter(pk=object_id, base_url=BUILT_IN_URL).exists():
            return []
        return list(super().get_actions_submit_line(request, object_id))

    def save_model(self, request: HttpRequest, obj: Provider, form: Any, change: bool) -> None:
        if form.asks_anew and _DISCOVER not in request.POST:
            # Before the buttons' own questions: a test then finds its outcome.
            self.discover_models(request, obj)
        super().save_model(request, obj, form, change)
        verb = "changed" if change else "added"
        record(actor(request), f"provider.{verb}", obj.name, fields=form.changed_data)
        if form.hint:
            messages.info(request, form.hint)

    def delete_model(self, request: HttpRequest, obj: Provider) -> None:
        record(actor(request), "provider.deleted", obj.name)
        super().delete_model(request, obj)

    def response_add(
        self, request: HttpRequest, obj: Provider, post_url_continue: str | None = None
    ) -> HttpResponse:
        """To the new provider's page, which shows the outcome of the discovery."""
        if "_addanother" in request.POST:
            response: HttpResponse = super().response_add(request, obj, post_url_continue)
            return response
        return HttpResponseRedirect(reverse("admin:providers_provider_change", args=[obj.pk]))

    def response_change(self, request: HttpRequest, obj: Provider) -> HttpResponse:
        """The buttons that ask the provider stay on its page."""
        pressed = any(f"providers_provider_{button}" in request.POST for button in _BUTTONS)
        if pressed:
            return HttpResponseRedirect(request.path)
        response: HttpResponse = super().response_change(request, obj)
        return response

    # After the commit: nobody's row waits for a provider to answer.

    @action(description="Test connection")
    def test_connection(self, request: HttpRequest, obj: Provider) -> None:
        transaction.on_commit(partial(tell_connection, request, obj))

    @action(description="Discover models")
    def discover_models(self, request: HttpRequest, obj: Provider) -> None:
        transaction.on_commit(partial(tell_discovery, request, obj, on_its_page=True))

    @admin.action(description="Test connection")
    def test_selected(self, request: HttpRequest, chosen: QuerySet[Provider]) -> None:
        for provider in chosen.exclude(base_url=BUILT_IN_URL):
            tell_connection(request, provider)

    @admin.action(description="Discover models")
    def discover_selected(self, request: HttpRequest, chosen: QuerySet[Provider]) -> None:
        for provider in chosen.exclude(base_url=BUILT_IN_URL):
            tell_discovery(request, provider)

    @display(
        description="State",
        label={"On": "success", "Off": "warning", "Discovery failed": "danger"},
    )
    def state(self, provider: Provider) -> str:
        if not provider.enabled:
            return "Off"
        return "Discovery failed" if provider.discovery_error else "On"

    @display(description="Key")
    def key_state(self, provider: Provider) -> str:
        if provider.built_in:
            return "needs none"
        if provider.from_environment:
            return "from the environment (OPENAI_API_KEY)"
        return "set" if provider.sealed_key else "none"

    @display(description="Short name")
    def short_name(self, provider: Provider) -> str:
        return f"{provider.slug} (in names for the API: {provider.slug}/model)"

    @display(description="Models")
    def models_listed(self, provider: Any) -> SafeString:
        text = f"{provider.shown} in the picker, {provider.listed} in all"
        return link_to_list("providers_model", text, provider__id__exact=provider.pk)


def _secrets(provider: Provider | None) -> tuple[str, ...]:
    """What the form asks for; a key from the environment is not kept here."""
    if provider is None:
        return ("key", "headers")
    if provider.from_environment:
        return ("key_state",)
    key = ("key", "remove_key") if provider.sealed_key else ("key",)
    headers = ("headers", "remove_headers") if provider.sealed_headers else ("headers",)
    return (*key, *headers)
