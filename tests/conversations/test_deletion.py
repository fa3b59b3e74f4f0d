"""Messages that are deleted with what follows them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chatapp.accounts.errors import NotFound
from chatapp.accounts.models import User
from chatapp.conversations.branches import choose, siblings
from chatapp.conversations.deletion import delete_entry, restore_entry
from chatapp.conversations.models import Conversation, Message, Turn, TurnStatus
from chatapp.conversations.purge import purge
from tests.conversations.test_branches import beside, go_to, leaf_of
from tests.web.rows import ask, conversation, exchange, turn_below


def again(chat: Conversation) -> Conversation:
    return Conversation.objects.get(pk=chat.pk)


def test_a_question_goes_with_what_follows_it_and_comes_back_with_it(alice: User) -> None:
    chat = conversation(alice)
    first = exchange(chat, "One", "Uno")
    second = exchange(chat, "Two", "Due")
    third = exchange(chat, "Three", "Tre")
    assert second.parent_id is not None
    delete_entry(chat, second.parent_id)
    assert leaf_of(chat) == first.pk
    assert siblings(chat, [first.pk]) == {}
    for entry in (second.parent_id, third.turn_id):
        with pytest.raises(NotFound):
            choose(chat, entry)  # type: ignore[arg-type]
    restore_entry(again(chat), second.parent_id)
    assert leaf_of(chat) == third.pk


def test_another_version_takes_the_place_of_one_that_is_deleted(alice: User) -> None:
    chat = conversation(alice)
    first = exchange(chat, "One", "Uno")
    question = first.parent
    assert question is not None
    second = beside(question, "Ein")
    third = beside(question, "Un")
    delete_entry(chat, second.turn_id)  # type: ignore[arg-type]
    assert leaf_of(chat) == third.pk
    delete_entry(again(chat), third.turn_id)  # type: ignore[arg-type]
    assert leaf_of(chat) == first.pk
    delete_entry(again(chat), first.turn_id)  # type: ignore[arg-type]
    assert leaf_of(chat) == question.pk


def test_a_chat_without_messages_is_empty(alice: User) -> None:
    chat = conversation(alice)
    only = exchange(chat, "One", "Uno")
    delete_entry(chat, only.parent_id)  # type: ignore[arg-type]
    assert leaf_of(chat) is None
    restore_entry(again(chat), only.parent_id)  # type: ignore[arg-type]
    assert leaf_of(chat) == only.pk


def test_what_is_being_written_there_is_stopped(alice: User) -> None:
    chat = conversation(alice)
    exchange(chat, "One", "Uno")
    question = ask(chat, "Two")
    turn = turn_below(question, TurnStatus.RUNNING)
    delete_entry(chat, question.pk)
    assert Turn.objects.get(pk=turn.pk).stop_requested


def test_what_was_deleted_before_stays_so_and_comes_back_only_below_what_is_there(alice: User) -> None:
    chat = conversation(alice)
    first = exchange(chat, "One", "Uno")
    second = exchange(chat, "Two", "Due")
    delete_entry(chat, second.parent_id)  # type: ignore[arg-type]
    delete_entry(again(chat), first.parent_id)  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        restore_entry(again(chat), second.parent_id)  # type: ignore[arg-type]
    restore_entry(again(chat), first.parent_id)  # type: ignore[arg-type]
    assert leaf_of(chat) == first.pk


def test_messages_of_another_chat_are_neither_deleted_nor_restored(alice: User) -> None:
    mine, other = conversation(alice), conversation(alice)
    foreign = exchange(other, "One", "Uno")
    for change in (delete_entry, restore_entry):
        with pytest.raises(NotFound):
            change(mine, foreign.pk)
    assert not Message.objects.exclude(deleted_at=None).exists()


def test_deleted_messages_are_purged_and_the_others_stay(alice: User) -> None:
    chat = conversation(alice)
    first = exchange(chat, "One", "Uno")
    second = exchange(chat, "Two", "Due")
    go_to(chat, first)
    kept = exchange(chat, "Three", "Tre")
    delete_entry(chat, second.parent_id)  # type: ignore[arg-type]
    purge()
    assert Message.objects.count() == 6
    Message.objects.exclude(deleted_at=None).update(deleted_at=timezone.now() - timedelta(days=31))
    purge()
    assert set(Message.objects.values_list("pk", flat=True)) == {
        first.parent_id,
        first.pk,
        kept.parent_id,
        kept.pk,
    }
    assert Turn.objects.count() == 2
