"""The parameters that a person sets for a chat: those of a request that are not the chat's own to say."""

from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, Final

from chatapp.wire.errors import Malformed
from chatapp.wire.json.jsontext import dumps_text
from chatapp.wire.json.path import visible
from chatapp.wire.request.parameters import PARAMETERS, Parameter, check_with_true
from chatapp.wire.schema import body
from chatapp.wire.schema.scalars import integer
from chatapp.wire.schema.schema import Schema
from chatapp.wire.schema.structures import fields

__all__ = ["GROUPS", "LARGEST", "MOST_CHOICES", "SETTABLE", "ParameterGroup", "read_settable", "settable"]

MOST_CHOICES: Final = 8
"""Answers to one question of a chat: each is a turn of its own."""

LARGEST: Final = 64 * 1024
"""Characters, as JSON: they are sent with every request of the chat."""


@dataclass(frozen=True, slots=True)
class ParameterGroup:
    """Parameters that belong together, in the order in which they are shown."""

    title: str
    names: tuple[str, ...]


SETTABLE: Final = tuple(name for name, parameter in PARAMETERS.items() if parameter.group)
GROUPS: Final = tuple(
    ParameterGroup(title, tuple(names))
    for title, names in groupby(SETTABLE, lambda name: PARAMETERS[name].group)
)
_OWN: Final = {
    "n": replace(
        PARAMETERS["n"],
        schema=integer("How many answers to each question, as versions of each other.", 1, MOST_CHOICES),
    ),
}


def settable(name: str) -> Parameter:
    """The parameter as a chat sets it."""
    return _OWN.get(name) or PARAMETERS[name]


_SCHEMA: Final[Schema] = fields({name: settable(name).schema for name in SETTABLE})


def read_settable(raw: Any) -> dict[str, Any]:
    """What is set, without what is null. Raises Malformed as a call of the API does, with the `param`."""
    asked = body.parse(raw, _SCHEMA)
    for name in asked:
        if name not in SETTABLE:
            raise Malformed(f"'{visible(name)}' is no parameter that a chat sets.", visible(name))
    known = {name: value for name, value in asked.items() if value is not None}
    check_with_true(known)
    if len(dumps_text(known)) > LARGEST:
        raise Malformed(f"The parameters are longer than {LARGEST // 1024} KiB together: shorten them.")
    return known
