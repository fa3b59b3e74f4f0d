"""Conversations, completions and the ledger as an admin and a reviewer see them."""

import re
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from chatapp.accounts.models import AuditEntry, User
from chatapp.backoffice import changelist
from chatapp.completions.models import Completion
from chatapp.conversations.models import Conversation, Message, Runner, ToolCall, Turn
from chatapp.usage.amounts import dollars
from chatapp.usage.models import UsageRecord

from .history import chat

LISTS = [
    "conversations_conversation",
    "conversations_message",
    "conversations_turn",
    "conversations_toolcall",
]
LISTS += ["completions_completion", "usage_usagerecord"]


def listed(client: Client, page: str, **filters: object) -> str:
    response = client.get(
        reverse(f"admin:{page}_changelist"), {key: str(value) for key, value in filters.items()}
    )
    assert response.status_code == 200, response
    return response.content.decode()


def opened(client: Client, page: str, key: object) -> str:
    response = client.get(reverse(f"admin:{page}_change", args=[key]))
    assert response.status_code == 200
    return response.content.decode()


def rows(client: Client, page: str, **filters: object) -> int:
    response = client.get(
        reverse(f"admin:{page}_changelist"), {key: str(value) for key, value in filters.items()}
    )
    assert response.status_code == 200, response.headers
    return len(response.context["cl"].result_list)


@pytest.mark.parametrize("page", LISTS)
def test_a_list_takes_as_many_queries_for_a_full_page_as_for_three(
    admin_page: Client, alice: User, page: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(3):
        chat(alice, number)
    listed(admin_page, page)
    with CaptureQueriesContext(connection) as three:
        listed(admin_page, page)
    for number in range(3, 25):
        chat(alice, number)
    with django_assert_num_queries(len(three)):
        listed(admin_page, page)


@pytest.mark.parametrize("page", LISTS)
def test_a_list_never_counts_beyond_its_cap(
    admin_page: Client, alice: User, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changelist, "CAP", 2)
    for number in range(3):
        chat(alice, number)
    with CaptureQueriesContext(connection) as queries:
        text = listed(admin_page, page)
    assert "Times are those of UTC." in text
    assert re.search(r"More than 2 [a-z ]+\. The newest of them are listed", text)
    assert "Show all" not in text
    counts = [query["sql"] for query in queries if "COUNT(" in query["sql"]]
    assert counts
    assert all("LIMIT 3" in sql for sql in counts)


@pytest.mark.usefixtures("open_content")
def test_a_conversation_is_read_with_its_lines_and_without_its_markup(
    admin_page: Client, alice: User
) -> None:
    turn = chat(alice).turn
    assert turn is not None
    page = opened(admin_page, "conversations_conversation", turn.conversation_id)
    assert "the secret plan\n  &lt;b&gt;with&lt;/b&gt; its lines" in page
    assert "<b>with</b>" not in page
    for message in Message.objects.all():
        assert str(message.pk) in page


@pytest.mark.usefixtures("open_content")
@pytest.mark.parametrize(
    "page", ["conversations_conversation", "conversations_message", "conversations_toolcall"]
)
def test_opening_what_was_said_is_written_in_the_audit_log(
    admin_page: Client, ada: User, alice: User, page: str
) -> None:
    chat(alice)
    listed(admin_page, page)
    assert not AuditEntry.objects.filter(action="conversation.read").exists()
    models = {"conversation": Conversation, "message": Message, "toolcall": ToolCall}
    opened(admin_page, page, models[page.split("_")[1]].objects.values_list("pk", flat=True)[0])
    entry = AuditEntry.objects.get(action="conversation.read")
    assert (entry.actor, entry.target) == (ada, str(Conversation.objects.get().pk))
    assert entry.detail["owner"] == alice.email


@pytest.mark.usefixtures("open_content")
def test_a_message_that_was_deleted_is_marked(admin_page: Client, alice: User) -> None:
    chat(alice)
    mark = re.compile(r">\s*deleted\s*<")
    assert not mark.search(listed(admin_page, "conversations_message"))
    question = Message.objects.get(role="user")
    Message.objects.filter(pk=question.pk).update(deleted_at=timezone.now())
    assert mark.search(listed(admin_page, "conversations_message"))
    assert mark.search(admin_page.get(f"/admin/conversations/message/{question.pk}/change/").text)


def test_the_list_of_messages_shows_nothing_that_was_said(admin_page: Client, alice: User) -> None:
    chat(alice)
    assert "secret plan" not in listed(admin_page, "conversations_message")


def test_a_reviewer_sees_a_completion_without_a_way_to_what_was_said(
    review_page: Client, alice: User
) -> None:
    completion = chat(alice)
    page = opened(review_page, "completions_completion", completion.pk)
    assert completion.public_id in page
    assert "blue" in page or "red" in page
    assert str(completion.message_id) not in page
    assert "secret plan" not in page
    assert completion.turn is not None
    assert str(completion.turn.conversation_id) not in page
    turn = opened(review_page, "conversations_turn", completion.turn_id)
    assert str(completion.turn.conversation_id) not in turn
    ledger = opened(review_page, "usage_usagerecord", UsageRecord.objects.get().pk)
    assert str(completion.turn.conversation_id) not in ledger


def test_a_completion_links_to_all_that_belongs_to_it(admin_page: Client, alice: User) -> None:
    completion = chat(alice)
    page = opened(admin_page, "completions_completion", completion.pk)
    assert completion.turn is not None
    for name, key in (
        ("conversations_turn", completion.turn_id),
        ("conversations_message", completion.message_id),
        ("conversations_conversation", completion.turn.conversation_id),
        ("usage_usagerecord", UsageRecord.objects.get().pk),
    ):
        assert reverse(f"admin:{name}_change", args=[key]) in page


def test_completions_are_filtered_by_flag_and_metadata(admin_page: Client, alice: User) -> None:
    for number in range(4):
        chat(alice, number)
    page = "completions_completion"
    assert rows(admin_page, page, store__exact=1) == 2
    assert rows(admin_page, page, metadata_key="team", metadata_value="red") == 2
    assert rows(admin_page, page, metadata_key="run", metadata_value="3") == 1
    assert rows(admin_page, page, metadata_key="team") == 4
    assert rows(admin_page, page, metadata_key="absent") == 0
    assert rows(admin_page, page, metadata_value="blue") == 2
    for nothing in ("100%' OR '1'='1", 'blue"', "$.*", "blu"):
        assert rows(admin_page, page, metadata_value=nothing) == 0


def test_completions_are_filtered_by_person_model_provider_status_kind_and_day(
    admin_page: Client, alice: User, bob: User
) -> None:
    completion = chat(alice)
    chat(bob)
    page = "completions_completion"
    today = completion.queued_at.date().isoformat()
    assert rows(admin_page, page, user__id__exact=bob.pk) == 1
    assert rows(admin_page, page, model__id__exact=completion.model_id) == 2
    assert rows(admin_page, page, provider__id__exact=completion.provider_id) == 2
    assert rows(admin_page, page, status__exact="failed") == 0
    assert rows(admin_page, page, kind__exact="chat") == 2
    assert rows(admin_page, page, queued_at_from=today, queued_at_to=today) == 2
    assert rows(admin_page, page, queued_at_from="2099-01-01") == 0


def test_completions_are_found_by_what_one_has_at_hand(admin_page: Client, alice: User, bob: User) -> None:
    completion = chat(alice)
    chat(bob, 1)
    page = "completions_completion"
    for term in (completion.public_id, completion.pk, completion.turn_id, "alice@", "req_0"):
        assert rows(admin_page, page, q=term) == 1, term
    assert rows(admin_page, page, q="GPT-5") == 2
    assert rows(admin_page, page, q="%") == 0
    assert rows(admin_page, page, q=uuid4()) == 0


@pytest.mark.parametrize("page", LISTS)
def test_any_search_term_is_answered(admin_page: Client, alice: User, page: str) -> None:
    completion = chat(alice)
    for term in ("  ", "%", "ünïcode", "'\"", completion.turn_id, completion.pk):
        listed(admin_page, page, q=term)


def test_unpriced_and_estimated_are_said_and_never_a_zero(admin_page: Client, alice: User) -> None:
    chat(alice, 1, price=None)
    chat(alice, 2, estimated=True)
    for page in ("completions_completion", "usage_usagerecord"):
        shown = listed(admin_page, page)
        assert "unpriced" in shown
        assert "≈\N{NO-BREAK SPACE}1,200" in shown
        assert "$0.00<" not in shown
    assert rows(admin_page, "usage_usagerecord", state="unpriced") == 1
    assert rows(admin_page, "usage_usagerecord", state="estimated") == 1
    ledger = UsageRecord.objects.get(estimated=True)
    assert "reported no usage" in opened(admin_page, "usage_usagerecord", ledger.pk)


def test_small_amounts_keep_their_digits() -> None:
    assert dollars(None) == "unpriced"
    assert dollars(Decimal(0)) == "$0.00"
    assert dollars(Decimal("0.0000000123")) == "$0.0000000123"
    assert dollars(Decimal("0.00036")) == "$0.00036"
    assert dollars(Decimal("1234.5")) == "$1,234.50"


def test_hostile_content_is_shown_as_text(admin_page: Client, alice: User) -> None:
    turn = chat(alice).turn
    assert turn is not None
    body = {
        "role": "assistant",
        "content": "a\0b \ud83d <script>alert(1)</script>",
        "refusal": "<img src=x>",
        "tool_calls": [{"function": {"arguments": "<svg onload=1>"}}],
        "odd": "\udc00",
    }
    message = Message.objects.create(conversation=turn.conversation, role="assistant", body=body)
    page = opened(admin_page, "conversations_message", message.pk)
    assert "<script>alert" not in page
    assert "<img src=x>" not in page
    assert "<svg" not in page.split("admin-fold")[-1].split("</details>")[0]


def test_a_completion_whose_ledger_row_is_not_there_yet_has_a_page(admin_page: Client, alice: User) -> None:
    completion = Completion.objects.create(kind="chat", user=alice, provider_name="Somewhere", model_name="m")
    assert "–" in opened(admin_page, "completions_completion", completion.pk)
    assert rows(admin_page, "completions_completion") == 1


def test_history_cannot_be_changed_or_deleted(admin_page: Client, alice: User) -> None:
    completion = chat(alice)
    address = reverse("admin:completions_completion_change", args=[completion.pk])
    assert admin_page.post(address, {"status": "failed"}).status_code == 403
    assert admin_page.post(address.replace("change", "delete"), {"post": "yes"}).status_code == 403
    assert Turn.objects.count() == 1


@pytest.mark.parametrize("left_at", ["epoch", "-infinity"], ids=["now", "0.1.0"])
def test_the_page_of_a_turn_opens_after_its_server_left_in_order(
    admin_page: Client, alice: User, left_at: str
) -> None:
    turn = chat(alice).turn
    assert turn
    turn.runner = Runner.objects.create(host="blue", pid=4711)
    turn.save()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE conversations_runner SET heartbeat_at = %s", [left_at])
    assert "blue:4711" in opened(admin_page, "conversations_turn", turn.pk)


def test_what_is_shown_of_a_row_is_worked_out_once(admin_page: Client, alice: User) -> None:
    turn = chat(alice).turn
    assert turn is not None
    with CaptureQueriesContext(connection) as queries:
        admin_page.get(reverse("admin:conversations_turn_change", args=[turn.pk]))
    assert len([query for query in queries if '"conversations_toolcall"' in query["sql"]]) == 1
