"""What is exported and imported again is the same, but for its ids."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.utils import timezone

from chatapp.accounts.models import User
from chatapp.conversations.models import Conversation, Folder, Message, TurnStatus
from chatapp.exchange.models import ImportStatus
from chatapp.providers.models import Model
from tests.exchange.downloads import download
from tests.exchange.importing import import_file, path, problems
from tests.exchange.test_export import of_all, with_a_tool_call, with_two_answers
from tests.web.rows import ask, conversation, exchange, turn_below

pytestmark = pytest.mark.django_db


def exported(person: User) -> list[dict[str, Any]]:
    """The conversations of a person's export, with the ids as numbers in their order."""
    found: list[dict[str, Any]] = json.loads(download(person, of_all("json")))["conversations"]
    return [_numbered(chat) for chat in found]


def _numbered(chat: dict[str, Any]) -> dict[str, Any]:
    ids = [chat["id"], *(row["id"] for name in ("messages", "turns") for row in chat[name])]
    numbers = {id: number for number, id in enumerate(ids)}
    renamed: dict[str, Any] = json.loads(
        json.dumps(chat),
        object_hook=lambda row: {name: _number(numbers, value) for name, value in row.items()},
    )
    return renamed


def _number(numbers: dict[str, int], value: Any) -> Any:
    return numbers.get(value, value) if isinstance(value, str) else value


def with_everything(owner: User) -> None:
    with_two_answers(owner)
    with_a_tool_call(owner)
    chat = conversation(owner, "nul ends", minutes_ago=60)
    Conversation.objects.filter(pk=chat.pk).update(
        store=True,
        metadata={"team": "blü"},
        tags=["urgent", "q3 plan"],
        parameters={"temperature": 0.5, "a": [1]},
        model=Model.objects.first(),
        folder=Folder.objects.create(owner=owner, name="Work"),
        pinned_at=timezone.now(),
        archived_at=timezone.now(),
        title_source="user",
        preview="…",
    )
    begun = exchange(
        chat, "nul \0 half \ud83d big", "1, 2", numbers=[10**30, 1.5, None], nested=[[{"a": []}]]
    )
    turn_below(
        ask(chat, "Failed"), TurnStatus.FAILED, error={"type": "x"}, finish_reason="", completion_tokens=0
    )
    Message.objects.create(
        conversation=chat,
        parent=begun,
        continues=begun,
        role="assistant",
        body={"role": "assistant", "content": "3"},
    )
    ended = {"finished_at": timezone.now(), "first_token_at": timezone.now(), "prompt_tokens": 7}
    chat.turns.filter(status=TurnStatus.DONE).update(
        **ended, usage_estimated=True, provider_name="P", parameters={"n": 2}
    )
    conversation(owner, "Without messages")


def test_a_round_trip_loses_nothing(alice: User, bob: User) -> None:
    with_everything(alice)
    before = exported(alice)
    done = import_file(bob, download(alice, of_all("json")))
    # A conversation without a message is one that nobody would miss.
    assert (done.taken, done.broken) == (3, 1)
    assert problems(done) == ["Chat 4 “Without messages”: It has no messages."]
    assert exported(bob) == before[:3]


def test_an_export_that_comes_back_to_its_owner_makes_no_doubles(alice: User) -> None:
    with_everything(alice)
    done = import_file(alice, download(alice, of_all("json")))
    assert (done.taken, done.known) == (0, 4)


def test_what_came_by_an_import_is_exported_and_known_again(alice: User, bob: User) -> None:
    with_two_answers(alice)
    import_file(bob, download(alice, of_all("json")))
    assert import_file(bob, download(bob, of_all("json"))).known == 1
    assert import_file(bob, download(alice, of_all("json"))).known == 1


def test_an_order_that_children_lead_is_read(alice: User, bob: User) -> None:
    with_two_answers(alice)
    document = json.loads(download(alice, of_all("json")))
    document["conversations"][0]["messages"].reverse()
    import_file(bob, json.dumps(document).encode())
    assert [words for _, words in path(Conversation.objects.get(owner=bob))] == ["Name a river", "The Rhine"]


def test_a_file_of_a_later_version_is_refused_as_a_whole(alice: User) -> None:
    done = import_file(alice, b'{"format": "chatapp-conversations", "version": 2, "conversations": [{}]}')
    assert (done.status, done.failure) == (
        ImportStatus.FAILED,
        "The file is of version 2 of the format; this server reads version 1. Update the server, or export again.",
    )


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("messages", 0, "role"), "king"),
        (("messages", 0, "body"), []),
        (("messages", 0, "created_at"), "2026-01-01T00:00:00"),
        (("turns", 0, "status"), "running"),
        (("turns", 0, "parent"), "nowhere"),
        (("turns", 0, "model_name"), 7),
        (("title",), "x" * 300),
        (("title",), "nul \0"),
        (("title_source",), "nobody"),
        (("metadata",), "text"),
        (("parameters",), [1]),
        (("parameters",), {"n": 10**9}),
        (("parameters",), {"tools": "all"}),
        (("messages",), None),
        (("tool_calls",), [{"message": "nowhere", "turn": "nowhere"}]),
    ],
)
def test_what_is_not_as_the_format_says_costs_one_chat(
    alice: User, bob: User, place: tuple[Any, ...], value: Any
) -> None:
    for _ in range(2):
        with_two_answers(alice)
    document = json.loads(download(alice, of_all("json")))
    inner = document["conversations"][0]
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    done = import_file(bob, json.dumps(document).encode())
    assert (done.status, done.taken, done.broken) == (ImportStatus.DONE, 1, 1), problems(done)
    assert Conversation.objects.filter(owner=bob).count() == 1
