"""What was deleted long ago is removed for good; what it cost is not."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from psycopg import connect
from pytest_django import Settings

from chatapp.accounts.models import User
from chatapp.completions.models import Completion, CompletionStatus, StoredCompletion
from chatapp.conversations.models import Conversation, Message, ToolCall, Turn, TurnStatus
from chatapp.conversations.purge import BATCH, LOCK, purge
from chatapp.usage.models import Kind, UsageRecord
from tests.web.rows import ask, conversation, exchange, turn_below


def delete(where: Conversation, days_ago: float) -> Conversation:
    where.deleted_at = timezone.now() - timedelta(days=days_ago)
    where.save()
    return where


def test_a_chat_goes_with_all_that_was_said_in_it(alice: User) -> None:
    where = conversation(alice)
    exchange(where, "How are you?", "Well.")
    answer = exchange(where, "And now?", "Still well.")
    ToolCall.objects.create(turn=answer.turn, message=answer, call_id="1", name="search", arguments="{}")
    Message.objects.create(
        conversation=where, parent=answer, continues=answer, role="assistant", body={"role": "assistant"}
    )
    delete(where, 31)
    assert purge() == 1
    for rows in (Conversation, Message, Turn, ToolCall):
        assert not rows.objects.exists()  # type: ignore[attr-defined]


def test_a_chat_that_stands_or_was_deleted_lately_stays(alice: User) -> None:
    exchange(conversation(alice), "Still", "here")
    exchange(delete(conversation(alice), 29), "Not", "yet")
    assert purge() == 0
    assert Message.objects.count() == 4


def test_the_ledger_and_the_figures_of_completions_stay(alice: User) -> None:
    where = conversation(alice)
    answer = exchange(where, "What does it cost?", "A cent.")
    completion = Completion.objects.create(
        kind=Kind.CHAT, user=alice, turn=answer.turn, message=answer, status=CompletionStatus.DONE, store=True,
        metadata={"about": "the merger"},
    )  # fmt: skip
    StoredCompletion.objects.create(completion=completion, user=alice)
    UsageRecord.objects.create(kind=Kind.CHAT, completion_id=completion.pk, conversation_id=where.pk)
    delete(where, 31)
    assert purge() == 1
    assert UsageRecord.objects.filter(conversation_id=where.pk).count() == 1
    completion.refresh_from_db()
    assert (completion.turn, completion.message, completion.metadata) == (None, None, {})
    assert not StoredCompletion.objects.exists()


def test_a_chat_with_a_running_answer_waits_for_its_end(alice: User) -> None:
    where = conversation(alice)
    turn = turn_below(ask(where, "Tell me"), TurnStatus.RUNNING)
    delete(where, 31)
    assert purge() == 0
    Turn.objects.filter(pk=turn.pk).update(status=TurnStatus.STOPPED)
    assert purge() == 1


def test_a_deletion_can_be_taken_back_also_without_days(alice: User, settings: Settings) -> None:
    settings.PURGE_DAYS = 0
    delete(conversation(alice), 0)
    delete(conversation(alice), 0.01)
    assert purge() == 1


def test_every_batch_is_bounded_and_read_by_the_index(alice: User) -> None:
    Conversation.objects.bulk_create(
        Conversation(owner=alice, deleted_at=timezone.now() - timedelta(days=31 + number / 100))
        for number in range(BATCH + 5)
    )
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert purge() == BATCH + 5
    read = [query["sql"] for query in queries if "SKIP LOCKED" in query["sql"]]
    assert all(f"LIMIT {BATCH}" in statement for statement in read)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {read[0]}")
        assert "conversation_deleted" in str(cursor.fetchall())


def test_one_process_purges_at_a_time(alice: User) -> None:
    delete(conversation(alice), 31)
    parameters = {**connection.get_connection_params(), "cursor_factory": None, "context": None}
    with connect(**parameters) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        assert purge() == 0
    assert purge() == 1


def test_the_command_says_what_it_removed(
    alice: User, bob: User, client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    delete(conversation(alice), 31)
    client.force_login(alice)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    still = Client()
    still.force_login(bob)
    call_command("purge")
    assert capsys.readouterr().out == (
        "Removed for good: deleted chats 1, expired sessions 1, servers long gone 0, quotes in errors 0, "
        "attachments that were not sent 0, files that nothing refers to 0, deleted assistants 0, "
        "deleted documents 0\n"
    )
    assert still.get("/").status_code == 200
    assert Session.objects.count() == 1
