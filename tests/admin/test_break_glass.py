"""An admin reads what a person wrote with a reason, for an hour; the person is told, and each page is written down."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client, override_settings
from django.utils import timezone

from chatapp.accounts import mail as postman
from chatapp.accounts.models import AuditEntry, ContentAccess, User
from chatapp.conversations.models import Message, ToolCall
from tests.admin.history import chat
from tests.web.calls import stored_call

pytestmark = pytest.mark.django_db
SECRET = "secret plan"


def pages(owner: User) -> list[str]:
    """Of a chat, a message and a tool call."""
    turn = chat(owner).turn
    assert turn
    question = Message.objects.get(role="user", conversation=turn.conversation_id)
    tool_call = ToolCall.objects.get(turn=turn)
    return [
        f"/admin/conversations/conversation/{turn.conversation_id}/change/",
        f"/admin/conversations/message/{question.pk}/change/",
        f"/admin/conversations/toolcall/{tool_call.pk}/change/",
    ]


def test_content_is_closed_until_a_reason_opens_it_for_an_hour(
    admin_page: Client, ada: User, alice: User
) -> None:
    conversation, message, tool_call = pages(alice)
    for page in (conversation, message, tool_call):
        closed = admin_page.get(page).text
        assert "alice@example.com wrote is closed" in closed
        assert SECRET not in closed
    assert "Say why" in admin_page.post(conversation, {"reason": " \0 "}, follow=True).text
    assert not AuditEntry.objects.filter(action__startswith="con").exists()

    opened = admin_page.post(message, {"reason": "a <b>lost</b> answer"}, follow=True).text
    assert SECRET in opened
    assert "alice@example.com has been notified." in opened
    for page in (conversation, tool_call):
        assert "is closed" not in admin_page.get(page).text
    entry = AuditEntry.objects.get(action="content.open")
    assert (entry.actor, entry.target, entry.detail["reason"]) == (ada, alice.email, "a <b>lost</b> answer")
    assert AuditEntry.objects.filter(action="conversation.read", actor=ada).count() == 3

    ContentAccess.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert SECRET not in admin_page.get(message).text


def test_it_opens_one_person_to_one_admin(admin_page: Client, ada: User, alice: User, bob: User) -> None:
    of_alice, _, _ = pages(alice)
    of_bob, _, _ = pages(bob)
    admin_page.post(of_alice, {"reason": "asked to"})
    assert "is closed" in admin_page.get(of_bob).text
    other = Client()
    other.force_login(User.objects.create_user("eve@example.com", role="admin"))
    assert "is closed" in other.get(of_alice).text
    own, _, _ = pages(ada)
    assert SECRET in admin_page.get(own).text


def test_a_stored_completion_shows_its_numbers_and_keeps_its_texts_closed(
    admin_page: Client, review_page: Client, alice: User
) -> None:
    completion = stored_call(alice, [{"role": "user", "content": SECRET}])
    page = f"/admin/completions/completion/{completion.pk}/change/"
    closed = admin_page.get(page).text
    assert SECRET not in closed
    assert "1,200" in closed
    assert "Open it with a reason" in closed
    assert "is closed" in admin_page.get(page, {"open": "1"}).text
    assert SECRET in admin_page.post(f"{page}?open=1", {"reason": "an eval"}, follow=True).text
    assert AuditEntry.objects.get(action="completion.read").detail["owner"] == alice.email
    reviewed = review_page.get(page, {"open": "1"}).text
    assert SECRET not in reviewed
    assert "with a reason" not in reviewed


def test_the_owner_is_told_in_the_chat_on_the_account_and_by_mail(admin_page: Client, alice: User) -> None:
    conversation, _, _ = pages(alice)
    with override_settings(EMAIL_CONFIGURED=True):
        admin_page.post(conversation, {"reason": "a <b>lost</b> answer"})
        postman.wait()
    [letter] = mail.outbox
    assert letter.to == [alice.email]
    assert "The reason given: a <b>lost</b> answer" in letter.body
    browser = Client()
    browser.force_login(alice)
    assert "ada@example.com opened what you wrote: “a &lt;b&gt;lost" in browser.get("/").text
    account = browser.get("/account/").text
    assert "ada@example.com: a &lt;b&gt;lost" in account
    assert "opened what you wrote" not in browser.get("/").text
    assert "Who opened your content" in browser.get("/account/").text


def test_reviewers_members_and_strangers_open_nothing(
    review_page: Client, member_page: Client, client: Client, alice: User
) -> None:
    for page in pages(alice):
        for person, status in ((review_page, 403), (member_page, 404), (client, 302)):
            assert person.get(page).status_code == status
            assert person.post(page, {"reason": "x"}).status_code == status
    assert not ContentAccess.objects.exists()
