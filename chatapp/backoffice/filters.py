"""Filters of the admin's lists that the theme does not bring."""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.admin.filters import ListFilter
from django.contrib.admin.options import IncorrectLookupParameters, ModelAdmin
from django.contrib.admin.views.main import ChangeList
from django.db.models import JSONField, Lookup, Model, QuerySet
from django.forms import CharField, Form
from django.http import HttpRequest
from django.utils import timezone
from unfold.contrib.filters.admin import FieldTextFilter, RangeDateFilter
from unfold.widgets import UnfoldAdminTextInputWidget

from chatapp.backoffice.search import names_with

Rows = QuerySet[Model]


class DayRangeFilter(RangeDateFilter):
    """From a day to a day, both whole, in the installation's time zone."""

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        if start := self._day("from"):
            queryset = queryset.filter(**{f"{self.parameter_name}__gte": _midnight(start)})
        if end := self._day("to"):
            queryset = queryset.filter(**{f"{self.parameter_name}__lt": _midnight(end + timedelta(days=1))})
        return queryset

    def _day(self, side: str) -> date | None:
        """In the years that every time zone has a midnight of."""
        typed = self.used_parameters.get(f"{self.parameter_name}_{side}")
        if not typed:
            return None
        try:
            day = date.fromisoformat(str(typed))
        except ValueError as error:
            raise IncorrectLookupParameters(error) from error
        if not date.min.year < day.year < date.max.year:
            raise IncorrectLookupParameters(f"{day} is out of range")
        return day


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


class NamesFilter(FieldTextFilter):
    """Rows whose name contains a text. Few names are in many rows: the names are asked first, by their index."""

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        text = _last(self.used_parameters.get(self.lookup_kwarg, "")).strip()
        if not text:
            return queryset
        return queryset.filter(
            **{f"{self.field_path}__in": names_with(text, queryset.model, self.field_path)}
        )


class MetadataFilter(ListFilter):
    """By a key of `metadata`, by a value, or by both together."""

    title = "metadata"
    template = "unfold/filters/filters_field.html"
    KEY, VALUE = "metadata_key", "metadata_value"

    def __init__(
        self, request: HttpRequest, params: dict[str, Any], model: type[Model], model_admin: "ModelAdmin[Any]"
    ) -> None:
        super().__init__(request, params, model, model_admin)
        for name in (self.KEY, self.VALUE):
            if name in params:
                self.used_parameters[name] = _last(params.pop(name)).strip()

    def has_output(self) -> bool:
        return True

    def expected_parameters(self) -> list[str | None]:
        return [self.KEY, self.VALUE]

    def choices(self, changelist: ChangeList) -> Iterator[dict[str, Any]]:
        yield {"form": _MetadataForm(data=self.used_parameters)}

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        key, value = (str(self.used_parameters.get(name, "")) for name in (self.KEY, self.VALUE))
        if key and value:
            return queryset.filter(metadata__contains={key: value})
        if key:
            return queryset.filter(metadata__has_key=key)
        return queryset.filter(metadata__any_value=value) if value else queryset


class _MetadataForm(Form):
    metadata_key = CharField(label="By metadata key", required=False, widget=UnfoldAdminTextInputWidget)
    metadata_value = CharField(label="By metadata value", required=False, widget=UnfoldAdminTextInputWidget)


@JSONField.register_lookup
class _AnyValue(Lookup):
    """`metadata__any_value="blue"`: any of its keys has this value. A GIN index over the column serves it."""

    lookup_name = "any_value"
    prepare_rhs = False

    def get_db_prep_lookup(self, value: Any, connection: Any) -> tuple[str, tuple[str]]:
        return "%s", (f"$.* ? (@ == {json.dumps(str(value))})",)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, values = self.process_lhs(compiler, connection)
        path, path_values = self.process_rhs(compiler, connection)
        return f"{column} @? {path}::jsonpath", (*values, *path_values)


def _last(value: Any) -> str:
    return str(value[-1] if isinstance(value, list) else value)
