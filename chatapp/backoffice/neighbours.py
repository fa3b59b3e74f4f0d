"""The rows beside one in the list that its page was opened from, the newest first."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from unfold.admin import ModelAdmin

from chatapp.backoffice.changelist import CAP, sorted_afterwards


class WithNeighbours(ModelAdmin):
    """A page of a row that leads to the next newer and the next older one."""

    # The column by which the list is sorted.
    moment: str
    change_form_before_template = "backoffice/neighbours.html"

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, obj: Any = None, **kwargs: Any
    ) -> Any:
        if obj is not None:
            context["newer"], context["older"] = self._neighbours(request, obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def _neighbours(self, request: HttpRequest, row: Any) -> Iterator[str]:
        """Their addresses, empty where there is none; each keeps what the list is narrowed to."""
        rows, filters = self._listed(request), self.get_preserved_filters(request)
        page = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        for way in ("gt", "lt"):
            key = beside(rows, row, self.moment, way)
            yield f"{reverse(page, args=[key])}?{filters}" if key else ""

    def _listed(self, request: HttpRequest) -> QuerySet[Any]:
        """As the list that was left had them; all, where its address makes no sense."""
        listed = copy(request)
        listed.GET = QueryDict(request.GET.get("_changelist_filters", ""))
        rows: QuerySet[Any]
        try:
            rows = self.get_changelist_instance(listed).get_queryset(listed)
        except IncorrectLookupParameters:
            rows = self.get_queryset(request)
        return rows


def beside(rows: QuerySet[Any], row: Model, moment: str, way: str) -> Any:
    """The key of the next row; `way`: "gt" the newer, "lt" the older. None: there is none."""
    at, sign = getattr(row, moment), "-" if way == "lt" else ""
    behind = Q(**{f"{moment}__{way}": at}) | Q(**{moment: at, f"pk__{way}": row.pk})
    found = rows.filter(behind, **{f"{moment}__{way}e": at}).order_by(f"{sign}{moment}", f"{sign}pk")
    # Of a few rows the index of the list would be read to its end.
    is_few = found.order_by()[: CAP + 1].count() <= CAP
    return (sorted_afterwards(found) if is_few else found).values_list("pk", flat=True).first()
