"""Opens a turn: checks what was asked, chooses the model, writes the rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from uuid_utils.compat import uuid7

from chatapp.assistants.access import is_usable
from chatapp.conversations import titles
from chatapp.conversations.attachments.parts import attachment_id, attachment_ids, part_of
from chatapp.conversations.models import MessageRole, TurnStatus
from chatapp.conversations.notify import CHANNEL, payload
from chatapp.conversations.settings import columns_of, parameters_of
from chatapp.conversations.store import opening
from chatapp.conversations.store.attachments import visible
from chatapp.turns.calls import hand_tools
from chatapp.turns.calls.parameters import sent
from chatapp.turns.calls.routing import Route, route
from chatapp.turns.errors import Busy, Conflict, NotFound, TurnError
from chatapp.wire.json.jsontext import dumps_text

from .asked import Continue, NewMessage, Opened, Place, Results, Retry, Send, TurnRequest

MOST_OPEN_TURNS = 8
_PREVIEW_LENGTH = 200


async def open_turn(connection: AsyncConnection, asked: TurnRequest, runner_id: UUID) -> Opened:
    """Write the rows of a turn of `runner_id`. Raises TurnError. A known client_id returns its turn."""
    try:
        if not isinstance(asked, Results):
            return await _open_new(connection, asked, runner_id)
        # Nobody else may answer the same calls meanwhile.
        async with connection.transaction():
            await opening.lock_conversation(connection, asked.owner_id, asked.message_id)
            return await _open_new(connection, asked, runner_id)
    except TurnError:
        # What was possible the first time may be so no more: the model is gone, the limit is reached.
        if earlier := await _earlier(connection, asked):
            return earlier
        raise


async def _open_new(connection: AsyncConnection, asked: TurnRequest, runner_id: UUID) -> Opened:
    place, chosen = await plan(connection, asked)
    # The ids of turns are in the order of their versions: the first of the choices, which is shown, is the newest.
    *beside, turn_id = sorted(uuid7() for _ in range(_number(place, chosen)))
    values = _values(asked, place, chosen, runner_id)
    values |= {"turn": turn_id, "most": MOST_OPEN_TURNS - len(beside)}
    created_at = await opening.insert(connection, values)
    if created_at is None:
        raise Busy(f"You have {MOST_OPEN_TURNS} answers running. Wait for one, or stop one.")
    if isinstance(asked, Results):
        await opening.record_results(connection, place.above, asked.contents, created_at)
    return Opened(turn_id, asked.owner_id, place, created_at, chosen, beside=tuple(beside))


async def open_beside(connection: AsyncConnection, first: Opened, turn_id: UUID) -> Opened | None:
    """Write the row of a turn that answers the same as `first`, which runs; None where that runs no more."""
    created_at = await opening.insert_beside(connection, first.turn_id, turn_id, str(turn_id))
    place = replace(first.place, asked=(), is_new=False)
    return None if created_at is None else Opened(turn_id, first.owner_id, place, created_at, first.route)


async def plan(connection: AsyncConnection, asked: TurnRequest) -> tuple[Place, Route]:
    """Where the answer would hang, and which model would write it; nothing is written. Raises TurnError."""
    if isinstance(asked, Send):
        asked = replace(asked, parts=await _known_parts(connection, asked))
    place = await _with_assistant(connection, asked, await _find_place(connection, asked))
    chosen = await route(
        connection,
        asked.owner_id,
        model_id=asked.model_id if asked.model_id is not None else place.model_id,
        assistant_id=place.assistant_id,
    )
    return place, chosen


def _number(place: Place, chosen: Route) -> int:
    """How many answers are asked for. What goes on from an answer is one."""
    asked: int = sent(place.parameters, chosen).get("n", 1)
    return 1 if place.continues else asked


async def _find_place(connection: AsyncConnection, asked: TurnRequest) -> Place:
    match asked:
        case Send(conversation_id=None):
            question = NewMessage(uuid7(), None, _body(asked))
            return Place(
                uuid7(),
                question.id,
                asked.store,
                is_new=True,
                temporary=asked.temporary,
                assistant_id=asked.assistant_id,
                asked=(question,),
                parameters=asked.parameters or {},
            )
        case Send():
            return await _place_of_question(connection, asked)
        case Retry():
            return await _place_of_retry(connection, asked)
        case Continue():
            return await _place_of_rest(connection, asked)
        case Results():
            return await _place_of_results(connection, asked)


async def _with_assistant(connection: AsyncConnection, asked: TurnRequest, place: Place) -> Place:
    """The place without an assistant that the person may use no more: a chat goes on with the default one."""
    chosen = place.assistant_id
    if chosen is None or await is_usable(connection, asked.owner_id, chosen):
        return place
    if place.is_new:
        raise NotFound("This assistant does not exist, or is shared with you no longer. Choose another one.")
    return replace(place, assistant_id=None)


async def _known_parts(connection: AsyncConnection, asked: Send) -> list[dict[str, Any]]:
    """The parts with what we know of the files that they name: nothing of it is taken from who sends it."""
    ids = {found for part in asked.parts if (found := attachment_id(part))}
    known = await visible(connection, asked.owner_id, ids) if ids else {}
    if len(known) < len(ids):
        raise NotFound("A file of this message is not there any more. Remove it, and attach it again.")
    named = ((part, attachment_id(part)) for part in asked.parts)
    return [part_of(known[id]) if id else part for part, id in named]


async def _place_of_question(connection: AsyncConnection, asked: Send) -> Place:
    row = await opening.conversation(connection, asked.owner_id, asked.conversation_id, asked.parent_id)
    if row is None:
        raise NotFound("This chat does not exist any more.")
    if asked.parent_id is not None and row["parent_id"] is None:
        raise NotFound("The message that this one answers does not exist.")
    question = NewMessage(uuid7(), asked.parent_id, _body(asked))
    place = _place(row, parent_id=question.id, asked=(question,))
    return place if asked.parameters is None else replace(place, parameters=asked.parameters)


async def _place_of_retry(connection: AsyncConnection, asked: Retry) -> Place:
    row = await _message(connection, asked)
    if row["role"] not in (MessageRole.USER, MessageRole.TOOL):
        raise Conflict("Only a message of yours can be answered again.")
    return _place(row, parent_id=asked.message_id)


async def _place_of_rest(connection: AsyncConnection, asked: Continue) -> Place:
    row = await _message(connection, asked)
    if row["role"] != MessageRole.ASSISTANT:
        raise Conflict("Only an answer can be continued.")
    partial = row["status"] in (TurnStatus.STOPPED, TurnStatus.INTERRUPTED, TurnStatus.FAILED)
    if not partial and row["finish_reason"] != "length":
        raise Conflict("This answer is complete: there is nothing to continue.")
    return _place(row, parent_id=asked.message_id, continues=asked.message_id)


async def _place_of_results(connection: AsyncConnection, asked: Results) -> Place:
    row = await _message(connection, asked)
    ending, gone_on = await opening.ending(connection, row["id"], asked.message_id)
    calls = hand_tools.waiting(ending)
    whole = row["status"] in (None, TurnStatus.DONE) and row["finish_reason"] != "length"
    if (gone_on and not asked.instead) or not whole or not calls:
        raise Conflict("No call of a tool waits for a result here: it was answered, or the chat went on.")
    if unknown := asked.contents.keys() - set(calls):
        raise Conflict(f"No call with the id “{min(unknown)[:200]}” waits for a result here.")
    results = _chain(asked.message_id, [hand_tools.result(id, _content(asked, id)) for id in calls])
    return _place(row, parent_id=results[-1].id, asked=results)


def _content(asked: Results, call_id: str) -> str:
    return asked.contents.get(call_id, hand_tools.NOT_ANSWERED)


def _chain(above: UUID, bodies: Iterable[dict[str, Any]]) -> tuple[NewMessage, ...]:
    """New messages, each below the one before it."""
    messages: list[NewMessage] = []
    for body in bodies:
        messages.append(NewMessage(uuid7(), messages[-1].id if messages else above, body))
    return tuple(messages)


async def _message(connection: AsyncConnection, asked: Retry | Continue | Results) -> dict[str, Any]:
    row = await opening.message(connection, asked.owner_id, asked.message_id)
    if row is None:
        raise NotFound("This message does not exist.")
    return row


def _place(row: dict[str, Any], **values: Any) -> Place:
    return Place(
        conversation_id=row["id"],
        store=row["store"],
        is_new=False,
        model_id=row["model_id"],
        assistant_id=row["assistant_id"],
        parameters=parameters_of(row),
        **values,
    )


def _body(asked: Send) -> dict[str, Any]:
    return {"role": "user", "content": asked.parts}


def _values(asked: TurnRequest, place: Place, chosen: Route, runner_id: UUID) -> dict[str, Any]:
    words = titles.first_words(place.question or {})
    return {
        "conversation": place.conversation_id,
        "owner": asked.owner_id,
        "client_id": asked.client_id,
        "parent": place.parent_id,
        "runner": runner_id,
        "model": chosen.model.pk,
        "provider_name": chosen.provider.name,
        "model_name": chosen.model.name,
        "store": place.store,
        "temporary": place.temporary,
        "assistant": place.assistant_id,
        **_parameter_values(asked, place, chosen),
        "title": titles.from_question(words),
        "preview": words[:_PREVIEW_LENGTH],
        "attachments": list(attachment_ids([place.question] if place.question else [])),
        "asked_ids": [message.id for message in place.asked],
        "asked_parents": [message.parent_id for message in place.asked],
        "asked_roles": [message.role for message in place.asked],
        "asked_bodies": [dumps_text(message.body) for message in place.asked],
        "channel": CHANNEL,
        "payload": payload(asked.owner_id, place.conversation_id),
    }


def _parameter_values(asked: TurnRequest, place: Place, chosen: Route) -> dict[str, Any]:
    """`sets`: whether the conversation gets other parameters by this turn; `sent`: those of the turn itself."""
    columns = columns_of(place.parameters)
    values = {"parameters": columns["parameters"], "sent": sent(place.parameters, chosen) or None}
    return {
        "sets": isinstance(asked, Send) and asked.parameters is not None,
        "metadata": dumps_text(columns["metadata"]),
        **{name: None if value is None else dumps_text(value) for name, value in values.items()},
    }


async def _earlier(connection: AsyncConnection, asked: TurnRequest) -> Opened | None:
    """The turn that an earlier request with this client_id opened."""
    row = await opening.turn(connection, asked.owner_id, asked.client_id)
    if row is None:
        return None
    if row["deleted_at"] is not None:
        raise NotFound("This chat does not exist any more.")
    place = _place(row, parent_id=row["parent_id"])
    return Opened(row["turn_id"], asked.owner_id, place, row["created_at"], None, duplicate=True)
