"""The admin's forms of providers and models. Key and headers go in and never come out."""

import re
from typing import TYPE_CHECKING, Any

from django import forms
from unfold.widgets import UnfoldAdminPasswordWidget, UnfoldAdminTextareaWidget

from chatapp.providers import base_url
from chatapp.providers.credentials import seal_headers, seal_key
from chatapp.providers.errors import BadBaseUrl
from chatapp.providers.models import Model, Provider

if TYPE_CHECKING:
    _ProviderForm = forms.ModelForm[Provider]
    _ModelForm = forms.ModelForm[Model]
else:  # generic for the type checker only
    _ProviderForm = _ModelForm = forms.ModelForm

_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
# The fields that say where a provider is and how it is asked.
_WAY_THERE = {"base_url", "key", "remove_key", "headers", "remove_headers"}
# What the client sets by itself: a second value would break requests.
_OURS = {"host", "content-length", "content-type", "transfer-encoding", "connection", "accept-encoding"}


class ProviderForm(_ProviderForm):
    key = forms.CharField(
        required=False,
        strip=True,
        max_length=4000,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}),
    )
    remove_key = forms.BooleanField(required=False, label="Remove the key")
    headers = forms.CharField(
        label="Extra headers",
        required=False,
        max_length=8000,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
    )
    remove_headers = forms.BooleanField(required=False, label="Remove the extra headers")

    hint = ""

    class Meta:
        model = Provider
        fields = (
            "name",
            "base_url",
            "enabled",
            "forward_store_chat",
            "forward_store_api",
            "accepts_other_values",
            "connect_timeout",
            "idle_timeout",
            "total_timeout",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Read-only pages lack it.
        if address := self.fields.get("base_url"):
            address.widget.attrs["placeholder"] = base_url.EXAMPLE
            address.help_text = "The address up to /chat/completions. It may be in your own network."
        self.fields["key"].help_text = _state(
            self.instance.sealed_key, "A key is set.", "Empty: the provider needs none."
        )
        headers = _state(self.instance.sealed_headers, "Headers are set.", "")
        self.fields["headers"].help_text = f"One in each line, like “X-Team: blue”. {headers}"

    def clean_base_url(self) -> str:
        try:
            url, self.hint = base_url.clean(self.cleaned_data["base_url"])
        except BadBaseUrl as error:
            raise forms.ValidationError(str(error)) from error
        return url

    def clean_key(self) -> str:
        key = str(self.cleaned_data["key"])
        if any(not " " < character < "\x7f" for character in key):
            raise forms.ValidationError(
                "A key has no spaces and only plain characters: copy it again, alone."
            )
        return key

    def clean_headers(self) -> dict[str, str]:
        lines = [line for line in self.cleaned_data["headers"].splitlines() if line.strip()]
        return dict(_header(line) for line in lines)

    def clean(self) -> dict[str, Any]:
        """What was entered for one server is never sent to another: who changes the address has to know it."""
        cleaned = super().clean() or self.cleaned_data
        before, after = base_url.origin(self.instance.base_url), base_url.origin(cleaned.get("base_url", ""))
        if before and after and before != after:
            self._ask_again("key", self.instance.sealed_key)
            self._ask_again("headers", self.instance.sealed_headers)
        return cleaned

    def _ask_again(self, field: str, sealed: object) -> None:
        if sealed and not (self.cleaned_data.get(field) or self.cleaned_data.get(f"remove_{field}")):
            self.add_error(field, "The base URL leads to another server: enter this again, or remove it.")

    @property
    def asks_anew(self) -> bool:
        """Whether what the provider answered before says nothing of how it answers now."""
        return self._ours_to_set and not _WAY_THERE.isdisjoint(self.changed_data)

    @property
    def _ours_to_set(self) -> bool:
        return not (self.instance.from_environment or self.instance.built_in)

    def save(self, commit: bool = True) -> Any:
        if self._ours_to_set:
            self._seal("key", "remove_key", seal_key)
            self._seal("headers", "remove_headers", seal_headers)
        return super().save(commit)

    def _seal(self, field: str, remove: str, seal: Any) -> None:
        """Empty keeps what is there."""
        value = self.cleaned_data.get(field)
        if value:
            seal(self.instance, value)
        elif self.cleaned_data.get(remove):
            seal(self.instance, "" if field == "key" else {})


def _state(sealed: object, there: str, absent: str) -> str:
    return f"{there} Leave this empty to keep what is set; it is never shown again." if sealed else absent


def _header(line: str) -> tuple[str, str]:
    name, colon, value = (part.strip() for part in line.partition(":"))
    if not colon or not _HEADER_NAME.fullmatch(name) or not value.isprintable() or not value.isascii():
        raise forms.ValidationError(f"“{name}” is not a header: write each line like “X-Team: blue”.")
    if name.lower() in _OURS:
        raise forms.ValidationError(f"“{name}” is set by the server itself: leave it out.")
    return name, value


class ModelForm(_ModelForm):
    class Meta:
        model = Model
        fields = (
            "provider",
            "name",
            "display_name",
            "chat",
            "tools",
            "vision",
            "reasoning",
            "files",
            "audio",
            "context_window",
            "is_default",
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("is_default") and not cleaned.get("chat"):
            raise forms.ValidationError({"is_default": "The default has to be shown in the picker."})
        return cleaned
