"""How the admin looks: the theme's settings, in the product's calm colours."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static


def _styles(request: HttpRequest) -> str:
    return static("css/admin.css")


UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Chatapp admin",
    "SITE_HEADER": "Chatapp",
    "SITE_SUBHEADER": "Admin",
    "SITE_URL": "/",
    "SITE_SYMBOL": "forum",
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_BACK_BUTTON": True,
    "BORDER_RADIUS": "8px",
    "STYLES": [_styles],
    "SIDEBAR": {
        "show_search": False,
        "show_all_applications": False,
        "navigation": "chatapp.backoffice.navigation.navigation",
    },
    "DASHBOARD_CALLBACK": None,
}
