"""Which model answers, and which ones do where it cannot.

A chat's: the one asked for, else its assistant's, else the admin's default, else the person's last, else the first.
The built-in one comes last: it is nobody's choice once there is a language model, unless it is asked for. A caller of
the API asks by a name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from django.db import connection as django_connection
from django.db import models
from psycopg import AsyncConnection

from chatapp.assistants.access import usable_slug
from chatapp.assistants.store import MODEL_OF_ASSISTANT, PRESET
from chatapp.conversations.store.conversations import LAST_MODEL
from chatapp.providers import names
from chatapp.providers.endpoint import endpoint
from chatapp.providers.errors import Unusable
from chatapp.providers.models import Model, Price, Provider
from chatapp.providers.names import ListedModel
from chatapp.providers.store import ITSELF, NAMED, USABLE, chain
from chatapp.turns.errors import ModelNotFound, NoModel
from chatapp.upstream.endpoint import Endpoint

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True)
class Preset:
    """What the assistant's row brings to a prompt. `collections`: ids; None where it keeps to none."""

    instructions: str
    parameters: dict[str, Any]
    tools: list[str]
    collections: list[int] | None
    slug: str = ""


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


_PREFERRED = f"""
    m.is_default DESC,
    p.base_url = 'builtin:',
    m.id = ({LAST_MODEL}) DESC NULLS LAST,
    p.id, m.name
"""
_DEFAULT = f"SELECT m.id {USABLE} AND m.chat ORDER BY {_PREFERRED} LIMIT 1"
_NO_PRESET = "SELECT NULL, NULL, NULL, NULL, NULL"
_OF_ASSISTANT = f"SELECT m.id {USABLE} AND m.id = ({MODEL_OF_ASSISTANT})"
_ROUTE = chain(f"SELECT coalesce(%(model)s::bigint, ({_OF_ASSISTANT}), ({_DEFAULT}))", PRESET)
_RESOLVE = chain(NAMED, _NO_PRESET)


def default_model_id(owner_id: int) -> int | None:
    """The model that a new chat of this person begins with."""
    with django_connection.cursor() as cursor:
        cursor.execute(_DEFAULT, {"owner": owner_id})
        row = cursor.fetchone()
    return row[0] if row else None


async def route(
    connection: AsyncConnection, owner_id: int, *, model_id: int | None, assistant_id: int | None = None
) -> Route:
    """The way to `model_id`, else the assistant's, else the default. Raises NoModel when it cannot be called now."""
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


async def resolve_assistant(connection: AsyncConnection, owner_id: int, slug: str) -> Route | None:
    """The way to an assistant that this person may use; None where there is none. Raises NoModel."""
    if not names.askable(slug) or (chosen := await usable_slug(connection, owner_id, slug)) is None:
        return None
    return await route(connection, owner_id, model_id=None, assistant_id=chosen)


async def listed(connection: AsyncConnection) -> list[ListedModel]:
    """The names that `resolve` takes now, each with its model; see `providers.names.listed`."""
    return names.listed(await (await connection.execute(names.LISTING)).fetchall())


async def _found(connection: AsyncConnection, statement: str, values: Mapping[str, Any]) -> Route | None:
    rows = await (await connection.execute(statement, values)).fetchall()
    # The model itself cannot be called: its fallbacks alone are not what was asked for.
    if not rows or rows[0][0] != ITSELF:
        return None
    return replace(_read(rows[0][1:]), fallbacks=tuple(_openable(rows[1:])))


def _openable(rows: Sequence[Sequence[Any]]) -> Iterator[Route]:
    for row in rows:
        with suppress(NoModel):
            yield _read(row[1:])


def _read(row: Sequence[Any]) -> Route:
    model, rest = _take(Model, row)
    provider, rest = _take(Provider, rest)
    model.provider = provider
    price, rest = _take(Price, rest)
    instructions, parameters, tools, collections, slug = rest
    preset = Preset(instructions or "", parameters or {}, tools or [], collections, slug or "")
    try:
        where = endpoint(provider)
    except Unusable as error:
        raise NoModel(str(error)) from error
    return Route(where, model, provider, price if price.pk is not None else None, preset)


def _take(kind: type[Row], row: Sequence[Any]) -> tuple[Row, Sequence[Any]]:
    fields = [field.attname for field in kind._meta.concrete_fields]
    return kind.from_db("default", fields, row[: len(fields)]), row[len(fields) :]
