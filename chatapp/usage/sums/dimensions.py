"""What calls can be grouped and narrowed by. Each has one value of text; an empty one is "not known"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BooleanField,
    Case,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    Q,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, ExtractHour, LPad, Substr, TruncDate
from django.db.models.lookups import Exact

from chatapp.usage.models import Grain

from .errors import NotUnderstood

# Of a call that brought nothing, or not all.
FAILED: Final = ("failed", "interrupted")
LABEL: Final = "label:"
_LONGEST_LABEL: Final = 64
_KEPT: Final = frozenset({Grain.MONTH, Grain.DAY, Grain.CALL})
_OF_MODELS: Final = _KEPT | {Grain.MODEL_DAY}
_OF_PEOPLE: Final = _KEPT | {Grain.PERSON_DAY}
_OF_ALL: Final = _OF_MODELS | _OF_PEOPLE


@dataclass(frozen=True)
class Dimension:
    """`name` stands in addresses and exports, `title` over columns; `unknown` is shown for an empty value.

    `value`: text and never null. A plain column where there is one: the database knows how many values that has.
    """

    name: str
    title: str
    value: Combinable
    unknown: str = "not recorded"
    # The summands that know it.
    grains: frozenset[Grain] = _KEPT


def _text(expression: Combinable) -> Combinable:
    return Coalesce(Cast(expression, TextField()), Value(""), output_field=TextField())


def _label_value(key: str) -> Combinable:
    """Django's transform of a key takes one of digits for a place in an array."""
    return Func(F("labels"), Value(key), function="jsonb_extract_path_text", output_field=TextField())


def _joined(names: Combinable) -> Combinable:
    """Who is in several groups is counted once, in all of them together: sums stay right."""
    text = Func(names, Value(" + "), function="array_to_string", output_field=TextField())
    return Coalesce(text, Value(""), output_field=TextField())


def _is(condition: Q) -> Combinable:
    return ExpressionWrapper(condition, output_field=BooleanField())


_DIMENSIONS: Final = (
    Dimension("day", "Day", _text(TruncDate("at")), grains=_OF_ALL - {Grain.MONTH}),
    Dimension("month", "Month", Substr(_text(TruncDate("at")), 1, 7), grains=_OF_ALL),
    Dimension(
        "hour",
        "Hour of the day",
        LPad(_text(ExtractHour("at")), 2, Value("0")),
        grains=frozenset({Grain.CALL}),
    ),
    Dimension("person", "Person", F("user_email"), "nobody (anonymised)", grains=_OF_PEOPLE),
    Dimension("group", "Group", _joined(F("group_names")), "no group"),
    Dimension("model", "Model", F("model_name"), grains=_OF_MODELS),
    Dimension("served", "Served model", F("served_model"), grains=_OF_MODELS),
    Dimension("provider", "Provider", F("provider_name"), grains=_OF_MODELS),
    Dimension("assistant", "Assistant", F("assistant"), "no assistant"),
    Dimension("tool", "Tool", F("tools"), "no tool called"),
    Dimension("key", "API key", _text(F("api_key_id")), "no key"),
    Dimension("kind", "Kind", F("kind"), grains=_OF_MODELS),
    Dimension("status", "Status", F("status"), grains=_OF_MODELS),
    Dimension("store", "Stored", _text(F("store")), grains=_OF_MODELS),
    Dimension("failed", "Failed", _text(_is(Q(status__in=FAILED))), grains=_OF_MODELS),
    Dimension("estimated", "Estimated", _text(F("estimated")), grains=_OF_MODELS),
    Dimension("unpriced", "Unpriced", _text(F("unpriced")), grains=_OF_MODELS),
)
DIMENSIONS: Final = {dimension.name: dimension for dimension in _DIMENSIONS}


def dimension(name: str) -> Dimension:
    """By its name; `label:KEY` is the value of a metadata key that the ledger keeps. Raises NotUnderstood."""
    if name.startswith(LABEL) and 0 < len(name) - len(LABEL) <= _LONGEST_LABEL:
        key = name.removeprefix(LABEL)
        return Dimension(name, key, _text(_label_value(key)), "no value")
    if name not in DIMENSIONS:
        raise NotUnderstood(f"Nothing is summed by {name!r}: choose one of {', '.join(DIMENSIONS)}.")
    return DIMENSIONS[name]


def placed(each: Dimension, values: Sequence[str]) -> Dimension:
    """Its values as the places that they have among these, from "0" on; an empty one is any other."""
    if not values:
        return replace(each, value=Value(""))
    return replace(each, value=(_compared if isinstance(each.value, F) else _searched)(each.value, values))


def _compared(column: Combinable, values: Sequence[str]) -> Combinable:
    places = [When(Exact(column, value), then=Value(str(place))) for place, value in enumerate(values)]
    return Case(*places, default=Value(""), output_field=TextField())


def _searched(value: Combinable, values: Sequence[str]) -> Combinable:
    """A value that is made of columns is made once for each row, and not for each comparison. From 1 on."""
    among = Value(list(values), output_field=ArrayField(TextField()))
    place = Func(among, value, function="array_position", output_field=IntegerField())
    return _text(place - Value(1))


def is_dimension(name: str) -> bool:
    return name in DIMENSIONS or name.startswith(LABEL)


def label(key: str) -> str:
    """The name of the dimension of a metadata key."""
    return f"{LABEL}{key}"
