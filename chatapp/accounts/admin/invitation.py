"""The page of invitations, read-only: the People page makes and revokes them."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin

from chatapp.accounts.models import Invitation
from chatapp.backoffice.history import History


@admin.register(Invitation)
class InvitationAdmin(History):
    list_display = ("email", "name", "role", "state", "invited_by", "created_at", "expires_at")
    list_filter = ("role",)
    list_select_related = ("invited_by",)
    search_fields = ("email", "name")
    ordering = ("-created_at", "-id")
    fields: ClassVar[tuple[str, ...]] = (
        "email",
        "name",
        "role",
        "state",
        "invited_by",
        "created_at",
        "expires_at",
        "revoked_at",
        "accepted_at",
        "accepted_by",
    )
