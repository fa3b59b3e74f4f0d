"""Read-only pages of rows that are history."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.admin import ShowFacets
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin
from unfold.decorators import display

from chatapp.accounts.models import ContentAccess, User
from chatapp.accounts.team import content_access
from chatapp.backoffice.changelist import CappedPaginator, Filtered

# In the address of a page whose content is asked for.
OPEN = "open"


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
    list_before_template = change_form_after_template = "backoffice/zone.html"
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
    """Pages of what people wrote. An admin opens them with a reason (`content_access`); `was_read` records each one."""

    # Fields that only who opened the content sees; None: the page is nothing else, and is closed as a whole.
    content: tuple[str, ...] | None = None

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        row = self.get_object(request, object_id) if is_admin(request) else None
        if row is not None and (closed := self._closed(request, row)):
            if request.method == "POST":
                return self._open(request, closed)
            if self.content is None or OPEN in request.GET:
                return self._ask(request, closed)
        response: HttpResponse = super().change_view(request, object_id, form_url, extra_context)
        if response.status_code == 200 and row is not None and not self._closed(request, row):
            self.was_read(request, row)
        return response

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if not self.content or not is_admin(request) or obj is None or not self._closed(request, obj):
            return fieldsets
        return [
            (title, {**options, "fields": self._shown(options["fields"])}) for title, options in fieldsets
        ]

    def owner_of(self, row: Any) -> User | None:
        """Whose content the page shows; None: it shows none, or nobody's."""
        raise NotImplementedError

    def was_read(self, request: HttpRequest, row: Any) -> None:
        raise NotImplementedError

    @display(description="Content")
    def closed(self, row: Any) -> SafeString:
        return format_html('Closed. <a href="?{}=1">Open it with a reason</a>', OPEN)

    def _shown(self, fields: Sequence[str]) -> tuple[str, ...]:
        shown = tuple(field for field in fields if field not in (self.content or ()))
        return shown if len(shown) == len(fields) else (*shown, "closed")

    def _closed(self, request: HttpRequest, row: Any) -> User | None:
        """The person whose content it is, as long as this admin may not read it. One's own is open."""
        owner, admin = self.owner_of(row), actor(request)
        return owner if owner and owner != admin and not content_access.current(admin, owner) else None

    def _ask(self, request: HttpRequest, owner: User) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": "Closed",
            "owner": owner,
            "longest": ContentAccess.LONGEST_REASON,
        }
        return TemplateResponse(request, "backoffice/break_glass.html", context)

    def _open(self, request: HttpRequest, owner: User) -> HttpResponse:
        try:
            access = content_access.open_content(actor(request), owner, request.POST.get("reason", ""))
        except ValueError as error:
            messages.error(request, str(error))
        else:
            until = timezone.localtime(access.until)
            messages.success(request, f"Open until {until:%H:%M}. {owner.email} has been notified.")
        return redirect(request.path)


def is_admin(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and request.user.is_admin


def is_reviewer(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and request.user.is_reviewer


def actor(request: HttpRequest) -> User:
    """Who acts. The site lets only people in who are logged in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
