"""How the admin looks: the theme's settings, in the colours of `static/css/tokens.css`."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static


def _fonts(request: HttpRequest) -> str:
    return static("css/fonts.css")


def _styles(request: HttpRequest) -> str:
    return static("css/pages/admin.css")


def _script(request: HttpRequest) -> str:
    return static("js/admin.js")


def _favicon(request: HttpRequest) -> str:
    return static("icons/logo.svg")


UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Chatapp admin",
    "SITE_HEADER": "Chatapp",
    "SITE_SUBHEADER": "Admin",
    "SITE_URL": "/",
    "SITE_SYMBOL": "forum",
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": _favicon}],
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_BACK_BUTTON": True,
    "BORDER_RADIUS": "8px",
    "COLORS": {
        "base": {
            "50": "#fbf9f5",
            "100": "#f3efe8",
            "200": "#e6dfd4",
            "300": "#cfc5b6",
            "400": "#978e82",
            "500": "#756d61",
            "600": "#5c554b",
            "700": "#4d463f",
            "800": "#34302b",
            "900": "#1c1a18",
            "950": "#161412",
        },
        "primary": {
            "50": "#f0f7f4",
            "100": "#e0eee8",
            "200": "#c5e0d6",
            "300": "#a9cfc1",
            "400": "#93d8c0",
            "500": "#5fb598",
            "600": "#1d6b58",
            "700": "#14543f",
            "800": "#124436",
            "900": "#10241d",
            "950": "#0b1a15",
        },
        "font": {
            "subtle-light": "var(--color-base-500)",
            "subtle-dark": "var(--color-base-400)",
            "default-light": "var(--color-base-600)",
            "default-dark": "var(--color-base-300)",
            "important-light": "var(--color-base-900)",
            "important-dark": "var(--color-base-100)",
        },
    },
    "STYLES": [_fonts, _styles],
    "SCRIPTS": [_script],
    "SIDEBAR": {
        "show_search": False,
        "show_all_applications": False,
        "navigation": "chatapp.backoffice.navigation.navigation",
    },
}
