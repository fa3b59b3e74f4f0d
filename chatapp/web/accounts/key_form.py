"""The form that makes an API key: what it is for, how long it lasts, what it may do."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, Final, cast

from django import forms
from django.utils import timezone

from chatapp.accounts import access, keys
from chatapp.accounts.models import ApiKeyState, User
from chatapp.assistants.names import names_of
from chatapp.providers.access import api_models

NEVER: Final = "never"
ON_A_DAY: Final = "date"
_EXPIRES: Final = (
    (NEVER, "Never"),
    ("30", "In 30 days"),
    ("90", "In 90 days"),
    ("365", "In a year"),
    (ON_A_DAY, "On a day…"),
)
_MOST_YEARS: Final = 100


class KeyForm(forms.Form):
    name = forms.CharField(
        label="What is it for?",
        max_length=100,
        widget=forms.TextInput({"autocomplete": "off", "placeholder": "nightly report"}),
    )
    expires = forms.ChoiceField(label="Expires", choices=_EXPIRES, initial=NEVER)
    expires_on = forms.DateField(
        label="At the end of", required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    allowed_models = forms.MultipleChoiceField(
        label="Only these models", required=False, widget=forms.CheckboxSelectMultiple
    )
    requests_per_minute = forms.IntegerField(
        label="Requests per minute", min_value=1, max_value=1_000_000, required=False
    )
    read_only = forms.BooleanField(label="Read only", required=False)

    def __init__(self, user: User, data: Any = None) -> None:
        super().__init__(data, auto_id="key_%s")
        self.user = user
        allowed = cast(forms.MultipleChoiceField, self.fields["allowed_models"])
        allowed.choices = [(name, name) for name in (*(model.id for model in api_models()), *names_of(user))]
        self.fields["expires_on"].widget.attrs["min"] = timezone.localdate().isoformat()

    def clean_name(self) -> str:
        """Reloading the page that shows a new key posts its form again, and must not make a second key."""
        name: str = self.cleaned_data["name"]
        if access.keys(self.user).filter(keys.in_state(ApiKeyState.ACTIVE), name=name).exists():
            raise forms.ValidationError("You have an active key of this name. Another name tells them apart.")
        return name

    def clean(self) -> None:
        values = super().clean() or self.cleaned_data
        if values.get("expires") != ON_A_DAY or "expires_on" not in values:
            return
        day, today = values["expires_on"], timezone.localdate()
        if day is None:
            self.add_error("expires_on", "On which day?")
        elif not today <= day <= today + timedelta(days=365 * _MOST_YEARS):
            self.add_error("expires_on", "Choose a day from today on, in the next hundred years.")

    @property
    def limited(self) -> bool:
        """Is there something in the part of the form that is folded away?"""
        folded = ("allowed_models", "requests_per_minute", "read_only")
        return any(self[name].errors or self[name].data for name in folded)

    def values(self) -> dict[str, Any]:
        """Of a valid form, as `keys.make` takes them."""
        chosen = self.cleaned_data
        return {
            "name": chosen["name"],
            "expires_at": _moment(chosen["expires"], chosen["expires_on"]),
            "allowed_models": chosen["allowed_models"],
            "read_only": chosen["read_only"],
            "requests_per_minute": chosen["requests_per_minute"],
        }


def _moment(expires: str, day: date | None) -> datetime | None:
    if expires == NEVER:
        return None
    if expires == ON_A_DAY and day is not None:
        return timezone.make_aware(datetime.combine(day, time.max))
    return timezone.now() + timedelta(days=int(expires))
