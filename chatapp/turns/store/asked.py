"""What a person asks of the engine, and where the answer to it hangs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from chatapp.conversations.models import MessageRole
from chatapp.turns.calls.routing import Route


@dataclass(frozen=True)
class Send:
    """A question.

    `conversation` None starts a new one, with this assistant, whose completions are stored if `store` says so, and
    which is a temporary one if `temporary` does; `parent` None starts a branch at its root; `parameters` None: those
    that the conversation has.
    """

    owner_id: int
    client_id: str
    parts: list[dict[str, Any]]
    conversation_id: UUID | None = None
    parent_id: UUID | None = None
    model_id: int | None = None
    store: bool = False
    assistant_id: int | None = None
    parameters: Mapping[str, Any] | None = None
    temporary: bool = False


@dataclass(frozen=True)
class Retry:
    """Another answer to the person's message `message_id`."""

    owner_id: int
    client_id: str
    message_id: UUID
    model_id: int | None = None


@dataclass(frozen=True)
class Continue:
    """Go on from the partial answer `message_id`."""

    owner_id: int
    client_id: str
    message_id: UUID
    model_id: int | None = None


@dataclass(frozen=True)
class Results:
    """What the person answers to the calls of tools typed by hand at the end of an answer, whose last message is
    `message_id`.

    `contents`: texts by the ids of the calls. A call that is left out has a result that says so. `instead`: where they
    were answered before, or the chat went on, these are another version of what follows.
    """

    owner_id: int
    client_id: str
    message_id: UUID
    contents: Mapping[str, str]
    model_id: int | None = None
    instead: bool = False


TurnRequest = Send | Retry | Continue | Results


@dataclass(frozen=True)
class NewMessage:
    """One that the person wrote, and whose row is written with the turn's."""

    id: UUID
    parent_id: UUID | None
    body: dict[str, Any]

    @property
    def role(self) -> str:
        role: str = self.body["role"]
        return role


@dataclass(frozen=True)
class Place:
    """Where the answer will hang. `parent_id` is the message above it; `asked` the new messages down to that one: a
    question, or results of calls; `parameters` what the person sets for the chat, the metadata among them."""

    conversation_id: UUID
    parent_id: UUID
    store: bool
    is_new: bool
    temporary: bool = False
    model_id: int | None = None
    assistant_id: int | None = None
    asked: tuple[NewMessage, ...] = ()
    continues: UUID | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def above(self) -> UUID | None:
        """The last message on its path that was there before."""
        return self.asked[0].parent_id if self.asked else self.parent_id

    @property
    def question(self) -> dict[str, Any] | None:
        last = self.asked[-1] if self.asked else None
        return last.body if last and last.role == MessageRole.USER else None


@dataclass(frozen=True)
class Opened:
    """A turn whose rows are written. `duplicate`: the rows are of an earlier request with this client_id.

    `beside`: ids of turns for the further answers that are asked for; their rows are written as these begin.
    """

    turn_id: UUID
    owner_id: int
    place: Place
    created_at: datetime
    route: Route | None
    duplicate: bool = False
    beside: tuple[UUID, ...] = ()
