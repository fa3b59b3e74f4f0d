"""The rows of providers, models and prices as the engine reads them."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from psycopg import AsyncConnection
from psycopg.rows import dict_row

from chatapp.providers.models import Model, Price, Provider

# What the statements of others read.
PROVIDERS = "(SELECT id, slug FROM providers_provider)"
MODELS = "(SELECT id FROM providers_model)"
# The place of the model that was asked for in `chain`; its fallbacks have those of their rows.
ITSELF = -1


async def price_at(connection: AsyncConnection, model_id: int | None, moment: datetime) -> Price | None:
    """The price of a model that held at this moment."""
    cursor = connection.cursor(row_factory=dict_row)
    await cursor.execute(_price("%(model)s", "%(moment)s"), {"model": model_id, "moment": moment})
    row = await cursor.fetchone()
    return None if row is None else Price(**row)


USABLE = """
    FROM providers_model m JOIN providers_provider p ON p.id = m.provider_id
    WHERE p.enabled AND m.missing_since IS NULL
"""
# By the name that is asked for: an alias, else the name at the first provider that has it, else `slug/name`. An alias
# names its model and no other, also while that one cannot be called.
NAMED = f"""
    SELECT id FROM (
        SELECT model_id AS id, 0 AS rank, 0 AS provider FROM providers_alias WHERE name = %(name)s
        UNION ALL
        SELECT m.id, 1, p.id {USABLE} AND m.name = %(name)s
        UNION ALL
        SELECT m.id, 2, p.id {USABLE} AND p.slug = %(slug)s AND m.name = %(rest)s
    ) named
    ORDER BY rank, provider LIMIT 1
"""


def chain(wanted: str, preset: str) -> str:
    """Selects the model of `wanted`, and its own fallbacks, not theirs: each that can be called now, with `preset`."""
    return f"""
        WITH wanted (id) AS ({wanted}), chain AS (
            SELECT id, {ITSELF} AS place, 0 AS fallback FROM wanted
            UNION ALL
            SELECT f.to_id, f.position, f.id FROM wanted JOIN providers_fallback f ON f.model_id = wanted.id
        )
        SELECT place, {_columns(Model, "m")}, {_columns(Provider, "p")}, {_columns(Price, "price")}, preset.*
        FROM chain JOIN providers_model m ON m.id = chain.id JOIN providers_provider p ON p.id = m.provider_id
        LEFT JOIN LATERAL ({_price("m.id", "now()")}) price ON true
        LEFT JOIN ({preset}) preset ON true
        WHERE p.enabled AND m.missing_since IS NULL
        ORDER BY place, fallback
    """


def _price(model: str, moment: str) -> str:
    """The row that held at a moment; both are SQL."""
    return f"""
        SELECT {_columns(Price, "held")} FROM providers_price held
        WHERE held.model_id = {model} AND held.valid_from <= {moment}
        ORDER BY valid_from DESC LIMIT 1
    """


def _columns(model: type[models.Model], alias: str) -> str:
    return ", ".join(f'{alias}."{field.column}"' for field in model._meta.concrete_fields)
