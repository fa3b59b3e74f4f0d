"""The admin's page of assistants."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from chatapp.accounts.audit import record
from chatapp.assistants import versions
from chatapp.assistants.forms import AssistantForm
from chatapp.assistants.models import Assistant
from chatapp.assistants.slugs import free_slug
from chatapp.backoffice.history import AdminsOnly, actor, is_admin


@admin.register(Assistant)
class AssistantPage(AdminsOnly, ModelAdmin):
    form = AssistantForm
    list_display = ("name", "owner", "audience", "is_default", "model", "created_at")
    list_select_related = ("model", "owner")
    search_fields = ("name",)
    autocomplete_fields = ("model",)
    fieldsets = (
        (
            None,
            {"fields": ("name", "description", "symbol", "colour", "is_default", "instructions", "starters")},
        ),
        ("Who may use it", {"fields": ("audience", "groups")}),
        ("Model", {"fields": ("model", "parameters")}),
        ("Knowledge and tools", {"fields": ("tools", "narrowed", "collections")}),
    )
    actions = None

    def get_form(self, request: HttpRequest, obj: Assistant | None = None, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **kwargs)
        form.base_fields["model"].help_text = "Empty: the model that the person has chosen."
        form.base_fields[
            "parameters"
        ].help_text = 'Sent with every request, as JSON, like {"temperature": 0.3}.'
        return form

    def has_delete_permission(self, request: HttpRequest, obj: Assistant | None = None) -> bool:
        return is_admin(request) and not (obj and obj.is_default)

    def save_model(self, request: HttpRequest, obj: Assistant, form: Any, change: bool) -> None:
        if change and not obj.version:
            # What it was before its first change.
            versions.record(Assistant.objects.get(pk=obj.pk), None)
            obj.refresh_from_db(fields=["version"])
        obj.slug = obj.slug or free_slug(obj.name)
        super().save_model(request, obj, form, change)
        verb = "changed" if change else "added"
        record(actor(request), f"assistant.{verb}", obj.name, fields=form.changed_data)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        versions.record(form.instance, actor(request))

    def delete_model(self, request: HttpRequest, obj: Assistant) -> None:
        record(actor(request), "assistant.deleted", obj.name)
        super().delete_model(request, obj)
