"""The page of the audit log, read-only."""

from django.contrib import admin

from chatapp.accounts.models import AuditEntry
from chatapp.backoffice.history import History


@admin.register(AuditEntry)
class AuditEntryAdmin(History):
    list_display = ("at", "actor_email", "action", "target", "detail")
    list_filter = ("action",)
    search_fields = ("actor_email", "action", "target")
    date_hierarchy = "at"
    ordering = ("-at", "-id")
