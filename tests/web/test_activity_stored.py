"""API activity with the filter "stored": what is stored of a person's scripts and chats."""

from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from chatapp.accounts.models import User
from chatapp.completions.listing import calls
from chatapp.completions.models import Completion, StoredCompletion
from chatapp.conversations.cursor import Cursor
from chatapp.conversations.models import Conversation, Message

from .calls import call, stored_call
from .rows import conversation, exchange


@pytest.fixture
def page(client: Client, alice: User) -> Client:
    client.force_login(alice)
    return client


def stored_chat(owner: User, title: str = "Connect a provider", **fields: Any) -> Completion:
    """The completion of an answer in a chat that asks for store; the chat is `.turn.conversation`."""
    answer = exchange(conversation(owner, title), "Hello?", "Hello.")
    of_chat: dict[str, Any] = {"kind": "chat", "call": None, "asked_model": "", "store": True, **fields}
    completion = call(owner, turn=answer.turn, message=answer, **of_chat)
    StoredCompletion.objects.create(completion=completion, user=owner)
    return completion


def chat_of(completion: Completion) -> Conversation:
    assert completion.turn is not None
    return completion.turn.conversation


def keys(page: Client, **filters: str) -> list[Any]:
    response = page.get("/activity/", filters)
    assert response.status_code == 200
    return [shown.completion.pk for shown in response.context["page"].calls]


def test_all_that_is_stored_is_listed_as_it_was_stored_chats_too(
    page: Client, alice: User, bob: User
) -> None:
    first = stored_chat(alice, "About <gardens>", minutes_ago=1)
    second = stored_call(alice, minutes_ago=9)
    third = stored_chat(alice, minutes_ago=5, metadata={"run": "1"})
    for owner in (bob, alice):
        call(owner)
    stored_chat(bob)
    assert keys(page, stored="yes") == [third.pk, second.pk, first.pk]
    assert keys(page, stored="yes", metadata="run=1") == [third.pk]
    assert first.pk not in keys(page)
    assert first.pk not in keys(page, stored="no")
    text = page.get("/activity/", {"stored": "yes"}).text
    assert f'href="/c/{chat_of(first).pk}/">About &lt;gardens&gt;</a>' in text
    assert "chat with Somewhere" in text


def test_a_deleted_chat_takes_what_was_stored_of_it_out_of_the_list(page: Client, alice: User) -> None:
    kept, gone = stored_chat(alice), stored_chat(alice)
    Conversation.objects.filter(pk=chat_of(gone).pk).update(deleted_at=timezone.now())
    assert keys(page, stored="yes") == [kept.pk]


def test_what_was_never_stored_is_not_offered_for_deletion(page: Client, alice: User) -> None:
    never = stored_chat(alice, store=False)
    StoredCompletion.objects.filter(completion=never).delete()
    shown = page.get(f"/activity/{never.public_id}/").text
    assert "Open the chat" in shown
    assert "Delete stored content" not in shown
    assert page.post(f"/activity/{never.public_id}/deletion/").status_code == 302


def test_what_was_stored_of_a_chat_is_deleted_like_others(page: Client, alice: User) -> None:
    kept, gone = stored_chat(alice), stored_chat(alice)
    page.post(f"/activity/{gone.public_id}/deletion/")
    assert keys(page, stored="yes") == [kept.pk]
    assert Message.objects.filter(completions=gone).exists()


def test_pages_of_what_is_stored_follow_each_other_after_a_deleted_one_too(page: Client, alice: User) -> None:
    stored = [stored_chat(alice) if n % 2 else stored_call(alice) for n in range(calls.PAGE + 3)]
    first = page.get("/activity/", {"stored": "yes"})
    last = first.context["page"].calls[-1].completion
    stored_call(alice)
    page.post(f"/activity/{last.public_id}/deletion/")
    rest = page.get("/activity/older/", QueryDict(first.context["older"]).dict())
    both = [shown.completion.pk for response in (first, rest) for shown in response.context["page"].calls]
    assert both == [completion.pk for completion in reversed(stored)]
    assert rest.context["older"] == ""


def test_a_rare_filter_looks_back_in_bounded_steps_among_the_stored_too(
    page: Client, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls, "REACH", 3)
    rare = stored_call(alice, model="rare")
    for _ in range(5):
        stored_chat(alice)
    first = page.get("/activity/", {"stored": "yes", "model": "rare"})
    assert first.context["page"].calls == []
    second = page.get("/activity/", QueryDict(first.context["older"]).dict())
    assert [shown.completion.pk for shown in second.context["page"].calls] == [rare.pk]


def test_somebody_elses_place_is_none_in_the_list_of_what_is_stored(
    page: Client, alice: User, bob: User
) -> None:
    stored_call(alice)
    theirs = stored_call(bob)
    after = str(Cursor(theirs.queued_at, theirs.pk))
    assert keys(page, stored="yes", after=after) == []


def test_who_has_only_chats_is_led_to_what_is_stored_of_them(page: Client, alice: User) -> None:
    assert "?stored=yes" not in page.get("/activity/").text
    stored_chat(alice)
    text = page.get("/activity/").text
    assert "No script has called yet" in text
    assert 'href="/activity/?stored=yes"' in text


def test_what_was_stored_of_a_chat_leads_to_it_and_is_gone_with_it(page: Client, alice: User) -> None:
    completion = stored_chat(alice)
    where, answer = chat_of(completion), completion.message
    assert answer is not None
    assert f'href="/c/{where.pk}/"' in page.get(f"/activity/{completion.public_id}/").text
    page.post(f"/activity/{completion.public_id}/deletion/")
    assert StoredCompletion.objects.get().deleted_at is not None
    assert Message.objects.filter(pk=answer.pk).exists()
    Conversation.objects.update(deleted_at=timezone.now())
    assert page.get(f"/activity/{completion.public_id}/").status_code == 404


def test_a_page_of_what_is_stored_takes_few_queries(
    page: Client, alice: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(15):
        stored_call(alice, minutes_ago=number)
        stored_chat(alice)
    with django_assert_max_num_queries(13):
        assert len(keys(page, stored="yes")) == 30
