"""What a provider's `GET /models` says of a model, where it says more than the name.

Read as OpenRouter (`architecture`, `supported_parameters`, `context_length`), Mistral (`capabilities`,
`max_context_length`), vLLM (`max_model_len`) and Groq (`context_window`) write it; the rest is known by name.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from chatapp.providers.known.capabilities import Capabilities, capabilities

LONGEST_NAME = 200
MOST_MODELS = 5_000

_WINDOWS = ("context_window", "context_length", "max_context_length", "max_model_len")


class Listed(NamedTuple):
    name: str
    capabilities: Capabilities


def read(entries: Iterable[Mapping[str, Any]]) -> list[Listed]:
    """Each name once, in the provider's order; what has no usable name is left out."""
    found: dict[str, Listed] = {}
    for entry in entries:
        name = _name(entry)
        if name and name not in found and len(found) < MOST_MODELS:
            found[name] = Listed(name, _capabilities(name, entry))
    return list(found.values())


def _name(entry: Mapping[str, Any]) -> str:
    name = entry.get("id") or entry.get("name") or entry.get("model")
    usable = isinstance(name, str) and len(name) <= LONGEST_NAME and name.isprintable()
    return name.strip().removeprefix("models/") if usable and isinstance(name, str) else ""


def _capabilities(name: str, entry: Mapping[str, Any]) -> Capabilities:
    known = capabilities(name)
    said = {field: value for field, value in _said(entry).items() if value is not None}
    return known._replace(**said) if known.chat else known


def _said(entry: Mapping[str, Any]) -> dict[str, Any]:
    marks = _object(entry, "capabilities")
    parameters, seen = _words(entry, "supported_parameters"), _modalities(entry, "input_modalities")
    writes = _modalities(entry, "output_modalities")
    return {
        "chat": _first(_flag(marks, "completion_chat"), "text" in writes if writes else None),
        "tools": _first(_flag(marks, "function_calling"), "tools" in parameters if parameters else None),
        "vision": _first(_flag(marks, "vision"), "image" in seen if seen else None),
        "reasoning": _first(_flag(marks, "reasoning"), "reasoning" in parameters if parameters else None),
        "context_window": _window(entry),
        "files": "file" in seen if seen else None,
        "audio": "audio" in seen if seen else None,
    }


def _window(entry: Mapping[str, Any]) -> int | None:
    for key in _WINDOWS:
        value = entry.get(key)
        if isinstance(value, int) and 0 < value < 2**31:
            return int(value)
    return None


def _modalities(entry: Mapping[str, Any], key: str) -> list[str]:
    return _words(_object(entry, "architecture"), key) or _words(entry, key)


def _object(entry: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = entry.get(key)
    return value if isinstance(value, Mapping) else {}


def _words(entry: Mapping[str, Any], key: str) -> list[str]:
    value = entry.get(key)
    return [word for word in value if isinstance(word, str)] if isinstance(value, list | tuple) else []


def _flag(marks: Mapping[str, Any], key: str) -> bool | None:
    value = marks.get(key)
    return value if isinstance(value, bool) else None


def _first(*said: bool | None) -> bool | None:
    return next((value for value in said if value is not None), None)
