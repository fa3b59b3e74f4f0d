"""Completions of scripts as an admin and a reviewer see them."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from chatapp.accounts.models import AuditEntry, User
from chatapp.completions.models import Completion, StoredCompletion
from chatapp.completions.view.content import delete_content
from chatapp.completions.view.display_budget import MOST_MESSAGES
from chatapp.usage.corrections import correction
from chatapp.usage.models import MeteredCall
from tests.admin.history import chat
from tests.web.calls import api_key, call, stored_call

LIST = "admin:completions_completion_changelist"
SECRET = [{"role": "user", "content": "the secret\n  <b>plan</b>"}]


def opened(client: Client, completion: Completion) -> str:
    response = client.get(reverse("admin:completions_completion_change", args=[completion.pk]))
    assert response.status_code == 200
    return response.content.decode()


def found(client: Client, **query: str) -> list[str]:
    """The names asked for of the completions that are listed."""
    response = client.get(reverse(LIST), query)
    assert response.status_code == 200, response.headers
    return [row.asked_model for row in response.context["cl"].result_list]


@pytest.mark.usefixtures("open_content")
def test_an_admin_reads_what_was_stored_and_that_is_written_down(
    admin_page: Client, ada: User, alice: User
) -> None:
    completion = stored_call(alice, SECRET, {"role": "assistant", "content": "Done.", "tool_calls": None})
    admin_page.get(reverse(LIST))
    assert not AuditEntry.objects.filter(action="completion.read").exists()
    page = opened(admin_page, completion)
    assert "the secret\n  &lt;b&gt;plan&lt;/b&gt;" in page
    assert "<b>plan" not in page
    assert "Done." in page
    entry = AuditEntry.objects.get(action="completion.read")
    assert (entry.actor, entry.target) == (ada, completion.public_id)
    assert entry.detail == {"owner": alice.email}


def test_a_reviewer_sees_everything_but_what_was_said(review_page: Client, alice: User) -> None:
    completion = stored_call(alice, SECRET, metadata={"run": "nightly"}, key=api_key(alice, "report"))
    page = opened(review_page, completion)
    assert "secret" not in page
    for shown in ("nightly", "report", "stored", "1,200", "$0.00036", completion.public_id):
        assert shown in page
    assert not AuditEntry.objects.filter(action="completion.read").exists()


def test_what_is_not_kept_says_why_and_is_nothing_to_write_down(admin_page: Client, alice: User) -> None:
    assert "the request did not say store: true" in opened(admin_page, call(alice))
    assert "only a completion that comes to its end" in opened(
        admin_page, call(alice, store=True, status="failed")
    )
    deleted = stored_call(alice, SECRET)
    delete_content(deleted)
    page = opened(admin_page, deleted)
    assert "Its owner deleted the content." in page
    assert "secret" not in page
    assert not AuditEntry.objects.filter(action="completion.read").exists()


def test_the_attempts_of_one_call_lead_to_each_other(admin_page: Client, alice: User) -> None:
    first = call(alice, status="failed", provider_name="First")
    assert first.call is not None
    second = call(alice, of=first.call, attempt=2, provider_name="Second")
    for page in (opened(admin_page, first), opened(admin_page, second)):
        for completion in (first, second):
            assert reverse("admin:completions_completion_change", args=[completion.pk]) in page
    assert len(found(admin_page, q=first.call_id)) == 2


def test_calls_are_found_by_key_by_the_name_asked_for_and_by_store(admin_page: Client, alice: User) -> None:
    key = api_key(alice, "report")
    call(alice, "wanted", key=key)
    stored_call(alice, model="kept", metadata={"team": "red"})
    assert found(admin_page, api_key__id__exact=str(key.pk)) == ["wanted"]
    assert found(admin_page, asked_model__icontains="want") == ["wanted"]
    assert found(admin_page, store__exact="1") == ["kept"]
    assert found(admin_page, metadata_key="team", metadata_value="red") == ["kept"]


def test_a_reviewer_filters_by_key_too(review_page: Client, alice: User) -> None:
    key = api_key(alice, "report")
    call(alice, "wanted", key=key)
    assert found(review_page, api_key__id__exact=str(key.pk)) == ["wanted"]


@pytest.mark.parametrize("odd", [None, 1, "x", [1], {"messages": [1, {"content": [{"type": 1}]}]}])
def test_content_of_an_odd_shape_still_has_a_page(admin_page: Client, alice: User, odd: object) -> None:
    completion = stored_call(alice, SECRET)
    StoredCompletion.objects.update(request={"messages": odd}, response={"choices": odd})
    opened(admin_page, completion)


@pytest.mark.usefixtures("open_content")
def test_of_megabytes_the_beginning_is_shown(admin_page: Client, alice: User) -> None:
    long = "\0word " * 500_000
    completion = stored_call(alice, [{"role": "user", "content": long}])
    page = opened(admin_page, completion)
    assert len(page) < 500_000
    assert "3,000,000 characters" in page
    assert "2,900,000 more characters are not shown." in page
    assert "\0" not in page


@pytest.mark.usefixtures("open_content")
def test_of_many_messages_the_first_are_shown(admin_page: Client, alice: User) -> None:
    completion = stored_call(alice, [{"role": "user", "content": "word"}] * (MOST_MESSAGES + 2_000))
    page = opened(admin_page, completion)
    assert "2,000 more messages are not shown." in page
    assert page.count('class="admin-message"') == MOST_MESSAGES + 1


@pytest.mark.usefixtures("open_content")
def test_calls_of_tools_are_shown_with_what_they_are_called_with(admin_page: Client, alice: User) -> None:
    function = {"name": "weather", "arguments": '{"city": "<b>Paris"}'}
    calls = [
        {"id": "c1", "type": "function", "function": function},
        {"id": "c2", "type": "custom", "custom": {"name": "shell", "input": "ls -l"}},
    ]
    page = opened(
        admin_page, stored_call(alice, SECRET, {"role": "assistant", "content": None, "tool_calls": calls})
    )
    assert "<summary>Calls weather</summary>" in page
    assert "{\n  &quot;city&quot;: &quot;&lt;b&gt;Paris&quot;\n}" in page
    assert "<summary>Calls shell</summary>" in page
    assert "ls -l" in page


def test_the_way_to_the_page_names_the_id_as_it_is(admin_page: Client, alice: User) -> None:
    completion = call(alice)
    page = opened(admin_page, completion)
    assert completion.public_id in page
    assert "Chatcmpl" not in page


def test_a_call_leads_to_the_ones_beside_it_in_the_list_that_was_left(
    review_page: Client, alice: User
) -> None:
    old, other, middle, new = (
        call(alice, minutes_ago=minutes, metadata={"run": run})
        for minutes, run in ((9, "a"), (8, "b"), (7, "a"), (6, "a"))
    )

    def beside(completion: Completion, filters: str = "") -> tuple[str, str]:
        query = {"_changelist_filters": filters} if filters else {}
        page = review_page.get(reverse("admin:completions_completion_change", args=[completion.pk]), query)
        return page.context["newer"], page.context["older"]

    def leads(address: str, completion: Completion) -> bool:
        return str(completion.pk) in address and review_page.get(address).status_code == 200

    newer, older = beside(middle)
    assert leads(newer, new)
    assert leads(older, other)
    newer, older = beside(middle, "metadata_key=run&metadata_value=a")
    assert leads(newer, new)
    assert leads(older, old)
    assert beside(old, "metadata_value=a")[1] == ""
    # An address that makes no sense narrows nothing.
    assert leads(beside(middle, "body__icontains=x")[1], other)


def test_a_call_shows_its_price_and_where_its_time_went(review_page: Client, alice: User) -> None:
    page = opened(review_page, call(alice))
    assert "$0.25 in, $2.00 out per million tokens" in page
    for words in ("420 ms without a token", "1.6 s of writing", "1.0 s until it was closed"):
        assert words in page
    priced_later = call(alice, price=None)
    row = MeteredCall.objects.get(completion_id=priced_later.pk)
    correction(row, Decimal(1), "late", price_input=Decimal(3), price_output=Decimal(4)).save()
    assert "$3.00 in, $4.00 out per million tokens" in opened(review_page, priced_later)
    assert "3.0 s without a token" in opened(
        review_page, call(alice, status="failed", first_token_at=None, last_token_at=None)
    )


def test_the_attempts_of_a_turn_lead_to_each_other(review_page: Client, alice: User) -> None:
    first = chat(alice)
    second = call(alice, kind="chat", turn=first.turn, status="failed", call=None, provider_name="Second")
    for page in (opened(review_page, first), opened(review_page, second)):
        assert "1. " in page
        assert "Second, gpt-5-mini</a>: failed" in page
