"""The sidebar of the admin: five groups, of each the pages that this person may see."""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst

GROUPS: dict[str, dict[str, str]] = {
    "Chat": {
        "conversations.Conversation": "forum",
        "conversations.Message": "chat_bubble",
        "conversations.Turn": "sync_alt",
        "conversations.ToolCall": "build",
        "assistants.Assistant": "assistant",
    },
    "Usage": {
        "completions.Completion": "bolt",
        "usage.UsageRecord": "receipt_long",
        "usage.CostLabel": "sell",
    },
    "Knowledge": {
        "knowledge.Collection": "folder",
        "knowledge.Document": "description",
    },
    "People": {
        "accounts.User": "person",
        "accounts.Invitation": "mail",
        "accounts.ApiKey": "key",
        "accounts.AuditEntry": "history",
    },
    "Providers": {
        "providers.Provider": "dns",
        "providers.Model": "neurology",
    },
}
# Pages that are not lists of rows, the first ones of their group: name of the address, title, icon.
PAGES: dict[str, list[tuple[str, str, str]]] = {
    "Usage": [
        ("review:overview", "Overview", "monitoring"),
        ("review:breakdown", "Breakdown", "table_chart"),
    ],
}


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    groups = [
        {"title": title, "items": [*_pages(title), *_items(request, rows)]} for title, rows in GROUPS.items()
    ]
    return [group for group in groups if group["items"]]


def grouped(apps: list[Any]) -> list[Any]:
    """Django's list of apps and their rows, as the groups above."""
    rows = {entry["model"]._meta.label: entry for app in apps for entry in app["models"]}
    groups = [
        {
            "name": title,
            "app_label": "",
            "app_url": "",
            "models": [rows[label] for label in pages if label in rows],
        }
        for title, pages in GROUPS.items()
    ]
    return [group for group in groups if group["models"]]


def _pages(group: str) -> list[dict[str, Any]]:
    """Everybody whom the admin's site lets in may see them."""
    return [
        {"title": title, "icon": icon, "link": reverse(name), "active": _is_at(reverse(name))}
        for name, title, icon in PAGES.get(group, [])
    ]


def _is_at(address: str) -> Callable[[HttpRequest], bool]:
    """The theme takes every page below an address for it."""
    return lambda request: request.path == address


def _items(request: HttpRequest, pages: dict[str, str]) -> list[dict[str, Any]]:
    found = []
    for label, icon in pages.items():
        app, name = label.split(".")
        model = apps.all_models[app].get(name.lower())
        if model in admin.site._registry and admin.site.get_model_admin(model).has_view_permission(request):
            found.append(_item(app, model, icon))
    return found


def _item(app: str, model: Any, icon: str) -> dict[str, Any]:
    return {
        "title": capfirst(str(model._meta.verbose_name_plural)),
        "icon": icon,
        "link": reverse(f"admin:{app}_{model._meta.model_name}_changelist"),
    }
