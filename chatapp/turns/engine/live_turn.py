"""A turn that runs in this process."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from chatapp.completions.models import CompletionStatus
from chatapp.conversations.models import TurnStatus
from chatapp.conversations.store.event_log import Entry
from chatapp.turns.calls.generation import Generation
from chatapp.turns.calls.parameters import sent
from chatapp.turns.events.broadcast import Broadcast
from chatapp.turns.state import Event, TurnState, coalesce
from chatapp.turns.store.asked import NewMessage, Opened
from chatapp.turns.store.load import describe_message, describe_turn
from chatapp.wire.accumulate.growth import LARGEST_IMAGES
from chatapp.wire.json.jsontext import dumps_text

LARGEST_LOGPROBS = 8 * 1024 * 1024
"""Characters, as JSON: some ten thousand tokens with their alternatives."""


class LiveTurn:
    """The state of a running turn, its followers, and what is not in the log yet.

    `choice`: which of its first completion it is; the turn of choice 0 is the one that this completion belongs to.
    """

    def __init__(self, opened: Opened, choice: int = 0) -> None:
        self.id: UUID = opened.turn_id
        self.choice = choice
        self.opened = opened
        self.broadcast = Broadcast(opened.turn_id, _first_state(opened))
        self.task: asyncio.Task[None] | None = None
        self.ending: TurnStatus | None = None
        self.lost = False
        self.closing = False
        self.first_token_at: datetime | None = None
        # Messages at the beginning of its path that its last request went without.
        self.left_out = 0
        self.tool_calls: list[dict[str, Any]] = []
        # The completions that are its own, and those of which it shows a choice, each with its message.
        self.generations: list[tuple[UUID, Generation]] = []
        self.shown: list[tuple[UUID, Generation, int]] = []
        self._unlogged: list[Event] = []
        self._logged = 0
        self._refused: Entry | None = None

    @property
    def state(self) -> TurnState:
        return self.broadcast.state

    def publish(self, events: list[Event], *, at_once: bool = False) -> None:
        """Number the events, keep them for the log, and send them to those who follow."""
        if events:
            self._unlogged.extend(events)
            self.broadcast.publish(events, at_once=at_once)

    def take_unlogged(self) -> Entry | None:
        """The events since the last time, for the log; first those that it did not take the last time."""
        if self.closing:
            return None
        if self._refused is not None:
            entry, self._refused = self._refused, None
            return entry
        if not self._unlogged:
            return None
        entry = Entry(self.id, self._logged, self.state.seq, coalesce(self._unlogged))
        self._unlogged = []
        self._logged = self.state.seq
        return entry

    def give_back(self, entry: Entry) -> None:
        """The log did not take the entry, or did and could not say so: the same one is written again."""
        self._refused = entry

    def log_anew(self) -> None:
        """The log is empty: it is given all that is known, as one entry."""
        self._refused = None
        self._unlogged = self.state.as_events()
        self._logged = 0

    def cancel(self, ending: TurnStatus) -> None:
        """End the turn as `ending`. The first reason wins; asked again, it is tried again (see `cancellation`)."""
        if self.task is None:
            return
        if self.ending is None:
            self.ending = ending
            for _, generation in self.generations:
                generation.cut_as = CompletionStatus(ending.value)
        self.task.cancel()

    def drop(self) -> None:
        """The turn is there no more: stop, and write nothing. Nothing happens to one that has ended."""
        if not self.closing and self.task is not None:
            self.lost = True
            self.task.cancel()

    @property
    def reached_limit(self) -> bool:
        """Was its last answer cut where answers are cut?"""
        return bool(self.shown) and self.shown[-1][1].reached_limit

    def limit(self) -> dict[str, Any] | None:
        """What is said of an answer that was cut because it is too long; it counts as done, and can be continued."""
        if not self.reached_limit:
            return None
        megabytes = self.shown[-1][1].longest_answer >> 20
        return {
            "message": f"The answer was cut: answers have at most {megabytes} MB of text and "
            f"{LARGEST_IMAGES >> 20} MB of images here.",
            "type": "answer_limit",
            "code": "max_answer",
            "param": None,
            "status": None,
            "retryable": False,
        }

    def written(self) -> list[tuple[UUID, UUID]]:
        """Pairs of a completion and the message that it wrote."""
        return [
            (completion, message)
            for message, generation in self.generations
            for completion in generation.attempt_ids
        ]

    def logprobs(self) -> list[tuple[UUID, str]]:
        """How likely the tokens of its messages were, as JSON; those that are too large are not kept."""
        found = ((message, generation.answer.choice(choice)) for message, generation, choice in self.shown)
        texts = [
            (message, dumps_text(choice.logprobs)) for message, choice in found if choice and choice.logprobs
        ]
        return [(message, text) for message, text in texts if len(text) <= LARGEST_LOGPROBS]

    def final(self, status: TurnStatus, error: dict[str, Any] | None) -> dict[str, Any]:
        """The turn's fields at its end, as columns."""
        return {
            **_lasting(self.opened),
            "status": status.value,
            "first_token_at": self.first_token_at,
            "finished_at": datetime.now(UTC),
            "finish_reason": self._finish_reason(),
            "error": error,
            "left_out": self.left_out,
            **self._usage(),
        }

    def _finish_reason(self) -> str:
        if not self.shown:
            return ""
        _, last, choice = self.shown[-1]
        return last.answer.finish_reasons.get(choice, "")[:50]

    def _usage(self) -> dict[str, Any]:
        """What all attempts of the turn were metered with, added up."""
        metered = [values for _, generation in self.generations for values in generation.metered]
        costs = [values["cost"] for values in metered]
        unpriced = None in costs
        # What another turn's completion cost stands with that one.
        known = bool(metered) or self.choice == 0
        return {
            "prompt_tokens": sum(values["prompt_tokens"] for values in metered) if known else None,
            "completion_tokens": sum(values["completion_tokens"] for values in metered) if known else None,
            "usage_estimated": any(values["estimated"] for values in metered),
            "cost": sum(costs, Decimal(0)) if costs and not unpriced else None,
            "unpriced": unpriced,
        }


def _lasting(opened: Opened) -> dict[str, Any]:
    """The columns of a turn that are the same from its beginning to its end."""
    place, route = opened.place, opened.route
    assert route is not None
    return {
        "id": opened.turn_id,
        "conversation_id": place.conversation_id,
        "parent_id": place.parent_id,
        "model_id": route.model.pk,
        "model_name": route.model.name,
        "provider_name": route.provider.name,
        "parameters": sent(place.parameters, route),
        "created_at": opened.created_at,
    }


def _first_state(opened: Opened) -> TurnState:
    turn = describe_turn(
        {
            **_lasting(opened),
            "status": TurnStatus.RUNNING.value,
            "first_token_at": None,
            "finished_at": None,
            "prompt_tokens": None,
            "completion_tokens": None,
            "usage_estimated": False,
            "finish_reason": "",
            "error": None,
        }
    )
    return TurnState(turn, [_describe(message) for message in opened.place.asked])


def _describe(message: NewMessage) -> dict[str, Any]:
    columns = {**vars(message), "role": message.role, "continues_id": None, "reasoning_ms": None}
    return describe_message(columns)
