"""Which model answers: the one asked for, else the admin's default, else the person's last, else the first.

The built-in one comes last: it is nobody's choice once there is a language model, unless it is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connection as django_connection
from django.db import models
from psycopg import AsyncConnection

from chatapp.providers.endpoint import endpoint
from chatapp.providers.errors import Unusable
from chatapp.providers.models import Model, Price, Provider
from chatapp.upstream.endpoint import Endpoint

from .errors import NoModel

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True)
class Preset:
    """What the assistant's row brings to a prompt. `collections`: ids, empty for all."""

    instructions: str
    parameters: dict[str, Any]
    tools: list[str]
    collections: list[int]


@dataclass(frozen=True)
class Route:
    """A model that can be called now, where and at what price, and the preset of the chat."""

    endpoint: Endpoint
    model: Model
    provider: Provider
    price: Price | None
    preset: Preset


def _columns(model: type[models.Model], alias: str) -> str:
    return ", ".join(f'{alias}."{field.column}"' for field in model._meta.concrete_fields)


_PREFERRED = """
    m.is_default DESC,
    p.base_url = 'builtin:',
    m.id = (
        SELECT model_id FROM conversations_conversation
        WHERE owner_id = %(owner)s AND deleted_at IS NULL AND model_id IS NOT NULL
        ORDER BY updated_at DESC, id DESC LIMIT 1
    ) DESC NULLS LAST,
    p.id, m.name
"""
_USABLE = """
    FROM providers_model m JOIN providers_provider p ON p.id = m.provider_id
    WHERE p.enabled AND m.missing_since IS NULL
"""
_DEFAULT = f"SELECT m.id {_USABLE} AND m.chat ORDER BY {_PREFERRED} LIMIT 1"
_ROUTE = f"""
    SELECT {_columns(Model, "m")}, {_columns(Provider, "p")}, {_columns(Price, "price")},
        a.instructions, a.parameters, a.tools,
        ARRAY(SELECT collection_id FROM assistants_assistant_collections WHERE assistant_id = a.id)
    FROM providers_model m JOIN providers_provider p ON p.id = m.provider_id
    LEFT JOIN LATERAL (
        SELECT * FROM providers_price WHERE model_id = m.id AND valid_from <= now()
        ORDER BY valid_from DESC LIMIT 1
    ) price ON true
    LEFT JOIN LATERAL (
        SELECT * FROM assistants_assistant WHERE id = %(assistant)s OR is_default
        ORDER BY id = %(assistant)s DESC NULLS LAST LIMIT 1
    ) a ON true
    WHERE p.enabled AND m.missing_since IS NULL AND m.id = coalesce(%(model)s, ({_DEFAULT}))
"""


def default_model_id(owner_id: int) -> int | None:
    """The model that a new chat of this person begins with."""
    with django_connection.cursor() as cursor:
        cursor.execute(_DEFAULT, {"owner": owner_id})
        row = cursor.fetchone()
    return row[0] if row else None


async def route(
    connection: AsyncConnection, owner_id: int, *, model_id: int | None, assistant_id: int | None = None
) -> Route:
    """The way to `model_id`, or to the default model. Raises NoModel when it cannot be called now."""
    cursor = await connection.execute(
        _ROUTE, {"owner": owner_id, "model": model_id, "assistant": assistant_id}
    )
    row = await cursor.fetchone()
    if row is None:
        raise NoModel(
            "No model is set up. An admin adds a provider on the admin page."
            if model_id is None
            else "This model is not available any more. Choose another one."
        )
    return _read(row)


def _read(row: Sequence[Any]) -> Route:
    model, rest = _take(Model, row)
    provider, rest = _take(Provider, rest)
    price, rest = _take(Price, rest)
    instructions, parameters, tools, collections = rest
    preset = Preset(instructions or "", parameters or {}, tools or [], collections or [])
    try:
        where = endpoint(provider)
    except Unusable as error:
        raise NoModel(str(error)) from error
    return Route(where, model, provider, price if price.pk is not None else None, preset)


def _take(kind: type[Row], row: Sequence[Any]) -> tuple[Row, Sequence[Any]]:
    fields = [field.attname for field in kind._meta.concrete_fields]
    return kind.from_db("default", fields, row[: len(fields)]), row[len(fields) :]
