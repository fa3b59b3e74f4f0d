"""The page of people. What changes people has rules: see the People page."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from unfold.admin import ModelAdmin

from chatapp.accounts import audit
from chatapp.accounts.models import User
from chatapp.backoffice.history import AdminsOnly, actor


@admin.register(User)
class UserAdmin(AdminsOnly, ModelAdmin):
    """Name and address can be corrected here. Roles, deactivations and passwords are changed on the People
    page: it keeps an admin, ends sessions and has links to hand over."""

    list_display = ("email", "name", "role", "is_active", "last_login", "date_joined")
    list_filter = ("role", "is_active")
    search_fields = ("email", "name")
    ordering = ("email",)
    fields = ("email", "name", "role", "is_active", "last_login", "date_joined", "people_page")
    readonly_fields = ("role", "is_active", "last_login", "date_joined", "people_page")

    @admin.display(description="change")
    def people_page(self, person: User) -> str:
        return format_html('<a href="{}">Role, password, sessions</a>', reverse("person", args=[person.pk]))

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm[User], change: bool) -> None:
        super().save_model(request, obj, form, change)
        audit.record(actor(request), "person.edited", obj.email, fields=form.changed_data)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Not by the password: filters in the address would give its hash away, letter by letter."""
        return not lookup.startswith("password") and bool(super().lookup_allowed(lookup, value, request))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
