"""API activity: a person's calls, and the page of each."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.utils import timezone
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries

from chatapp.accounts.models import User
from chatapp.completions.listing import calls
from chatapp.completions.models import Completion, StoredCompletion, StoredLabel
from chatapp.completions.view import continuation
from chatapp.completions.view.display_budget import MOST_MESSAGES
from chatapp.conversations.models import Conversation, Message
from chatapp.turns.engine.prompt import sendable

from .calls import api_key, call, model_row, stored_call

# The same in each process that collects the tests.
NOBODY = "01a1fb00-0000-7000-8000-000000000000"
ELSE = "chatcmpl-" + NOBODY.replace("-", "")


@pytest.fixture
def page(client: Client, alice: User) -> Client:
    client.force_login(alice)
    return client


def listed(page: Client, **filters: str) -> str:
    response = page.get("/activity/", filters)
    assert response.status_code == 200, response
    return response.text


def names(page: Client, **filters: str) -> list[str]:
    """The models of the calls that are listed."""
    response = page.get("/activity/", filters)
    assert response.status_code == 200
    return [shown.completion.asked_model for shown in response.context["page"].calls]


def opened(page: Client, completion: Completion) -> str:
    response = page.get(f"/activity/{completion.public_id}/")
    assert response.status_code == 200
    return response.text


def test_calls_are_listed_the_newest_first_with_what_they_took(page: Client, alice: User) -> None:
    call(alice, "old-model", minutes_ago=5)
    call(alice, "new-model", key=api_key(alice, "nightly report"))
    text = listed(page)
    assert text.index("new-model") < text.index("old-model")
    for shown in ("nightly report", "1,200", "420 ms", "3.0 s", "$0.00036", "Somewhere", "done"):
        assert shown in text


def test_unpriced_and_estimated_are_said_and_never_a_zero(page: Client, alice: User) -> None:
    call(alice, price=None)
    call(alice, estimated=True)
    text = listed(page)
    assert "unpriced" in text
    assert "estimated" in text
    assert "$0.00<" not in text


def test_chats_and_other_peoples_calls_are_not_listed(page: Client, alice: User, bob: User) -> None:
    call(bob, "model-of-bob")
    call(alice, "chat-model", kind="chat", call=None)
    assert names(page) == []
    assert "No script has called yet" in listed(page)


def test_the_empty_page_leads_to_the_lines_to_paste(page: Client) -> None:
    assert 'href="/account/script/"' in listed(page)


@pytest.mark.parametrize("path", ["/activity/", "/account/script/"])
def test_pages_below_the_account_lead_back_to_it(page: Client, alice: User, path: str) -> None:
    for address in (path, f"/activity/{call(alice).public_id}/"):
        assert '<a href="/account/" aria-current="page">Account</a>' in page.get(address).text
    assert '<p class="back"><a href="/account/">Account</a></p>' in page.get(path).text


def test_attempts_of_one_call_are_one_line_that_says_what_was_tried(page: Client, alice: User) -> None:
    first = call(alice, status="failed", minutes_ago=1, provider_name="First")
    assert first.call is not None
    call(alice, of=first.call, attempt=2, provider_name="Second")
    assert names(page) == ["gpt-5-mini"]
    text = listed(page)
    assert "tried: First" in text
    assert names(page, status="failed") == []
    assert names(page, status="done") == ["gpt-5-mini"]


def test_a_line_of_several_attempts_leads_to_a_page_that_leads_to_each(page: Client, alice: User) -> None:
    first = call(
        alice, status="failed", minutes_ago=1, error={"message": "Too many requests.", "status": 429}
    )
    assert first.call is not None
    last = call(alice, of=first.call, attempt=2)
    text = opened(page, last)
    assert "What was tried" in text
    assert first.public_id in text
    assert "Too many requests." in text
    assert "Why it failed" in opened(page, first)


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"model": "wanted"}, ["wanted"]),
        ({"model": "served-name"}, ["wanted"]),
        ({"status": "failed"}, ["wanted"]),
        ({"stored": "no"}, ["wanted", "other"]),
        ({"stored": "yes"}, ["kept"]),
        ({"metadata": "team=blue"}, ["wanted"]),
        ({"metadata": "team=red"}, []),
        ({"metadata": "team"}, ["kept", "wanted", "other"]),
        ({"status": "nonsense", "since": "yesterday"}, ["kept", "wanted", "other"]),
        ({"model": "wan\0ted"}, ["kept", "wanted", "other"]),
        ({"status": "failed", "model": "other"}, []),
    ],
)
def test_filters_narrow_the_list_and_nonsense_does_not(
    page: Client, alice: User, filters: dict[str, str], found: list[str]
) -> None:
    stored_call(alice, model="kept")
    call(
        alice, "wanted", status="failed", metadata={"team": "blue"}, served_model="served-name", minutes_ago=1
    )
    call(alice, "other", minutes_ago=2)
    assert names(page, **filters) == found


def test_a_filter_by_key_knows_only_ones_own_keys(page: Client, alice: User, bob: User) -> None:
    mine, theirs = api_key(alice, "mine"), api_key(bob, "theirs")
    call(alice, "wanted", key=mine)
    call(alice, "other")
    assert names(page, key=str(mine.pk)) == ["wanted"]
    assert "theirs" not in listed(page)
    assert names(page, key=str(theirs.pk)) == ["wanted", "other"][::-1]


def test_days_are_whole_days(page: Client, alice: User) -> None:
    noon = datetime(2026, 3, 10, 12, tzinfo=UTC)
    for days in (0, 1, 2):
        call(alice, f"day-{days}", queued_at=noon - timedelta(days=days))
    assert names(page, since="2026-03-09", until="2026-03-09") == ["day-1"]
    assert names(page, since="2026-03-09") == ["day-0", "day-1"]
    assert names(page, until="2026-03-08") == ["day-2"]


def test_pages_follow_each_other_without_a_gap_while_calls_are_added(
    page: Client, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = timezone.now() - timedelta(minutes=1)
    for number in range(calls.PAGE + 5):
        call(alice, f"m{number}", queued_at=at)
    first = page.get("/activity/")
    call(alice, "newer")
    rest = page.get("/activity/older/", headers={"X-Requested-With": "fetch"}, data=_query(first))
    both = [shown.completion.pk for response in (first, rest) for shown in response.context["page"].calls]
    assert len(both) == len(set(both)) == calls.PAGE + 5
    assert rest.context["older"] == ""
    assert "<html" not in rest.text


def test_a_rare_filter_looks_back_in_bounded_steps(
    page: Client, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls, "REACH", 3)
    call(alice, "rare", minutes_ago=60)
    for number in range(5):
        call(alice, minutes_ago=number)
    first = page.get("/activity/", {"model": "rare"})
    assert first.context["page"].calls == []
    assert "Look further back" in first.text
    second = page.get("/activity/", _query(first))
    assert [shown.completion.asked_model for shown in second.context["page"].calls] == ["rare"]


def _query(response: Any) -> dict[str, str]:
    return QueryDict(response.context["older"]).dict()


@pytest.mark.parametrize(
    "after", ["", "yesterday", "2026-01-01T00:00:00~" + NOBODY, "2026-01-01T00:00:00Z~x"]
)
def test_a_cursor_that_is_none_is_refused(page: Client, after: str) -> None:
    assert page.get("/activity/", {"after": after}).status_code == 400


def test_the_list_takes_as_many_queries_for_forty_calls_as_for_three(
    page: Client, alice: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(15):
        stored_call(alice, minutes_ago=number)
        call(alice, minutes_ago=number)
    with django_assert_max_num_queries(13):
        listed(page)


def test_a_stored_call_shows_what_was_asked_and_answered(page: Client, alice: User) -> None:
    text = opened(
        page, stored_call(alice, metadata={"run": "nightly"}, upstream_id="up-1", request_id="req-of-theirs")
    )
    for shown in (
        "Answer in one word.",
        "What is the capital of France?",
        "**Paris**",
        "metadata.run",
        "nightly",
    ):
        assert shown in text
    for shown in ("up-1", "req-of-theirs", "Continue as a chat", "Delete stored content", "$OPENAI_API_KEY"):
        assert shown in text
    assert "$0.25 in, $2 out" in " ".join(text.split())


def test_a_call_that_is_not_stored_says_so_and_shows_its_parameters(page: Client, alice: User) -> None:
    text = opened(page, call(alice, parameters={"temperature": 0.5}))
    assert text.count("Content not kept") == 1
    assert "The request did not say <code>store: true</code>." in text
    assert "temperature" in text
    assert "Continue as a chat" not in text


@pytest.mark.parametrize(
    ("status", "said"), [("running", "Still being answered"), ("failed", "Only a completed call is stored")]
)
def test_a_stored_call_without_an_end_says_why_there_is_no_content(
    page: Client, alice: User, status: str, said: str
) -> None:
    assert said in opened(page, call(alice, store=True, status=status))


def test_a_call_that_failed_was_asked_of_a_provider_and_answered_by_none(page: Client, alice: User) -> None:
    error = {"message": "The line broke.", "retryable": True}
    text = opened(page, call(alice, status="failed", error=error, parameters={"stream": True}))
    assert "asked of Somewhere" in " ".join(text.split())
    assert "answered by" not in text
    assert "True" not in text
    assert "answered by Somewhere" in " ".join(opened(page, call(alice)).split())


def test_no_embedding_is_told_that_it_could_have_been_kept(page: Client, alice: User) -> None:
    text = opened(page, call(alice, kind="embedding"))
    assert "Texts for embeddings are never kept" in text
    assert "store: true" not in text


def test_a_page_is_found_by_the_id_of_the_api_and_by_that_of_the_row(page: Client, alice: User) -> None:
    completion = call(alice)
    assert page.get(f"/activity/{completion.pk}/").status_code == 200
    assert page.get(f"/activity/{completion.pk.hex}/").status_code == 200


@pytest.mark.parametrize("way", ["", "chat/", "deletion/", "request.json", "script.py"])
def test_somebody_elses_call_is_not_there(client: Client, charlie: User, alice: User, way: str) -> None:
    completion = stored_call(alice)
    client.force_login(charlie)
    address = f"/activity/{completion.public_id}/{way}"
    response = client.post(address) if way in ("chat/", "deletion/") else client.get(address)
    assert response.status_code == 404
    assert StoredCompletion.objects.get().deleted_at is None
    assert not Conversation.objects.exists()


@pytest.mark.parametrize("name", [ELSE, "chatcmpl-1", "x" * 5000, "chatcmpl-%00"])
def test_what_is_not_there_is_not_found(page: Client, name: str) -> None:
    assert page.get(f"/activity/{name}/").status_code == 404


def test_who_is_not_logged_in_is_asked_to(client: Client, alice: User) -> None:
    completion = stored_call(alice)
    for address in (
        "/activity/",
        f"/activity/{completion.public_id}/",
        f"/activity/{completion.public_id}/request.json",
    ):
        assert "/account/login/" in client.get(address).headers["Location"]


def test_hostile_content_is_text_and_nothing_else(page: Client, alice: User) -> None:
    hostile = "<script>alert(1)</script><img src=x onerror=alert(2)>\0\ud83d"
    messages: list[dict[str, Any]] = [
        {
            "role": "user",
            "name": hostile,
            "content": [{"type": hostile, hostile: hostile}, {"type": "text", "text": hostile}],
        },
        {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "javascript:alert(3)"}}]},
        {
            "role": "user",
            "content": [{"type": "image_url", "image_url": {"url": 'data:image/svg+xml,<svg onload="a">'}}],
        },
        {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "http://[broken"}}]},
        {
            "role": "user",
            "content": [{"type": "input_audio", "input_audio": {"format": "wav", "data": '"><script>'}}],
        },
        {"role": "user", "content": [{"type": "file", "file": {"filename": hostile}}]},
        {"role": "tool", "tool_call_id": hostile, "content": None},
        {"role": "function", "name": "f", "content": hostile},
    ]
    answer = {
        "role": "assistant", "content": hostile, "reasoning": hostile, "refusal": hostile,
        "tool_calls": [
            {"id": "1", "function": {"name": hostile, "arguments": hostile}},
            {"type": "custom", "custom": {"name": hostile, "input": "[" * 5000}},
        ],
        "function_call": {"name": hostile, "arguments": "{}"},
        "annotations": [{"url_citation": {"url": "javascript:alert(4)", "title": hostile}}, {"x": 1}],
    }  # fmt: skip
    text = opened(
        page, stored_call(alice, messages, answer, request={hostile: hostile}, metadata={"k": "<b>"})
    )
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert "javascript:alert(3)" not in text.split('id="scripts"')[0]
    assert "svg onload" not in text.split('id="scripts"')[0]
    assert "\0" not in text
    assert escape("<script>alert(1)</script>") in text


@pytest.mark.parametrize(
    "broken", [None, 1, "x", [], {"content": 5}, {"tool_calls": [1]}, {"audio": {"data": 1}}]
)
def test_an_answer_of_an_odd_shape_still_has_a_page(page: Client, alice: User, broken: Any) -> None:
    odd = [{}, 7, {"token": "a", "logprob": -(10**400)}, {"token": "b", "logprob": 10**400}]
    completion = stored_call(alice, choice={"message": broken, "logprobs": {"content": odd, "refusal": None}})
    opened(page, completion)
    StoredCompletion.objects.update(response={"choices": broken})
    opened(page, completion)


def test_five_megabytes_are_cut_and_to_be_had_whole(page: Client, alice: User) -> None:
    long = "word " * 1_000_000
    completion = stored_call(
        alice, [{"role": "user", "content": long}], {"role": "assistant", "content": long}
    )
    text = opened(page, completion)
    assert len(text) < 1_000_000
    assert "4,900,000 more characters" in text
    assert "It is too long for this page." in text
    assert "Copy as" not in text
    for title, file in (("curl", "script.sh"), ("Python", "script.py")):
        assert f'download="{file}"' in text
        assert f"Download as {title}" in text
    whole = page.get(f"/activity/{completion.public_id}/request.json")
    assert json.loads(whole.content)["messages"][0]["content"] == long


def test_of_many_messages_the_first_are_shown(page: Client, alice: User) -> None:
    text = opened(page, stored_call(alice, [{"role": "user", "content": "word"}] * (MOST_MESSAGES + 2_000)))
    assert "2,000 more messages are in the request as JSON, below." in text
    assert text.count("spoken-user") == MOST_MESSAGES


def test_the_texts_are_to_be_had_to_the_byte(page: Client, alice: User) -> None:
    completion = stored_call(alice)
    request = (
        r'{"model": "m",  "messages": [], "x": 1e2, "big": 12345678901234567890123, "half": "\ud83d\u0000"}'
    )
    with connection.cursor() as cursor:
        cursor.execute("UPDATE completions_storedcompletion SET request = %s::json", [request])
    response = page.get(f"/activity/{completion.public_id}/request.json")
    assert response.content.decode() == request
    assert response.headers["Content-Type"] == "application/json"
    opened(page, completion)


def test_deleting_leaves_a_tombstone_and_what_it_cost(page: Client, alice: User) -> None:
    completion = stored_call(alice, metadata={"run": "1"})
    response = page.post(f"/activity/{completion.public_id}/deletion/", follow=True)
    assert "The stored content is deleted." in response.text
    assert "Content deleted" in response.text
    assert "Paris" not in response.text
    assert "$0.00036" in response.text
    row = StoredCompletion.objects.get()
    assert (row.request, row.response) == (None, None)
    assert row.deleted_at is not None
    assert not StoredLabel.objects.exists()
    assert page.get(f"/activity/{completion.public_id}/request.json").status_code == 404
    assert page.post(f"/activity/{completion.public_id}/chat/").status_code == 404
    assert "deleted" in listed(page)
    assert names(page, stored="yes") == []


def test_looking_at_the_address_of_an_action_leads_back_to_the_page(page: Client, alice: User) -> None:
    completion = stored_call(alice)
    for way in ("deletion/", "chat/"):
        response = page.get(f"/activity/{completion.public_id}/{way}")
        assert response.headers["Location"] == f"/activity/{completion.public_id}/"
    assert StoredCompletion.objects.get().deleted_at is None


def test_a_call_goes_on_as_a_chat_with_all_that_was_said(page: Client, alice: User) -> None:
    picture = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA=="}}
    called = {"id": "c1", "type": "function", "function": {"name": "see", "arguments": "{}"}}
    messages: list[dict[str, Any]] = [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": [{"type": "text", "text": "Look\0at this"}, picture]},
        {"role": "assistant", "content": None, "tool_calls": [called]},
        {"role": "tool", "tool_call_id": "c1", "content": "a cat"},
    ]
    completion = stored_call(alice, messages, {"role": "assistant", "content": "A cat."})
    response = page.post(f"/activity/{completion.public_id}/chat/")
    begun = Conversation.objects.get()
    assert response.headers["Location"] == f"/c/{begun.pk}/"
    assert (begun.owner, begun.model, begun.title) == (alice, completion.model, "Look�at this")
    path = _path(begun)
    assert [message.body for message in path[:-1]] == messages
    assert path[-1].body["content"] == "A cat."
    assert all(sendable(message.body) for message in path)
    text = page.get(f"/c/{begun.pk}/").text
    for shown in ("A cat.", "Look", "Be brief.", "gpt-5-mini"):
        assert shown in text


def _path(begun: Conversation) -> list[Message]:
    leaf = begun.messages.get(pk=str(begun.active_leaf_id))
    above = [leaf]
    while above[0].parent is not None:
        above.insert(0, above[0].parent)
    assert len(above) == begun.messages.count()
    return above


def test_what_is_too_long_for_a_chat_is_refused_with_what_to_do_instead(page: Client, alice: User) -> None:
    half = "a" * (continuation.LONGEST // 2)
    fits = stored_call(alice, [{"role": "user", "content": half}], {"role": "assistant", "content": half})
    assert "too long for a chat" not in opened(page, fits)
    page.post(f"/activity/{fits.public_id}/chat/")
    assert Conversation.objects.count() == 1

    called = {"id": "c1", "type": "function", "function": {"name": "f", "arguments": "a"}}
    answer = {"role": "assistant", "content": half, "tool_calls": [called]}
    longer = stored_call(alice, [{"role": "user", "content": half}], answer)
    sentence = "With 500,001 characters of text this call is too long for a chat"
    assert f'disabled title="{sentence}' in opened(page, longer)
    refused = page.post(f"/activity/{longer.public_id}/chat/")
    assert refused.status_code == 400
    assert sentence in refused.text
    assert "Take it as Python instead" in refused.text
    assert Conversation.objects.count() == 1


def test_a_large_picture_does_not_keep_a_call_from_going_on(page: Client, alice: User) -> None:
    picture = {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{'A' * 1_000_000}"}}
    completion = stored_call(alice, [{"role": "user", "content": [picture]}])
    assert page.post(f"/activity/{completion.public_id}/chat/").status_code == 302


def test_a_model_that_is_gone_is_not_the_one_of_the_chat(page: Client, alice: User) -> None:
    completion = stored_call(alice, model="gone")
    row = model_row("gone")
    row.missing_since = timezone.now()
    row.save()
    page.post(f"/activity/{completion.public_id}/chat/")
    assert Conversation.objects.get().model is None
