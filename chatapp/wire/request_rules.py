"""What a request must be for us to act on it. Everything else is the provider's to judge."""

from collections.abc import Callable
from typing import Any

from chatapp.wire.errors import Malformed
from chatapp.wire.messages import Role

__all__ = ["check"]

_ROLES = frozenset(Role)
_MAX_N = 128


def check(raw: Any) -> dict[str, Any]:
    """`raw` itself if it is a request. Raises Malformed with the path of the first place that is wrong."""
    if not isinstance(raw, dict):
        raise Malformed(f"The request must be a JSON object, not {_kind(raw)}.")
    for name, rule in _RULES.items():
        rule(raw.get(name), name)
    return raw


def _model(value: Any, param: str) -> None:
    if not isinstance(value, str) or not value:
        raise Malformed(f"'{param}' must be the name of a model, not {_kind(value)}.", param)


def _messages(value: Any, param: str) -> None:
    if not isinstance(value, list) or not value:
        raise Malformed(f"'{param}' must be a list of at least one message, not {_kind(value)}.", param)
    for index, message in enumerate(value):
        _message(message, f"{param}[{index}]")


def _message(value: Any, param: str) -> None:
    if not isinstance(value, dict):
        raise Malformed(f"'{param}' must be an object, not {_kind(value)}.", param)
    role = value.get("role")
    if not isinstance(role, str) or role not in _ROLES:
        said = f"'{role}'" if isinstance(role, str) else _kind(role)
        raise Malformed(f"'{param}.role' must be one of {', '.join(Role)}, not {said}.", f"{param}.role")
    _content(value.get("content"), f"{param}.content")


def _content(value: Any, param: str) -> None:
    if value is None or isinstance(value, str):
        return
    if not isinstance(value, list):
        raise Malformed(f"'{param}' must be a string, a list of parts or null, not {_kind(value)}.", param)
    for index, part in enumerate(value):
        place = f"{param}[{index}]"
        if not isinstance(part, dict):
            raise Malformed(f"'{place}' must be an object, not {_kind(part)}.", place)
        if not isinstance(part.get("type"), str):
            kind = _kind(part.get("type"))
            raise Malformed(f"'{place}.type' must be a string, not {kind}.", f"{place}.type")


def _n(value: Any, param: str) -> None:
    if value is None:
        return
    if not isinstance(value, int) or isinstance(value, bool):
        raise Malformed(f"'{param}' must be an integer, not {_kind(value)}.", param)
    if not 1 <= value <= _MAX_N:
        raise Malformed(f"'{param}' must be between 1 and {_MAX_N}.", param)


def _boolean(value: Any, param: str) -> None:
    if value is not None and not isinstance(value, bool):
        raise Malformed(f"'{param}' must be true or false, not {_kind(value)}.", param)


def _object(value: Any, param: str) -> None:
    if value is not None and not isinstance(value, dict):
        raise Malformed(f"'{param}' must be an object, not {_kind(value)}.", param)


def _metadata(value: Any, param: str) -> None:
    _object(value, param)
    for key, item in (value or {}).items():
        if not isinstance(item, str):
            raise Malformed(f"'{param}.{key}' must be a string, not {_kind(item)}.", f"{param}.{key}")


def _kind(value: Any) -> str:
    match value:
        case None:
            return "null or missing"
        case bool():
            return "a boolean"
        case str():
            return "a string" if value else "an empty string"
        case int() | float():
            return "a number"
        case list():
            return "a list" if value else "an empty list"
        case _:
            return "an object"


_RULES: dict[str, Callable[[Any, str], None]] = {
    "model": _model,
    "messages": _messages,
    "n": _n,
    "stream": _boolean,
    "stream_options": _object,
    "store": _boolean,
    "metadata": _metadata,
}
