"""Filters of the admin's lists that the theme does not bring."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.admin.filters import ListFilter
from django.contrib.admin.options import IncorrectLookupParameters, ModelAdmin
from django.contrib.admin.views.main import ChangeList
from django.db.models import BooleanField, F, Func, JSONField, Model, QuerySet, Value
from django.forms import CharField, Form
from django.http import HttpRequest
from django.utils import timezone
from unfold.contrib.filters.admin import RangeDateFilter
from unfold.widgets import UnfoldAdminTextInputWidget

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
        return queryset.filter(_any_value_is(value)) if value else queryset


class _MetadataForm(Form):
    metadata_key = CharField(label="By metadata key", required=False, widget=UnfoldAdminTextInputWidget)
    metadata_value = CharField(label="By metadata value", required=False, widget=UnfoldAdminTextInputWidget)


def _any_value_is(value: str) -> Func:
    return Func(
        F("metadata"),
        Value({"value": value}, JSONField()),
        template="jsonb_path_exists(%(expressions)s)",
        arg_joiner=", '$.* ? (@ == $value)', ",
        output_field=BooleanField(),
    )


def _last(value: Any) -> str:
    return str(value[-1] if isinstance(value, list) else value)
