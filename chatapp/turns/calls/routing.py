"""Which model answers, and which ones do where it cannot.

A chat's: the one asked for, else the admin's default, else the person's last, else the first. The built-in one comes
last: it is nobody's choice once there is a language model, unless it is asked for. A caller of the API asks by a name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from django.db import connection as django_connection
from django.db import models
from psycopg import AsyncConnection

from chatapp.providers import names
from chatapp.providers.endpoint import endpoint
from chatapp.providers.errors import Unusable
from chatapp.providers.models import Model, Price, Provider
from chatapp.providers.names import ListedModel
from chatapp.turns.errors import ModelNotFound, NoModel
from chatapp.upstream.endpoint import Endpoint

Row = TypeVar("Row", bound=models.Model)

# The place of the model that was asked for; its fallbacks have those of their rows.
_ITSELF = -1


@dataclass(frozen=True)
class Preset:
    """What the assistant's row brings to a prompt. `collections`: ids, empty for all."""

    instructions: str
    parameters: dict[str, Any]
    tools: list[str]
    collections: list[int]


@dataclass(frozen=True)
class Route:
    """A model that can be called now, where and at what price, and the preset of the chat.

    `fallbacks` answer in its place, in this order, where it cannot. They have none of their own.
    """

    endpoint: Endpoint
    model: Model
    provider: Provider
    price: Price | None
    preset: Preset
    fallbacks: tuple[Route, ...] = ()


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

# By what somebody calls it: an alias, else the name at the first provider that has it, else `slug/name`. An alias
# stands for its model and for no other, also while that one cannot be called.
_NAMED = f"""
    SELECT id FROM (
        SELECT model_id AS id, 0 AS rank, 0 AS provider FROM providers_alias WHERE name = %(name)s
        UNION ALL
        SELECT m.id, 1, p.id {_USABLE} AND m.name = %(name)s
        UNION ALL
        SELECT m.id, 2, p.id {_USABLE} AND p.slug = %(slug)s AND m.name = %(rest)s
    ) named
    ORDER BY rank, provider LIMIT 1
"""
_PRESET = """
    SELECT instructions, parameters, tools,
        ARRAY(SELECT collection_id FROM assistants_assistant_collections WHERE assistant_id = a.id)
    FROM assistants_assistant a WHERE id = %(assistant)s OR is_default
    ORDER BY id = %(assistant)s DESC NULLS LAST LIMIT 1
"""
_NO_PRESET = "SELECT NULL, NULL, NULL, NULL"


def _chain(wanted: str, preset: str) -> str:
    """Selects the model of `wanted`, and its own fallbacks, not theirs: each that can be called now."""
    return f"""
        WITH wanted (id) AS ({wanted}), chain AS (
            SELECT id, {_ITSELF} AS place, 0 AS fallback FROM wanted
            UNION ALL
            SELECT f.to_id, f.position, f.id FROM wanted JOIN providers_fallback f ON f.model_id = wanted.id
        )
        SELECT place, {_columns(Model, "m")}, {_columns(Provider, "p")}, {_columns(Price, "price")}, preset.*
        FROM chain JOIN providers_model m ON m.id = chain.id JOIN providers_provider p ON p.id = m.provider_id
        LEFT JOIN LATERAL (
            SELECT * FROM providers_price WHERE model_id = m.id AND valid_from <= now()
            ORDER BY valid_from DESC LIMIT 1
        ) price ON true
        LEFT JOIN ({preset}) preset ON true
        WHERE p.enabled AND m.missing_since IS NULL
        ORDER BY place, fallback
    """


_ROUTE = _chain(f"SELECT coalesce(%(model)s::bigint, ({_DEFAULT}))", _PRESET)
_RESOLVE = _chain(_NAMED, _NO_PRESET)


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
    values = {"owner": owner_id, "model": model_id, "assistant": assistant_id}
    if found := await _found(connection, _ROUTE, values):
        return found
    raise NoModel(
        "No model is set up. An admin adds a provider on the admin page."
        if model_id is None
        else "This model is not available any more. Choose another one."
    )


async def resolve(connection: AsyncConnection, name: str) -> Route:
    """The way to the model that a caller of the API names; without a preset.

    Raises ModelNotFound, and NoModel when the model is there but its provider's key cannot be opened.
    """
    if names.askable(name):
        slug, _, rest = name.partition("/")
        if found := await _found(connection, _RESOLVE, {"name": name, "slug": slug, "rest": rest}):
            return found
    raise ModelNotFound(
        f"No model is named “{names.shown(name)}”, or none that can be called now. GET /v1/models lists those that can."
    )


async def listed(connection: AsyncConnection) -> list[ListedModel]:
    """The names that `resolve` takes now, each with its model; see `providers.names.listed`."""
    return names.listed(await (await connection.execute(names.LISTING)).fetchall())


async def _found(connection: AsyncConnection, statement: str, values: Mapping[str, Any]) -> Route | None:
    rows = await (await connection.execute(statement, values)).fetchall()
    # The model itself cannot be called: its fallbacks alone are not what was asked for.
    if not rows or rows[0][0] != _ITSELF:
        return None
    return replace(_read(rows[0][1:]), fallbacks=tuple(_openable(rows[1:])))


def _openable(rows: Sequence[Sequence[Any]]) -> Iterator[Route]:
    for row in rows:
        with suppress(NoModel):
            yield _read(row[1:])


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
