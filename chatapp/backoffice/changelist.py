"""The lists of the admin: narrowed by their own filters alone, and counted to their end only where they are short."""

from typing import TYPE_CHECKING, Any, cast

from django.contrib.admin.options import IncorrectLookupParameters
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.db.models.expressions import OrderBy
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.functional import cached_property
from unfold.views import ChangeList

CAP = 10_000

if TYPE_CHECKING:
    _Paginator = Paginator[Any]
else:  # generic for the type checker only
    _Paginator = Paginator


class FilteredList(ChangeList):
    """Django takes any lookup of a page's own fields from the address (`?body__icontains=...`): a reviewer
    who sees that there is a row could ask, word by word, for the text of fields that no page shows them."""

    def get_filters(self, request: HttpRequest) -> tuple[Any, ...]:
        specs, has_filters, left, *rest = super().get_filters(request)
        if left:
            raise IncorrectLookupParameters(f"No filter of this page is named {', '.join(left)}")
        return (specs, has_filters, left, *rest)

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        # The head of a list says how many there are, beside a way to all of them: only where a filter hides some, and
        # they were counted.
        if getattr(self.paginator, "capped", False) or not (self.has_active_filters or self.query):
            self.full_result_count = self.result_count


class Filtered:
    """A page of rows with such a list."""

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[FilteredList]:
        return FilteredList


class CappedPaginator(_Paginator):
    """Counts and offers at most the first `CAP` rows: older ones are found by filters, not by paging."""

    template_name = "admin/pagination_capped.html"

    @cached_property
    def count(self) -> int:
        return min(self._counted, CAP)

    @property
    def capped(self) -> bool:
        return self._counted > CAP

    def page(self, number: int | str) -> Page[Any]:
        """The rows of a page are found first, and read then: what is looked up for each row is not for others.

        Of a few rows the database is told to find all and to sort them, or it would look for them in the order of
        the list, through the whole history.
        """
        number = self.validate_number(number)
        rows = cast(QuerySet[Any], self.object_list)
        if not self.count:
            return Page(rows.none(), number, self)
        found = rows if self.capped else sorted_afterwards(rows)
        first = (number - 1) * self.per_page
        keys = list(found.values_list("pk", flat=True)[first : min(first + self.per_page, self.count)])
        return Page(rows.filter(pk__in=keys), number, self)

    @cached_property
    def _counted(self) -> int:
        return cast(QuerySet[Any], self.object_list).order_by()[: CAP + 1].count()


def sorted_afterwards(rows: QuerySet[Any]) -> QuerySet[Any]:
    """In the same order, by expressions that no index has."""
    return rows.order_by(
        *(_unindexed(each) if isinstance(each, str) else each for each in rows.query.order_by)
    )


def _unindexed(name: str) -> OrderBy:
    column = name.removeprefix("-")
    return OrderBy(Coalesce(column, column), descending=name.startswith("-"))
