"""What people think of answers: given on the chat page, read by the review."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from chatapp.accounts.models import User
from chatapp.conversations.feedback import feedback_between
from chatapp.conversations.models import Feedback, Message
from tests.web.rows import conversation, exchange

EVER = (datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))


def browser(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def answer_of(owner: User) -> Message:
    return exchange(conversation(owner), "A question", "An answer")


def give(person: User, message: Message, **fields: Any) -> int:
    return browser(person).post(address(message), fields).status_code


def address(message: Message) -> str:
    return f"/c/{message.conversation_id}/messages/{message.pk}/feedback/"


def test_a_verdict_counts_at_once_and_the_last_one_is_kept(alice: User) -> None:
    answer = answer_of(alice)
    assert give(alice, answer, verdict="good") == 204
    assert give(alice, answer, verdict="bad", reason="wrong", comment=" <b>No</b>: it is seven. ") == 204
    [kept] = Feedback.objects.all()
    assert (kept.verdict, kept.reason, kept.comment) == ("bad", "wrong", "<b>No</b>: it is seven.")
    assert kept.updated_at > kept.created_at
    page = browser(alice).get(f"/c/{answer.conversation_id}/").text
    assert "&lt;b&gt;No" in page
    assert "<b>No" not in page


def test_it_can_be_taken_back(alice: User) -> None:
    answer = answer_of(alice)
    give(alice, answer, verdict="good")
    for _ in range(2):
        assert browser(alice).delete(address(answer)).status_code == 204
    assert not Feedback.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [{}, {"verdict": "great"}, {"verdict": "bad", "reason": "x"}, {"verdict": "bad", "comment": "x" * 2_001}],
)
def test_nonsense_is_refused_in_words(alice: User, fields: dict[str, str]) -> None:
    response = browser(alice).post(address(answer_of(alice)), fields)
    assert response.status_code == 400
    assert response.json()["param"] in response.json()["message"]
    assert not Feedback.objects.exists()


def test_only_answers_of_ones_own_chats_are_judged(alice: User, charlie: User) -> None:
    answer, other = answer_of(alice), answer_of(alice)
    assert give(charlie, answer, verdict="good") == 404
    assert answer.parent is not None
    assert give(alice, answer.parent, verdict="good") == 404
    elsewhere = f"/c/{other.conversation_id}/messages/{answer.pk}/feedback/"
    assert browser(alice).post(elsewhere, {"verdict": "good"}).status_code == 404
    assert Client().post(address(answer), {"verdict": "good"}).status_code == 302
    assert not Feedback.objects.exists()


def test_the_review_reads_what_was_said_in_a_time_the_newest_first(alice: User, bob: User) -> None:
    first, second, gone = answer_of(alice), answer_of(bob), answer_of(alice)
    give(alice, first, verdict="good")
    give(bob, second, verdict="bad", comment="Too long")
    give(alice, gone, verdict="bad")
    browser(alice).post(f"/c/{gone.conversation_id}/deletion/")
    found = list(feedback_between(*EVER))
    assert [(row.user, row.message, row.verdict) for row in found] == [
        (bob, second, "bad"),
        (alice, first, "good"),
    ]
    assert list(feedback_between(EVER[1], EVER[1])) == []
