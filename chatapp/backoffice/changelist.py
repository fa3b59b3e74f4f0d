"""The lists of the admin: narrowed by their own filters, and by nothing else that an address may say."""

from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.http import HttpRequest
from unfold.views import ChangeList


class FilteredList(ChangeList):
    """Django takes any lookup of a page's own fields from the address (`?body__icontains=...`): whoever may see that
    there is a row could ask, word by word, what stands in fields that no page shows them."""

    def get_filters(self, request: HttpRequest) -> tuple[Any, ...]:
        specs, has_filters, left, *rest = super().get_filters(request)
        if left:
            raise IncorrectLookupParameters(f"No filter of this page is named {', '.join(left)}")
        return (specs, has_filters, left, *rest)


class Filtered:
    """A page of rows with such a list."""

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[FilteredList]:
        return FilteredList
