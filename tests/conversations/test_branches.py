"""What stands beside each other in a chat, and which path through it is shown."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chatapp.accounts.errors import NotFound
from chatapp.accounts.models import User
from chatapp.conversations.branches import choose, siblings
from chatapp.conversations.models import Conversation, Message, Turn, TurnStatus
from tests.web.rows import ask, conversation, exchange, turn_below


def beside(question: Message, text: str) -> Message:
    """Another answer to the same question, which becomes the leaf."""
    turn = turn_below(question, TurnStatus.DONE)
    answered = Message.objects.create(
        conversation=question.conversation,
        parent=question,
        turn=turn,
        role="assistant",
        body={"role": "assistant", "content": text},
    )
    go_to(question.conversation, answered)
    return answered


def go_to(chat: Conversation, leaf: Message | None) -> None:
    """The next question hangs on this message."""
    chat.active_leaf_id = leaf and leaf.pk
    chat.save()


def leaf_of(chat: Conversation) -> object:
    return Conversation.objects.get(pk=chat.pk).active_leaf_id


def test_questions_and_answers_have_their_siblings_in_the_order_of_time(alice: User) -> None:
    chat = conversation(alice)
    first = exchange(chat, "One", "Uno")
    question = first.parent
    assert question is not None
    second = beside(question, "Ein")
    go_to(chat, None)
    edited = ask(chat, "One more")
    found = siblings(chat, [None, question.pk, edited.pk])
    assert found == {None: [question.pk, edited.pk], question.pk: [first.turn_id, second.turn_id]}


def test_an_answer_that_is_being_written_is_a_sibling(alice: User) -> None:
    chat = conversation(alice)
    first = exchange(chat, "One", "Uno")
    assert first.parent is not None
    running = turn_below(first.parent, TurnStatus.RUNNING)
    assert siblings(chat, [first.parent_id]) == {first.parent_id: [first.turn_id, running.pk]}
    choose(chat, running.pk)
    assert leaf_of(chat) == first.parent_id


def test_a_path_goes_on_through_what_is_newest(alice: User) -> None:
    chat = conversation(alice)
    old = exchange(chat, "One", "Uno")
    exchange(chat, "Two", "Due")
    newest = exchange(chat, "Three", "Tre")
    go_to(chat, None)
    edited = exchange(chat, "Uno?", "Sì")
    choose(chat, old.parent_id)  # type: ignore[arg-type]
    assert leaf_of(chat) == newest.pk
    choose(chat, edited.parent_id)  # type: ignore[arg-type]
    assert leaf_of(chat) == edited.pk
    choose(chat, old.turn_id)  # type: ignore[arg-type]
    assert leaf_of(chat) == newest.pk


def test_a_path_ends_where_an_answer_is_being_written(alice: User) -> None:
    chat = conversation(alice)
    exchange(chat, "One", "Uno")
    question = ask(chat, "Two")
    beside(question, "Due")
    turn_below(question, TurnStatus.RUNNING)
    choose(chat, question.pk)
    assert leaf_of(chat) == question.pk


def test_what_is_of_another_chat_cannot_be_chosen(alice: User) -> None:
    mine, other = conversation(alice), conversation(alice)
    foreign = exchange(other, "One", "Uno")
    for entry in (foreign.pk, foreign.turn_id, uuid4()):
        with pytest.raises(NotFound):
            choose(mine, entry)  # type: ignore[arg-type]
    assert leaf_of(mine) is None


def test_the_siblings_of_a_page_are_one_question_that_reads_by_indexes(alice: User) -> None:
    chat = conversation(alice)
    parents = [exchange(chat, f"Question {number}", "Answer").parent_id for number in range(40)]
    with CaptureQueriesContext(connection) as asked:
        assert len(siblings(chat, parents)) == 40
    assert len(asked) == 1
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN " + asked[0]["sql"])
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Seq Scan" not in plan
    assert Turn.objects.count() == 40
