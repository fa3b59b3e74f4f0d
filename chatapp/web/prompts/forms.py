"""The form of a saved prompt."""

from __future__ import annotations

import re
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError

from chatapp.accounts.access import groups_of
from chatapp.accounts.models import Group, User
from chatapp.prompts.changes import Sharing
from chatapp.prompts.models import LONGEST_TEXT, Audience, SavedPrompt

_MOST_PEOPLE = 200


class PromptForm(forms.Form):
    command = forms.SlugField(
        label="Word behind the slash",
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "placeholder": "release-notes"}),
        error_messages={"invalid": "Letters, digits, hyphens and underscores only."},
    )
    description = forms.CharField(
        label="What it is for",
        max_length=200,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    text = forms.CharField(
        label="Prompt",
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": 10}),
        help_text="Each use asks for the names in double braces: “Translate {{text}} into {{language}}.”",
    )
    audience = forms.ChoiceField(label="Who may use it", choices=Audience.choices, widget=forms.RadioSelect)
    people = forms.CharField(
        label="People",
        required=False,
        widget=forms.Textarea({"rows": 2, "autocomplete": "off"}),
        help_text="Their email addresses, one on each line.",
    )
    groups = forms.ModelMultipleChoiceField(
        label="Your groups",
        queryset=Group.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, user: User, prompt: SavedPrompt, data: Any = None) -> None:
        super().__init__(data, initial=_initial(prompt))
        cast("forms.ModelMultipleChoiceField[Group]", self.fields["groups"]).queryset = groups_of(user)
        self.prompt = prompt

    def clean_command(self) -> str:
        return str(self.cleaned_data["command"]).lower()

    def clean_people(self) -> list[User]:
        asked = set(filter(None, re.split(r"[\s,;]+", self.cleaned_data["people"].lower())))
        if len(asked) > _MOST_PEOPLE:
            raise ValidationError(f"{_MOST_PEOPLE} people at most. Share it with a group, or with everybody.")
        found = list(User.objects.filter(email__in=asked, is_active=True))
        missing = sorted(asked - {person.email for person in found})
        if missing:
            raise ValidationError(f"Nobody here has the address {', '.join(missing)}.")
        return found

    def clean(self) -> None:
        values = super().clean() or self.cleaned_data
        nobody = not values.get("people") and not values.get("groups")
        if values.get("audience") == Audience.CHOSEN and nobody and "people" not in self.errors:
            self.add_error("people", "Name a person, or choose a group.")

    def filled(self) -> SavedPrompt:
        """The prompt with what was written; nothing is saved."""
        for name in ("command", "description", "text"):
            setattr(self.prompt, name, self.cleaned_data[name])
        return self.prompt

    @property
    def sharing(self) -> Sharing:
        return Sharing(*(self.cleaned_data[name] for name in ("audience", "people", "groups")))


def _initial(prompt: SavedPrompt) -> dict[str, Any]:
    fields = {name: getattr(prompt, name) for name in ("command", "description", "text", "audience")}
    if prompt._state.adding:
        return fields
    people = "\n".join(prompt.people.order_by("email").values_list("email", flat=True))
    return {**fields, "people": people, "groups": list(prompt.groups.all())}
