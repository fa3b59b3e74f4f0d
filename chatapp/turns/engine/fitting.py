"""The requests of a turn, each within the window of its model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from chatapp.completions.last_call import last_call
from chatapp.conversations.attachments.parts import attachment_ids
from chatapp.turns.calls import hand_tools
from chatapp.turns.calls.parameters import sent
from chatapp.turns.calls.routing import Route
from chatapp.turns.errors import TooLong
from chatapp.turns.store.asked import Place
from chatapp.usage.estimate import message_tokens, tokens
from chatapp.wire.json.jsontext import dumps_text
from chatapp.wire.request.chat import Request
from chatapp.wire.types.messages import Message

from .context import Context, Window, is_instruction, starts_of
from .prompt import Path, extended

# Tokens of the attachments in a request.
Sizes = Mapping[UUID, int]


def context_of(
    path: Path, place: Place, route: Route, tools: list[dict[str, Any]], files: Sizes
) -> Context | None:
    """What the next request can hold of this path by our own count; None where the model's window is not known."""
    parameters = sent(place.parameters, route)
    window = Window.of(route.model, parameters)
    if window is None:
        return None
    sizes = [_size(body, files) for body, _ in path]
    always = [size for size, (body, _) in zip(sizes, path, strict=True) if is_instruction(body)]
    asked = [_size(message.body, files) for message in place.asked]
    offered = hand_tools.joined(parameters.get("tools") or (), tools)
    return Context(
        window,
        [0 if is_instruction(body) else size for size, (body, _) in zip(sizes, path, strict=True)],
        starts_of(path, asks_more=place.question is not None),
        sum([*always, *asked, _preset_tokens(route, offered)]),
    )


async def corrected(
    connection: AsyncConnection, context: Context, path: Path, place: Place, model_id: int
) -> Context:
    """By what the provider counted at the last call on this path."""
    leaf = place.above
    if leaf is None or (last := await last_call(connection, leaf)) is None:
        return context
    return context.corrected(last, model_id, len(path) - (1 if last.message_id == leaf else 2))


class Fitting:
    """Makes the requests of one turn. `build`: the first request without so many messages of the path."""

    def __init__(self, build: Callable[[int], Request], context: Context | None, model: str) -> None:
        self._build = build
        self._context = context
        self._model = model
        self._added: list[dict[str, Any]] = []
        self.left_out = 0 if context is None else context.left_out()

    def first(self) -> Request:
        """Raises TooLong."""
        if self._context is not None and self._context.is_too_long():
            raise TooLong(too_long(self._model, self._context.least(), self._context.window))
        return self._build(self.left_out)

    def beside(self) -> Fitting:
        """For another choice of the first request, which goes on by itself."""
        return Fitting(self._build, self._context, self._model)

    def next(self, request: Request, bodies: Iterable[dict[str, Any]]) -> Request:
        """After `request`: with an answer that calls tools, and their results."""
        added = list(bodies)
        self._added += added
        # A call that was asked for has been made: asked for again, it would be made for ever.
        if self._context is None or (now := self._context.left_out(self._more)) == self.left_out:
            return extended(request.without("tool_choice", "n"), added)
        self.left_out = now
        return extended(self._build(now).without("tool_choice", "n"), self._added)

    @property
    def _more(self) -> int:
        return sum(message_tokens(Message(body)) for body in self._added)


def too_long(model: str, count: int, window: Window) -> str:
    return (
        f"This question is too long for {model}: with the instructions it has about {count:,} tokens, and the model "
        f"takes {window.size:,}. Shorten it, attach less, or choose a model with a larger window."
    )


def _size(body: dict[str, Any], files: Sizes) -> int:
    attached = sum(files.get(id, 0) for id in attachment_ids([body])) if files else 0
    return message_tokens(Message(body)) + attached


def _preset_tokens(route: Route, tools: list[dict[str, Any]]) -> int:
    instructions = route.preset.instructions
    offered = tokens(dumps_text(tools)) if tools and route.model.tools else 0
    return offered + (
        message_tokens(Message({"role": "system", "content": instructions})) if instructions else 0
    )
