"""The search: a person's own chats, by titles, questions and answers."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chatapp.accounts.models import User
from chatapp.conversations.deletion import delete, delete_entry, restore, restore_entry
from chatapp.conversations.models import Conversation, Message, SearchEntry, ToolCall, TurnStatus
from chatapp.conversations.purge import purge
from chatapp.conversations.search.entries import index_all
from chatapp.conversations.search.hits import Results, search
from chatapp.conversations.search.query import parse
from chatapp.conversations.settings import rename
from tests.web.rows import ask, conversation, exchange, turn_below


def found(user: User, line: str) -> Results:
    """Once all is indexed: on a busy machine one search indexes a part."""
    while not (results := search(user, parse(line))).whole:
        pass
    return results


def excerpts(results: Results) -> list[str]:
    return ["".join(piece.text for piece in hit.excerpt) for chat in results.chats for hit in chat.hits]


def test_titles_questions_and_answers_are_found_by_beginnings_and_other_endings(alice: User) -> None:
    exchange(conversation(alice, "Gardens"), "How do I grow tomatoes?", "Water them, and index the beds.")
    results = found(alice, "tomat")
    assert (results.messages, results.conversations, excerpts(results)) == (1, 1, ["How do I grow tomatoes?"])
    assert excerpts(found(alice, "indexes")) == ["Water them, and index the beds."]
    (titled,) = found(alice, "garden").chats
    assert [(piece.text, piece.found) for piece in titled.title] == [("Gardens", True)]
    assert found(alice, "tomatoes index").chats == []
    assert found(alice, '"index the"').messages == 1
    assert found(alice, '"the index"').messages == 0


def test_nobody_finds_or_counts_what_is_not_theirs_or_deleted(alice: User, bob: User) -> None:
    kept, gone = conversation(alice, "Kept"), conversation(alice, "Gone")
    for where in (kept, gone, conversation(bob, "Bob's")):
        exchange(where, "Where is the needle?", "In the hay.")
    assert found(alice, "needle").conversations == 2
    delete(gone)
    results = found(alice, "needle")
    assert (results.messages, results.conversations) == (1, 1)
    assert not SearchEntry.objects.filter(conversation=gone).exists()
    restore(gone)
    assert found(alice, "needle").conversations == 2
    assert found(bob, "needle").conversations == 1


def test_what_servers_of_the_version_before_delete_is_not_counted(alice: User) -> None:
    whole, part = conversation(alice), conversation(alice)
    for where in (whole, part):
        exchange(where, "needle", "The other needle.")
    assert found(alice, "needle").messages == 4
    Conversation.objects.filter(pk=whole.pk).update(deleted_at=timezone.now())
    Message.objects.filter(conversation=part, role="user").update(deleted_at=timezone.now())
    assert found(alice, "needle").messages == 1


def test_a_deleted_message_is_found_no_more_until_it_is_restored(alice: User) -> None:
    where = conversation(alice)
    answer = exchange(where, "A question", "A needle.")
    assert found(alice, "needle").messages == 1
    assert answer.turn_id
    delete_entry(where, answer.turn_id)
    assert found(alice, "needle").messages == 0
    where.refresh_from_db()
    restore_entry(where, answer.turn_id)
    assert found(alice, "needle").messages == 1


def test_a_new_title_takes_the_place_of_the_old_one(alice: User) -> None:
    where = conversation(alice, "Before")
    assert found(alice, "before").conversations == 1
    rename(where, "Afterwards")
    assert found(alice, "before").conversations == 0
    assert found(alice, "afterw").conversations == 1


def test_what_was_said_since_the_last_search_is_found(alice: User) -> None:
    where = conversation(alice)
    exchange(where, "First", "One.")
    assert found(alice, "second").messages == 0
    exchange(where, "Second", "Two.")
    Conversation.objects.filter(pk=where.pk).update(updated_at=timezone.now())
    assert found(alice, "second").messages == 1


def test_models_and_tools_are_known_of_the_question_and_of_its_answers(alice: User) -> None:
    where = conversation(alice)
    question = ask(where, "What is the weather?")
    assert found(alice, "weather model:gpt-5").messages == 0
    turn = turn_below(question, TurnStatus.DONE, finished_at=timezone.now())
    answer = Message.objects.create(
        conversation=where, parent=question, turn=turn, role="assistant",
        body={"role": "assistant", "content": "Rain is the weather."},
    )  # fmt: skip
    ToolCall.objects.create(turn=turn, message=answer, call_id="1", name="weather", arguments="{}")
    Conversation.objects.filter(pk=where.pk).update(updated_at=timezone.now())
    for line in ("weather model:gpt-5", "weather model:gpt-5-mini has:tool", "has:tool"):
        assert found(alice, line).messages == 2
    assert found(alice, "weather model:other").messages == 0
    assert found(alice, "has:file").messages == 0


def test_messages_with_files_are_known_by_their_parts(alice: User) -> None:
    where = conversation(alice)
    image = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}
    body = {"role": "user", "content": [{"type": "text", "text": "What is on it?"}, image]}
    Message.objects.create(conversation=where, role="user", body=body)
    assert excerpts(found(alice, "has:file")) == ["What is on it?"]


def test_dates_bound_what_is_found(alice: User) -> None:
    for days in (2, 40, 400):
        at = timezone.now() - timedelta(days=days)
        where = Conversation.objects.create(owner=alice, title="Then", created_at=at, updated_at=at)
        Message.objects.create(
            conversation=where, role="user", created_at=at, body={"role": "user", "content": f"needle {days}"}
        )
    day = (timezone.localtime() - timedelta(days=20)).strftime("%Y-%m-%d")
    assert excerpts(found(alice, f"needle after:{day}")) == ["needle 2"]
    assert sorted(excerpts(found(alice, f"needle before:{day}"))) == ["needle 40", "needle 400"]


def test_the_better_and_the_newer_come_first(alice: User) -> None:
    old, new = conversation(alice, "Plain", minutes_ago=600 * 24 * 60), conversation(alice, "Plain")
    about = conversation(alice, "All about the needle", minutes_ago=60)
    for where, days in ((old, 600), (new, 0)):
        at = timezone.now() - timedelta(days=days)
        Message.objects.create(
            conversation=where, role="user", created_at=at, body={"role": "user", "content": "the needle"}
        )
    assert [chat.id for chat in found(alice, "needle").chats] == [about.pk, new.pk, old.pk]


def test_the_history_is_indexed_by_a_chore_and_only_once(alice: User, bob: User) -> None:
    for owner in (alice, bob):
        exchange(conversation(owner), "Where is the needle?", "In the hay.")
    assert index_all(seconds=60) == 2
    assert SearchEntry.objects.count() == 6
    assert index_all(seconds=60) == 0


def test_a_search_that_is_behind_says_so_and_goes_on(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chatapp.conversations.search.hits._CATCH_UP_SECONDS", 0)
    for _ in range(3):
        exchange(conversation(alice), "Where is the needle?", "In the hay.")
    results = [search(alice, parse("needle")) for _ in range(3)]
    assert [(each.messages, each.whole) for each in results] == [(1, False), (2, False), (3, True)]


def test_the_purge_leaves_no_words(alice: User) -> None:
    where = conversation(alice)
    answer = exchange(where, "A question", "A needle.")
    long_ago = timezone.now() - timedelta(days=400)
    found(alice, "needle")
    Message.objects.filter(pk=answer.pk).update(deleted_at=long_ago)
    purge()
    assert not SearchEntry.objects.filter(pk=answer.pk).exists()
    Conversation.objects.filter(pk=where.pk).update(deleted_at=long_ago)
    purge()
    assert not SearchEntry.objects.filter(conversation=where.pk).exists()
