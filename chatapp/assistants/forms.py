"""The admin's form of an assistant: lists are lines, parameters are one JSON object."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from unfold.widgets import UnfoldAdminTextareaWidget

from chatapp.assistants.models import Assistant
from chatapp.assistants.parameters import complaint
from chatapp.assistants.starters import LONGEST_STARTER, MOST_STARTERS
from chatapp.tools.registry import built_in_registry

if TYPE_CHECKING:
    _Form = forms.ModelForm[Assistant]
else:  # generic for the type checker only
    _Form = forms.ModelForm


class LinesField(forms.CharField):
    """A list of strings, one in each line."""

    widget = UnfoldAdminTextareaWidget(attrs={"rows": 5})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(str(item) for item in value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        lines = value if isinstance(value, list) else str(value or "").splitlines()
        return [line.strip() for line in lines if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.to_python(initial) != self.to_python(data))


class AssistantForm(_Form):
    tools = LinesField(
        required=False,
        help_text=f"Names of tools, one in each line: {', '.join(built_in_registry().names)}.",
    )
    starters = LinesField(
        label="Conversation starters",
        required=False,
        help_text=f"Shown on an empty chat, one in each line, at most {MOST_STARTERS}.",
    )

    class Meta:
        model = Assistant
        fields = (
            "name",
            "description",
            "symbol",
            "colour",
            "audience",
            "groups",
            "is_default",
            "model",
            "instructions",
            "parameters",
            "tools",
            "narrowed",
            "collections",
            "starters",
        )

    def clean_parameters(self) -> dict[str, Any]:
        parameters: dict[str, Any] = self.cleaned_data["parameters"] or {}
        if wrong := complaint(parameters):
            raise ValidationError(wrong)
        return parameters

    def clean_tools(self) -> list[str]:
        tools: list[str] = list(dict.fromkeys(self.cleaned_data["tools"]))
        known = built_in_registry().names
        if unknown := [name for name in tools if name not in known]:
            raise ValidationError(f"There is no tool “{unknown[0]}”. The tools are: {', '.join(known)}.")
        return tools

    def clean_starters(self) -> list[str]:
        starters: list[str] = self.cleaned_data["starters"]
        if len(starters) > MOST_STARTERS:
            raise ValidationError(f"At most {MOST_STARTERS} starters, one in each line.")
        if any(len(starter) > LONGEST_STARTER for starter in starters):
            raise ValidationError(f"A starter has at most {LONGEST_STARTER} characters.")
        return starters

    def clean_is_default(self) -> bool:
        """The mark moves by choosing another default: without any, a chat would have no instructions."""
        chosen = bool(self.cleaned_data["is_default"])
        if self.instance.pk and self.instance.is_default and not chosen:
            raise ValidationError(
                "One assistant is always the default: make another one the default instead."
            )
        return chosen
