"""Thumbs by model, assistant and reason, with the comments; not with what was said."""

import pytest
from django.test import Client

from chatapp.accounts.models import User
from chatapp.completions.models import Completion
from chatapp.conversations.deletion import delete
from chatapp.conversations.feedback import give_feedback
from chatapp.conversations.models import Message
from tests.usage.rows import used
from tests.web.rows import conversation, exchange

pytestmark = pytest.mark.django_db
PAGE = "/admin/review/feedback/"


def answered(owner: User, model: str, assistant: str = "") -> Message:
    """With a call of a tool before the answer: the answer's own call counts."""
    answer = exchange(conversation(owner), "the secret plan", "the secret answer")
    for message in (None, answer):
        call = Completion.objects.create(
            kind="chat",
            user=owner,
            provider_name="Somewhere",
            model_name=model,
            message=message,
            turn=answer.turn,
            status="done",
        )
        used(owner, completion_id=call.pk, model_name=model, assistant=assistant)
    return answer


def give(message: Message, verdict: str, reason: str = "", comment: str = "") -> None:
    said = {"verdict": verdict, "reason": reason, "comment": comment}
    give_feedback(message.conversation, message.pk, message.conversation.owner, said)


def test_thumbs_are_counted_by_model_and_assistant_with_their_comments(
    review_page: Client, alice: User, bob: User
) -> None:
    give(answered(alice, "small", "helper"), "bad", "wrong", "It is <b>seven</b>")
    give(answered(alice, "small"), "good")
    give(answered(bob, "large"), "good", "helpful")
    page = review_page.get(PAGE)
    models = [(each.name, each.good, each.bad) for each in page.context["models"]]
    assert models == [("small", 1, 1), ("large", 1, 0)]
    assert [(each.name, each.good, each.bad) for each in page.context["assistants"]] == [
        ("helper", 0, 1),
        ("no assistant", 2, 0),
    ]
    assert [(words, number) for words, number, _ in page.context["reasons"]] == [
        ("Bad: wrong", 1),
        ("Good: helpful", 1),
    ]
    assert "It is &lt;b&gt;seven" in page.text
    assert "the secret" not in page.text
    for _, number, leads in page.context["reasons"]:
        assert len(review_page.get(leads).context["page"]) == number
    for each in page.context["models"]:
        assert len(review_page.get(each.address).context["page"]) == each.good + each.bad
    assert len(review_page.get(PAGE, {"commented": "yes"}).context["page"]) == 1


def test_each_leads_to_the_call_of_the_answer_which_a_reviewer_may_open(
    review_page: Client, alice: User
) -> None:
    answer = answered(alice, "small")
    give(answer, "bad")
    [row] = review_page.get(PAGE).context["page"]
    assert row.completion == Completion.objects.get(message=answer).pk
    call = review_page.get(f"/admin/completions/completion/{row.completion}/change/")
    assert call.status_code == 200
    assert "the secret" not in call.text


def test_of_a_deleted_chat_and_of_an_answer_without_a_call(review_page: Client, alice: User) -> None:
    gone = answered(alice, "small")
    give(gone, "bad", comment="gone too")
    delete(gone.conversation)
    imported = exchange(conversation(alice), "a question", "an answer")
    give(imported, "good", comment="taken over")
    page = review_page.get(PAGE)
    assert "gone too" not in page.text
    assert "taken over" in page.text
    assert "The call" not in page.text


def test_older_feedback_is_a_page_further(
    review_page: Client, alice: User, django_assert_max_num_queries: object
) -> None:
    where = conversation(alice)
    for number in range(52):
        give(exchange(where, "q", "a"), "good", comment=f"number {number}.")
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        first = review_page.get(PAGE)
    assert "number 51." in first.text
    assert "number 1." not in first.text
    assert "number 1." in review_page.get(PAGE, {"page": "2"}).text
