"""The admin's site: reviewers and admins come in, members see 404, strangers log in by the product's page."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib import messages
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.views.main import ERROR_FLAG
from django.contrib.auth.views import LogoutView, redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, resolve_url
from django.template.response import TemplateResponse
from unfold.sites import UnfoldAdminSite

from chatapp.accounts.models import User
from chatapp.backoffice.history import is_reviewer
from chatapp.backoffice.navigation import grouped

ViewType = TypeVar("ViewType", bound=Callable[..., Any])


class Site(UnfoldAdminSite):
    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Only rows of ours: those of the libraries have pages of their own in the product."""
        models = [model_or_iterable] if isinstance(model_or_iterable, type) else list(model_or_iterable)
        if ours := [model for model in models if model.__module__.startswith("chatapp.")]:
            super().register(ours, admin_class, **options)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """The front page shows the sidebar's groups; the page of one app is Django's."""
        apps: list[Any] = super().get_app_list(request, app_label)
        return apps if app_label else grouped(apps)

    def admin_view(self, view: ViewType, cacheable: bool = False) -> ViewType:
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def door(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not self.has_permission(request):
                raise Http404
            return _told(request, inner(_searchable(request), *args, **kwargs))

        return cast(ViewType, door)

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        return cast(HttpResponse, _NamesToFilterBy.as_view(admin_site=self)(request))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if self.has_permission(request):
            return redirect("admin:index")
        return redirect_to_login(request.GET.get("next") or resolve_url("admin:index"))

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Who only looks at the address is asked first, on the product's page."""
        if request.method == "GET":
            return cast(TemplateResponse, redirect("account_logout"))
        return cast(TemplateResponse, LogoutView.as_view(next_page="account_login")(request))

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        return cast(TemplateResponse, redirect("account_change_password"))


def _searchable(request: HttpRequest) -> HttpRequest:
    """With U+FFFD for U+0000, as our rows have it: Postgres refuses to look for U+0000."""
    if "%00" in request.META["QUERY_STRING"]:
        query = request.META["QUERY_STRING"].replace("%00", "%EF%BF%BD")
        request.GET = QueryDict(query)
    return request


def _told(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Django leaves out all filters when one of them is nonsense, and does not say so."""
    if response.headers.get("Location") == f"{request.path}?{ERROR_FLAG}=1":
        messages.warning(request, "A filter in this address was not valid: this is the whole list.")
    return response


class _NamesToFilterBy(AutocompleteJsonView):
    """Of rows that this person may see, and of people also for reviewers, whose lists name them anyway."""

    def has_perm(self, request: HttpRequest, obj: Any = None) -> bool:
        named = self.model_admin.model is User and is_reviewer(request)
        return named or bool(super().has_perm(request, obj))

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        """A page whose rows may have the same name says how to tell them apart (`named_in_choices`)."""
        named = getattr(self.model_admin, "named_in_choices", str)
        return {**super().serialize_result(obj, to_field_name), "text": named(obj)}
