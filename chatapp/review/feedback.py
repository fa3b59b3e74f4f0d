"""What people think of the answers: by model, assistant and reason, with their comments.

What was said in the chat is not on this page: reviewers do not read it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from django.core.paginator import Paginator
from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Coalesce

from chatapp.completions.models import Completion
from chatapp.conversations.feedback import feedback_between
from chatapp.conversations.models import Feedback
from chatapp.conversations.models.feedback import Reason, Verdict
from chatapp.review.names import named
from chatapp.review.page import address
from chatapp.usage.models import MeteredCall, UsageRecord
from chatapp.usage.sums.dimensions import DIMENSIONS
from chatapp.usage.sums.errors import NotUnderstood
from chatapp.usage.sums.selection import Selection

_ROWS: Final = 50
_GROUPS: Final = 20
# What narrows only this page, and its choices.
_CHOICES: Final[Mapping[str, Sequence[str]]] = {
    "verdict": Verdict.values,
    "reason": Reason.values,
    "commented": ("yes",),
}
_UNKNOWN: Final = Value("", output_field=TextField())


class Group(NamedTuple):
    """`share`: of good ones, from 0 to 1."""

    name: str
    good: int
    bad: int
    address: str

    @property
    def share(self) -> float:
        return self.good / (self.good + self.bad)


class Chosen(NamedTuple):
    """One of the filters of this page, and where it leads."""

    title: str
    address: str
    current: bool


def context(selection: Selection, query: Mapping[str, str]) -> dict[str, Any]:
    """Raises NotUnderstood where a filter of the page is none of its choices."""
    filters = _filters(query)
    given = _given(selection)
    rows = _filtered(given, filters)
    return {
        "whole": _whole(given),
        "models": _groups(selection, given, "model"),
        "assistants": _groups(selection, given, "assistant"),
        "reasons": _reasons(selection, given),
        "filters": _shown(selection, filters),
        "page": Paginator(rows, _ROWS).get_page(query.get("page")),
    }


def _filters(query: Mapping[str, str]) -> dict[str, str]:
    chosen = {name: query[name] for name in _CHOICES if query.get(name)}
    for name, value in chosen.items():
        if value not in _CHOICES[name]:
            raise NotUnderstood(f"There is no {name} {value!r}: choose one of {', '.join(_CHOICES[name])}.")
    return chosen


def _given(selection: Selection) -> QuerySet[Any]:
    """All of the period, with `completion`, `model` and `assistant` of the last call of each answer."""
    last = Completion.objects.filter(message=OuterRef("message_id")).order_by("-pk")
    call = UsageRecord.objects.filter(completion_id=OuterRef("completion"), corrects=None)
    rows: QuerySet[Any] = feedback_between(*selection.period.moments).annotate(
        completion=Subquery(last.values("pk")[:1]),
        assistant=Coalesce(Subquery(call.values("assistant")[:1]), _UNKNOWN, output_field=TextField()),
        model=Coalesce(
            Subquery(call.values("model_name")[:1]),
            F("message__turn__model_name"),
            _UNKNOWN,
            output_field=TextField(),
        ),
    )
    if selection.narrowed:
        calls = selection.narrowing(MeteredCall.objects.filter(completion_id=OuterRef("completion")))
        rows = rows.filter(Exists(calls))
    return rows


def _filtered(given: QuerySet[Any], filters: Mapping[str, str]) -> QuerySet[Feedback]:
    for name, value in filters.items():
        given = given.exclude(comment="") if name == "commented" else given.filter(**{name: value})
    return given


def _verdicts() -> dict[str, Count]:
    return {
        "number_good": Count("pk", filter=Q(verdict=Verdict.GOOD)),
        "number_bad": Count("pk", filter=Q(verdict=Verdict.BAD)),
    }


def _whole(given: QuerySet[Any]) -> Group | None:
    row = given.aggregate(**_verdicts())
    good, bad = row["number_good"], row["number_bad"]
    return Group("", good, bad, "") if good + bad else None


def _groups(selection: Selection, given: QuerySet[Any], name: str) -> list[Group]:
    """Of a model or an assistant: the one with the most bad answers first."""
    rows = given.order_by().values_list(name).annotate(**_verdicts())
    found = list(rows.order_by("-number_bad", "-number_good", name)[:_GROUPS])
    names = named(DIMENSIONS[name], [value for value, _, _ in found])
    return [
        Group(names[value], good, bad, address("feedback", selection.narrow({name: value})))
        for value, good, bad in found
    ]


def _reasons(selection: Selection, given: QuerySet[Any]) -> list[tuple[str, int, str]]:
    """The words, how often, and where they lead to; the most frequent first."""
    order = Case(When(verdict=Verdict.BAD, then=0), default=1)
    rows = given.exclude(reason="").order_by().values_list("verdict", "reason")
    counted = rows.annotate(number=Count("pk")).order_by(order, "-number", "reason")
    return [
        (
            f"{Verdict(verdict).label}: {Reason(reason).label.lower()}",
            number,
            address("feedback", selection, verdict=verdict, reason=reason),
        )
        for verdict, reason, number in counted
    ]


def _shown(selection: Selection, filters: Mapping[str, str]) -> list[Chosen]:
    choices = {
        "All": {},
        "Good": {"verdict": "good"},
        "Bad": {"verdict": "bad"},
        "With a comment": {"commented": "yes"},
    }
    chosen = [
        Chosen(title, address("feedback", selection, **each), each == filters)
        for title, each in choices.items()
    ]
    if "reason" in filters:
        chosen.append(Chosen(str(Reason(filters["reason"]).label), "", True))
    return chosen
