"""The product as an app of the system: its manifest, and a service worker that keeps the page shown without a network.

The worker is asked for anew at each start of a page, answers navigations only, and asks the network first; it keeps
nothing of anybody.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

PAPER = "#fbf9f5"
# Of the page without a network.
_STYLES = ("css/tokens.css", "css/base.css", "css/button.css", "css/pages/account.css")
_FILES = (*_STYLES, "js/theme.js", "icons/logo.svg")
_ICONS = (
    ("icons/logo.svg", "any", "image/svg+xml", "any"),
    ("icons/app-192.png", "192x192", "image/png", "any"),
    ("icons/app-512.png", "512x512", "image/png", "any"),
    ("icons/app-maskable-512.png", "512x512", "image/png", "maskable"),
)


@require_GET
def manifest(request: HttpRequest) -> HttpResponse:
    """https://www.w3.org/TR/appmanifest/"""
    described = {
        "id": "/",
        "name": settings.PRODUCT_NAME,
        "short_name": settings.PRODUCT_NAME,
        "description": "Chat with language models and your team's documents.",
        "lang": "en",
        "start_url": reverse("chat"),
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": [
            {"src": static(path), "sizes": sizes, "type": kind, "purpose": purpose}
            for path, sizes, kind, purpose in _ICONS
        ],
    }
    return JsonResponse(described, content_type="application/manifest+json")


@require_GET
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    kept = [reverse("offline"), *map(static, _FILES)]
    return render(request, "service-worker.js", {"kept": kept}, content_type="text/javascript; charset=utf-8")


@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """What the worker shows where the server cannot be reached."""
    return render(request, "offline.html", {"styles": _STYLES})
