"""The page of models: who sees each, what it can do, what it costs, by which names and in whose place it answers."""

from decimal import Decimal
from typing import Any

from django.contrib import admin, messages
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils import timezone
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import RelatedDropdownFilter
from unfold.decorators import display

from chatapp.accounts.audit import record
from chatapp.backoffice.history import AdminsOnly, actor, is_admin, is_reviewer
from chatapp.backoffice.render import NOTHING
from chatapp.providers.admin.inlines import AliasInline, FallbackInline, PriceInline, at_provider
from chatapp.providers.forms import ModelForm
from chatapp.providers.models import Model, Price
from chatapp.providers.prices.importing import ListUnreadable, import_prices

_CAN = ("tools", "vision", "reasoning", "files", "audio")
_ROUTING = ("also_called", "falls_back_to")


class PricedFilter(admin.SimpleListFilter):
    title = "price"
    parameter_name = "priced"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Priced"), ("no", "Unpriced")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in ("yes", "no"):
            return queryset
        return queryset.filter(input_price__isnull=self.value() == "no")


class ListedFilter(admin.SimpleListFilter):
    title = "listed by the provider"
    parameter_name = "listed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Listed, or added by hand"), ("no", "No longer listed")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Model]) -> QuerySet[Model]:
        if self.value() not in ("yes", "no"):
            return queryset
        return queryset.filter(missing_since__isnull=self.value() == "yes")


@admin.register(Model)
class ModelPage(AdminsOnly, ModelAdmin):
    """Admins change, reviewers look: they have to know the prices."""

    form = ModelForm
    inlines = (AliasInline, FallbackInline, PriceInline)
    list_display = ("name", "provider", "shown", "default", "abilities", "context", "prices", *_ROUTING)
    list_filter = (("provider", RelatedDropdownFilter), "chat", *_CAN, PricedFilter, ListedFilter)
    list_filter_submit = True
    list_fullwidth = True
    list_per_page = 100
    search_fields = ("name", "display_name", "aliases__name")
    actions = ("show_in_picker", "hide_from_picker", "import_prices")
    fieldsets = (
        (None, {"fields": ("provider", "name", "display_name", "chat", "is_default", "missing_since")}),
        ("What it can do", {"fields": (*_CAN, "context_window")}),
    )
    readonly_fields = ("missing_since",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Model]:
        now = Price.objects.filter(model=OuterRef("pk"), valid_from__lte=timezone.now()).order_by(
            "-valid_from"
        )
        rows: QuerySet[Model] = super().get_queryset(request)
        routed = rows.select_related("provider").prefetch_related("aliases", "fallbacks__to__provider")
        return routed.annotate(
            input_price=Subquery(now.values("input")[:1]), output_price=Subquery(now.values("output")[:1])
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        return ("provider", "name", *self.readonly_fields) if obj else self.readonly_fields

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_reviewer(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_reviewer(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """The built-in model stays, like its provider: with no other model it is all that can answer."""
        return is_admin(request) and not (obj and obj.provider.built_in)

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        obj.added_by_hand = obj.added_by_hand or not change
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        changed = [*form.changed_data, *(formset.prefix for formset in formsets if formset.has_changed())]
        verb = "changed" if change else "added"
        record(
            actor(request), f"model.{verb}", f"{form.instance.provider}: {form.instance.name}", fields=changed
        )

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        record(actor(request), "model.deleted", f"{obj.provider}: {obj.name}")
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Model]) -> None:
        for model in queryset.select_related("provider"):
            self.delete_model(request, model)

    @admin.action(description="Show in the picker", permissions=["change"])
    def show_in_picker(self, request: HttpRequest, chosen: QuerySet[Model]) -> None:
        self._set_shown(request, chosen, True)

    @admin.action(description="Hide from the picker", permissions=["change"])
    def hide_from_picker(self, request: HttpRequest, chosen: QuerySet[Model]) -> None:
        self._set_shown(request, chosen, False)

    @admin.action(description="Import prices from the public list", permissions=["change"])
    def import_prices(self, request: HttpRequest, chosen: QuerySet[Model]) -> None:
        try:
            done = import_prices(Model.objects.filter(pk__in=chosen.values_list("pk", flat=True)))
        except ListUnreadable as error:
            self.message_user(request, str(error), messages.ERROR)
            return
        record(actor(request), "prices.imported", done.source, priced=done.priced)
        for sentence in done.sentences():
            self.message_user(request, sentence)

    def _set_shown(self, request: HttpRequest, chosen: QuerySet[Model], shown: bool) -> None:
        """The default is always shown, so hiding it takes the mark off."""
        rows = Model.objects.filter(pk__in=chosen.values_list("pk", flat=True))
        count = rows.update(chat=True) if shown else rows.update(chat=False, is_default=False)
        record(actor(request), f"models.{'shown' if shown else 'hidden'}", f"{count} models")
        self.message_user(
            request, f"{count} models are now {'shown in' if shown else 'hidden from'} the picker."
        )

    @display(description="Picker", label={"Shown": "", "Hidden": "", "No longer listed": "warning"})
    def shown(self, model: Model) -> str:
        if model.missing_since:
            return "No longer listed"
        return "Shown" if model.chat else "Hidden"

    @display(description="Default", label={"default": "info"})
    def default(self, model: Model) -> str | None:
        return "default" if model.is_default else None

    @display(description="Can use")
    def abilities(self, model: Model) -> str:
        words = {
            "tools": model.tools,
            "images": model.vision,
            "thinking": model.reasoning,
            "PDF": model.files,
            "audio": model.audio,
        }
        return ", ".join(word for word, able in words.items() if able) or NOTHING

    @display(description="Context", ordering="context_window")
    def context(self, model: Model) -> str:
        return f"{model.context_window:,}" if model.context_window else NOTHING

    @display(description="Price in / out")
    def prices(self, model: Any) -> str:
        if model.input_price is None:
            return "Unpriced"
        if model.input_price == model.output_price == 0:
            return "Free"
        return f"{_dollars(model.input_price)} / {_dollars(model.output_price)}"

    @display(description="Aliases")
    def also_called(self, model: Model) -> str:
        return ", ".join(alias.name for alias in model.aliases.all()) or NOTHING

    @display(description="Falls back to")
    def falls_back_to(self, model: Model) -> str:
        return ", ".join(at_provider(fallback.to) for fallback in model.fallbacks.all()) or NOTHING

    @staticmethod
    def named_in_choices(model: Model) -> str:
        return at_provider(model)


def _dollars(price: Decimal) -> str:
    whole, _, cents = f"{price:f}".partition(".")
    return f"${whole}.{cents.rstrip('0'):0<2}"
