"""Pages of long histories without counting them to the end."""

from typing import TYPE_CHECKING, Any, cast

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

CAP = 10_000


if TYPE_CHECKING:
    _Paginator = Paginator[Any]
else:  # generic for the type checker only
    _Paginator = Paginator


class CappedPaginator(_Paginator):
    """Counts and offers at most the first `CAP` rows: older ones are found by filters, not by paging."""

    template_name = "admin/pagination_capped.html"

    @cached_property
    def count(self) -> int:
        return min(self._counted, CAP)

    @property
    def capped(self) -> bool:
        return self._counted > CAP

    @cached_property
    def _counted(self) -> int:
        return cast(QuerySet[Any], self.object_list).order_by()[: CAP + 1].count()
