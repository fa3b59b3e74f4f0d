"""Read-only pages of rows that are history."""

from typing import Any

from django.contrib.admin import ShowFacets
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from unfold.admin import ModelAdmin

from chatapp.accounts.models import User
from chatapp.backoffice.changelist import CappedPaginator, Filtered


class AdminsOnly(Filtered):
    """Pages that admins see and change, and reviewers do not see."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_admin(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_admin(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_admin(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_admin(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_admin(request)


class History(Filtered, ModelAdmin):
    """Nobody adds, changes or deletes; `for_reviewers` says whether reviewers may look."""

    for_reviewers = False
    # Fields that lead to what people wrote: left out of a reviewer's page.
    for_admins: tuple[str, ...] = ()

    paginator = CappedPaginator
    show_full_result_count = False
    # Each would be one more count over the whole history.
    show_facets = ShowFacets.NEVER
    list_per_page = 50
    list_max_show_all = 50
    list_filter_submit = True
    list_fullwidth = True
    actions: tuple[str, ...] | None = None

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        return fieldsets if is_admin(request) else [self._reviewed(*fieldset) for fieldset in fieldsets]

    def _reviewed(self, title: str | None, options: dict[str, Any]) -> tuple[str | None, dict[str, Any]]:
        shown = tuple(field for field in options["fields"] if field not in self.for_admins)
        return title, {**options, "fields": shown}

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_admin(request) or (self.for_reviewers and is_reviewer(request))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class Private(History):
    """Pages of what people wrote. `was_read` records each one that an admin opens."""

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        response: HttpResponse = super().change_view(request, object_id, form_url, extra_context)
        if response.status_code == 200 and is_admin(request) and (row := self.get_object(request, object_id)):
            self.was_read(request, row)
        return response

    def was_read(self, request: HttpRequest, row: Any) -> None:
        raise NotImplementedError


def is_admin(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and request.user.is_admin


def is_reviewer(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and request.user.is_reviewer


def actor(request: HttpRequest) -> User:
    """Who acts. The site lets only people in who are logged in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
