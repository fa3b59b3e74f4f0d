"""What every template may say of the product, and its sign."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static


def product(request: HttpRequest) -> dict[str, str]:
    return {"PRODUCT_NAME": settings.PRODUCT_NAME}


def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for this name also where no page of ours named the icon: beside an image, or a download."""
    return redirect(static("icons/logo.svg"))
