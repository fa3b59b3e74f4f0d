"""How much of a model's window the next question of a conversation would take, before it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from chatapp.conversations.store.attachments import visible
from chatapp.providers.tiers import held
from chatapp.tools.registry import Registry
from chatapp.turns.store.asked import Send
from chatapp.turns.store.opening import plan
from chatapp.usage.amounts import plain
from chatapp.usage.pricing import cost
from chatapp.wire.types.usage import Usage

from . import files
from .fitting import context_of, corrected
from .prompt import attachments_of, load_path, message_at


@dataclass(frozen=True)
class Measured:
    """In tokens, as the provider counts them as far as that is known. `first`: the message from which on the model sees
    the path, where some before it are left out; `cost`: of the prompt, in US dollars, None without a price; its part
    `per_call` is the same however long the prompt is."""

    model_id: int
    window: int
    reserved: int
    tokens: int
    left_out: int
    first: UUID | None
    too_long: bool
    cost: Decimal | None
    per_call: Decimal

    def as_frame(self) -> dict[str, Any]:
        return {
            "model": self.model_id,
            "window": self.window,
            "reserved": self.reserved,
            "tokens": self.tokens,
            "left_out": self.left_out,
            "first": None if self.first is None else str(self.first),
            "too_long": self.too_long,
            "cost": None if self.cost is None else plain(self.cost),
            "per_call": plain(self.per_call),
        }


async def measure(connection: AsyncConnection, registry: Registry, asked: Send, more: int) -> Measured | None:
    """Of a question with `more` tokens of text beside the parts of `asked`. None: the model's window is not known.

    Raises TurnError.
    """
    place, route = await plan(connection, asked)
    if not route.model.context_window:
        return None
    path = [] if place.is_new else await load_path(connection, place)
    found = await visible(connection, asked.owner_id, attachments_of(path, place))
    sizes = {id: files.expected_tokens(each, route.model) for id, each in found.items()}
    tools = registry.definitions(route.preset.tools) if route.model.tools else []
    context = context_of(path, place, route, tools, sizes)
    assert context is not None
    if context.may_be_over:
        context = await corrected(connection, context, path, place, route.model.pk)
    left_out = context.left_out(more)
    count = context.tokens(left_out, more)
    first = await message_at(connection, place, left_out) if left_out else None
    price = route.price and held(route.price, place.parameters.get("service_tier"), count)
    return Measured(
        route.model.pk,
        context.window.size,
        context.window.reserved,
        count,
        left_out,
        first,
        context.is_too_long(more),
        cost(Usage.of(count, 0), price),
        (price and price.per_call) or Decimal(0),
    )
