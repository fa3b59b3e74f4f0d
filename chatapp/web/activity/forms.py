"""What the list of calls is filtered by."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone

from chatapp.accounts.models import ApiKey, User
from chatapp.completions.listing.calls import Filters
from chatapp.completions.models import CompletionStatus

# Days that every time zone has a midnight of.
_DAYS = [MinValueValidator(date(1970, 1, 1)), MaxValueValidator(date(9000, 1, 1))]


class FilterForm(forms.Form):
    model = forms.CharField(
        required=False,
        max_length=250,
        widget=forms.TextInput({"list": "models", "autocomplete": "off", "spellcheck": "false"}),
    )
    key = forms.ModelChoiceField(ApiKey.objects.none(), required=False, empty_label="Every key")
    status = forms.ChoiceField(choices=[("", "Every status"), *CompletionStatus.choices], required=False)
    stored = forms.TypedChoiceField(
        label="Content",
        choices=[("", "Stored or not"), ("yes", "Stored, also of chats"), ("no", "Not stored")],
        coerce=lambda value: value == "yes",
        empty_value=None,
        required=False,
    )
    metadata = forms.CharField(
        required=False,
        max_length=600,
        widget=forms.TextInput({"placeholder": "key=value", "autocomplete": "off"}),
    )
    since = forms.DateField(
        label="From", required=False, validators=_DAYS, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    until = forms.DateField(
        label="To", required=False, validators=_DAYS, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data)
        keys = self.fields["key"]
        assert isinstance(keys, forms.ModelChoiceField)
        keys.queryset = ApiKey.objects.filter(user=user)

    def clean_metadata(self) -> dict[str, str]:
        pair: str = self.cleaned_data["metadata"]
        if not pair:
            return {}
        key, equals, value = pair.partition("=")
        if not equals or not key.strip():
            raise forms.ValidationError("Write it as key=value.")
        return {key.strip(): value.strip()}

    @property
    def filters(self) -> Filters:
        """What is asked for by the fields that are right."""
        asked = self.cleaned_data
        until = asked.get("until")
        return Filters(
            model=asked.get("model") or None,
            key_id=asked["key"].pk if asked.get("key") else None,
            status=asked.get("status") or None,
            stored=asked.get("stored"),
            metadata=asked.get("metadata") or {},
            since=_midnight(asked.get("since")),
            until=_midnight(until + timedelta(days=1) if until else None),
        )


def _midnight(day: date | None) -> datetime | None:
    return None if day is None else timezone.make_aware(datetime.combine(day, datetime.min.time()))
