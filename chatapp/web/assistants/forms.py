"""The forms of an assistant: what it is, and with whom it is shared."""

from __future__ import annotations

import json
from typing import Any, Final, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from chatapp.accounts.access import groups_of
from chatapp.accounts.models import Group, User
from chatapp.assistants.models import Assistant, Audience, Colour
from chatapp.assistants.parameters import complaint
from chatapp.assistants.starters import LONGEST_STARTER, MOST_STARTERS
from chatapp.knowledge.access import collections_of
from chatapp.knowledge.models import Collection
from chatapp.providers.access import chat_models
from chatapp.tools.registry import KNOWLEDGE_TOOLS
from chatapp.wire.request.parameters import PARAMETERS

ALL, CHOSEN, NOTHING = "all", "chosen", "nothing"
_SEARCHES: Final = (
    (ALL, "All documents that the person who asks may read"),
    (CHOSEN, "Only these collections, as far as the person who asks may read them"),
    (NOTHING, "No documents"),
)
# The parameters that have a field of their own; all others are written as JSON.
_NUMBERS: Final = ("temperature", "top_p", "max_completion_tokens")
_WORDS: Final = ("reasoning_effort", "verbosity")


class AssistantForm(forms.Form):
    """What it is. `version`: the one that was shown, so that nobody overwrites a change that they have not seen."""

    name = forms.CharField(label="Name", max_length=100, widget=forms.TextInput({"autocomplete": "off"}))
    symbol = forms.CharField(
        label="Letters or an emoji",
        max_length=8,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "placeholder": "First letter"}),
    )
    colour = forms.ChoiceField(
        label="Colour", choices=Colour.choices, initial=Colour.PINE, widget=forms.RadioSelect
    )
    description = forms.CharField(
        label="Description",
        max_length=300,
        required=False,
        help_text="What it is for, in a sentence: shown where it is chosen.",
    )
    instructions = forms.CharField(
        label="Instructions",
        required=False,
        max_length=50_000,
        widget=forms.Textarea({"rows": 10}),
        help_text="Sent to the model before each question. Only you see them, but what a model was told it may repeat.",
    )
    model = forms.TypedChoiceField(label="Model", required=False, coerce=int, empty_value=None)
    searches = forms.ChoiceField(label="Documents", choices=_SEARCHES, initial=ALL, widget=forms.RadioSelect)
    collections = forms.ModelMultipleChoiceField(
        label="Collections",
        queryset=Collection.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    starters = forms.CharField(
        label="Conversation starters",
        required=False,
        max_length=2 * MOST_STARTERS * LONGEST_STARTER,
        widget=forms.Textarea({"rows": 4}),
        help_text=f"Questions to begin with, one in each line, at most {MOST_STARTERS}.",
    )
    other_parameters = forms.JSONField(
        label="Other parameters",
        required=False,
        widget=forms.Textarea({"rows": 3, "spellcheck": "false", "placeholder": '{"seed": 7}'}),
        help_text="One JSON object with parameters of the Chat Completions API.",
        error_messages={"invalid": 'This is no JSON. Write one object, like {"seed": 7}.'},
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, user: User, data: Any = None, *, assistant: Assistant | None = None) -> None:
        super().__init__(data, initial=_initial(assistant) if assistant else None)
        self.assistant = assistant
        models = [(model.pk, f"{model.name} ({model.provider.name})") for model in chat_models()]
        choices = [("", "The one that the person has chosen"), *models]
        cast(forms.TypedChoiceField, self.fields["model"]).choices = choices
        readable: QuerySet[Collection] = collections_of(user)
        cast("forms.ModelMultipleChoiceField[Collection]", self.fields["collections"]).queryset = readable
        for name in (*_NUMBERS, *_WORDS):
            self.fields[name] = _parameter_field(name)

    @property
    def parameter_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in (*_NUMBERS, *_WORDS, "other_parameters")]

    @property
    def has_parameters(self) -> bool:
        """Is there something in the part of the form that is folded away?"""
        return any(field.errors or field.value() not in (None, "", "null") for field in self.parameter_fields)

    def clean_starters(self) -> list[str]:
        starters = [line.strip() for line in self.cleaned_data["starters"].splitlines() if line.strip()]
        if len(starters) > MOST_STARTERS:
            raise ValidationError(f"At most {MOST_STARTERS} starters, one in each line.")
        if any(len(starter) > LONGEST_STARTER for starter in starters):
            raise ValidationError(f"A starter has at most {LONGEST_STARTER} characters.")
        return starters

    def clean_version(self) -> int | None:
        shown: int | None = self.cleaned_data["version"]
        if self.assistant and shown is not None and shown != self.assistant.version:
            raise ValidationError(
                "This assistant was changed since you opened this page. Look at its versions, then save again."
            )
        return shown

    def clean(self) -> None:
        values = super().clean() or self.cleaned_data
        if values.get("searches") == CHOSEN and "collections" in values and not values["collections"]:
            self.add_error("collections", "Choose one at least, or another kind of search.")
        if "other_parameters" not in self.errors and (wrong := complaint(self._parameters(values))):
            self.add_error(
                next((n for n in (*_NUMBERS, *_WORDS) if f"'{n}'" in wrong), "other_parameters"), wrong
            )

    def fields_of_row(self) -> dict[str, Any]:
        """The columns, of a valid form."""
        values = self.cleaned_data
        named = ("name", "symbol", "colour", "description", "instructions", "starters")
        return {
            **{name: values[name] for name in named},
            "model_id": values["model"],
            "parameters": self._parameters(values),
            "tools": [] if values["searches"] == NOTHING else list(KNOWLEDGE_TOOLS),
            "narrowed": values["searches"] == CHOSEN,
        }

    def collections_of_row(self) -> list[Collection]:
        return list(self.cleaned_data["collections"]) if self.cleaned_data["searches"] == CHOSEN else []

    def _parameters(self, values: dict[str, Any]) -> Any:
        others = values.get("other_parameters") or {}
        if not isinstance(others, dict):
            return others
        own = {name: values.get(name) for name in (*_NUMBERS, *_WORDS)}
        return {**others, **{name: value for name, value in own.items() if value not in (None, "")}}


class ShareForm(forms.Form):
    """With whom: `groups` are those that the person is in."""

    audience = forms.ChoiceField(label="Who may use it", choices=Audience.choices, widget=forms.RadioSelect)
    groups = forms.ModelMultipleChoiceField(
        label="Groups", queryset=Group.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, user: User, assistant: Assistant, data: Any = None) -> None:
        initial = {"audience": assistant.audience, "groups": list(assistant.groups.all())}
        super().__init__(data, initial=initial)
        cast("forms.ModelMultipleChoiceField[Group]", self.fields["groups"]).queryset = groups_of(user)

    def clean(self) -> None:
        values = super().clean() or self.cleaned_data
        if values.get("audience") == Audience.GROUPS and not values.get("groups"):
            self.add_error("groups", "Choose one of your groups at least.")


def _parameter_field(name: str) -> forms.Field:
    """The field of a parameter, with its range and its sentence from the one description of it."""
    schema = PARAMETERS[name].schema.json
    label = name.replace("_", " ").capitalize()
    if name in _WORDS:
        words = ", ".join(schema.get("examples", ()))
        field: forms.Field = forms.CharField(label=label, max_length=50, required=False)
        field.help_text = f"{schema['description']} Such as {words}."
        return field
    kind = forms.IntegerField if schema["type"] == "integer" else forms.FloatField
    # What is out of range is refused by the description's own rule, in its words.
    field = kind(
        label=label, required=False, widget=forms.NumberInput({"step": "any", "min": schema.get("minimum")})
    )
    field.help_text = schema["description"]
    return field


def _initial(assistant: Assistant) -> dict[str, Any]:
    own = {name: assistant.parameters.get(name) for name in (*_NUMBERS, *_WORDS)}
    others = {name: value for name, value in assistant.parameters.items() if name not in own}
    searches = NOTHING if not assistant.tools else CHOSEN if assistant.narrowed else ALL
    named = ("name", "symbol", "colour", "description", "instructions", "version")
    return {
        **{name: getattr(assistant, name) for name in named},
        **own,
        "model": assistant.model_id,
        "searches": searches,
        "collections": list(assistant.collections.all()),
        "starters": "\n".join(assistant.starters),
        "other_parameters": json.dumps(others, ensure_ascii=False) if others else None,
    }
