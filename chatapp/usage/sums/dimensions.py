"""What calls can be grouped and narrowed by. Each has one value of text; an empty one is "not known"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db.models import BooleanField, ExpressionWrapper, F, Func, Q, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, ExtractHour, LPad, Substr, TruncDate

from chatapp.usage.models import Grain

from .errors import NotUnderstood

# Of a call that brought nothing, or not all.
FAILED: Final = ("failed", "interrupted")
LABEL: Final = "label:"
_LONGEST_LABEL: Final = 64


@dataclass(frozen=True)
class Dimension:
    """`name` stands in addresses and exports, `title` over columns; `unknown` is shown for an empty value.

    `value`: text and never null. A plain column where there is one: the database knows how many values that has.
    """

    name: str
    title: str
    value: Combinable
    unknown: str = "not recorded"
    # The coarsest summands that know it.
    grain: Grain = Grain.MONTH


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
    Dimension("day", "Day", _text(TruncDate("at")), grain=Grain.DAY),
    Dimension("month", "Month", Substr(_text(TruncDate("at")), 1, 7)),
    Dimension("hour", "Hour of the day", LPad(_text(ExtractHour("at")), 2, Value("0")), grain=Grain.CALL),
    Dimension("person", "Person", F("user_email"), "nobody (anonymised)"),
    Dimension("group", "Group", _joined(F("group_names")), "no group"),
    Dimension("model", "Model", F("model_name")),
    Dimension("served", "Served model", F("served_model")),
    Dimension("provider", "Provider", F("provider_name")),
    Dimension("assistant", "Assistant", F("assistant"), "no assistant"),
    Dimension("tool", "Tool", F("tools"), "no tool called"),
    Dimension("key", "API key", _text(F("api_key_id")), "no key"),
    Dimension("kind", "Kind", F("kind")),
    Dimension("status", "Status", F("status")),
    Dimension("store", "Stored", _text(F("store"))),
    Dimension("failed", "Failed", _text(_is(Q(status__in=FAILED)))),
    Dimension("estimated", "Estimated", _text(F("estimated"))),
    Dimension("unpriced", "Unpriced", _text(F("unpriced"))),
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


def is_dimension(name: str) -> bool:
    return name in DIMENSIONS or name.startswith(LABEL)


def label(key: str) -> str:
    """The name of the dimension of a metadata key."""
    return f"{LABEL}{key}"
