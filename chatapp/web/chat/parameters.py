"""The parameters of a chat: the form in which they are set, and the change of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from chatapp.conversations.access import get_conversation
from chatapp.conversations.settings import set_parameters
from chatapp.web.accounts.decorators import SignedInRequest, signed_in
from chatapp.wire.errors import Malformed
from chatapp.wire.json.jsontext import dumps_text, loads
from chatapp.wire.request.settable import GROUPS, read_settable, settable

# How what is not a plain number, flag or word is written.
_KINDS = {
    "stop": "lines", "prediction": "text", "response_format": "format", "tools": "tools", "tool_choice": "call",
}  # fmt: skip
_LABELS = {"n": "Answers"}
_SIMPLE = {"boolean": "flag", "integer": "whole", "number": "number", "string": "word"}


@dataclass(frozen=True)
class Field:
    """A parameter as it is set. `kind`: flag, whole, number, word, lines, pairs, weights, text, format, tools,
    call, json."""

    name: str
    label: str
    kind: str
    sentence: str
    range: str
    default: str
    least: float | None
    most: float | None
    words: list[str]
    example: str
    needs: str


@dataclass(frozen=True)
class FieldGroup:
    title: str
    fields: list[Field]


@signed_in
@require_http_methods(["GET", "POST"])
def parameters(request: SignedInRequest) -> HttpResponse:
    """GET: the form. POST: whether `parameters` can be set; nothing is kept of them."""
    if request.method == "POST":
        asked = _asked(request)
        return asked if isinstance(asked, HttpResponse) else HttpResponse(status=204)
    return render(request, "chat/settings/_parameters.html", {"groups": field_groups()})


@signed_in
@require_POST
def conversation_parameters(request: SignedInRequest, conversation_id: UUID) -> HttpResponse:
    """Lets the conversation have these `parameters`, a JSON object, in the place of those before."""
    found = get_conversation(request.user, conversation_id)
    asked = _asked(request)
    if isinstance(asked, HttpResponse):
        return asked
    set_parameters(found, asked)
    return HttpResponse(status=204)


def field_groups() -> list[FieldGroup]:
    return [FieldGroup(group.title, [_field(name) for name in group.names]) for group in GROUPS]


def label(name: str) -> str:
    return _LABELS.get(name) or name.replace("_", " ").capitalize()


def _asked(request: SignedInRequest) -> dict[str, Any] | HttpResponse:
    """What `read_settable` makes of it, or the refusal with the name of the parameter that is wrong."""
    try:
        return read_settable(loads(request.POST.get("parameters", "")))
    except Malformed as error:
        return JsonResponse({"message": str(error), "param": error.param}, status=400)


def _field(name: str) -> Field:
    parameter = settable(name)
    json = parameter.schema.definition
    least, most = json.get("minimum"), json.get("maximum")
    return Field(
        name,
        label(name),
        _kind(name, json),
        json.get("description", "").replace("`", ""),
        _range(least, most, _shown(parameter.default)),
        _shown(parameter.default),
        least,
        most,
        json.get("examples", []) if json.get("type") == "string" else [],
        _example(json) if json.get("type") != "string" else "",
        parameter.with_true,
    )


def _kind(name: str, json: dict[str, Any]) -> str:
    if name in _KINDS:
        return _KINDS[name]
    values = json.get("additionalProperties")
    if values:
        return "pairs" if values["type"] == "string" else "weights"
    return _SIMPLE.get(json.get("type", ""), "json")


def _range(least: float | None, most: float | None, default: str) -> str:
    ends = "" if least is None else f"{least} or more" if most is None else f"{least} to {most}"
    return ", ".join(filter(None, (ends, default and f"default {default}")))


def _example(json: dict[str, Any]) -> str:
    """Of a value in JSON: one that was written down, or one made of those of its fields."""
    if "examples" in json:
        return dumps_text(json["examples"][0])
    fields = {
        name: inner["examples"][0]
        for name, inner in json.get("properties", {}).items()
        if "examples" in inner
    }
    return dumps_text(fields) if fields else "JSON"


def _shown(default: Any) -> str:
    if isinstance(default, bool):
        return "on" if default else "off"
    return "" if default is None else str(default)
