"""Reading what somebody shared, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from chatapp.accounts.models import User
from chatapp.conversations.deletion import delete_entry, restore_entry
from chatapp.conversations.models import Attachment, Conversation, Message
from chatapp.shares.models import Share
from chatapp.usage.models import UsageRecord
from tests.exchange.downloads import browser_of
from tests.exchange.importing import path
from tests.exchange.test_export import with_a_tool_call
from tests.web.chat.test_attachments import attached, image
from tests.web.rows import ask, conversation, exchange

pytestmark = pytest.mark.django_db


def chat_of(owner: User) -> Conversation:
    chat = conversation(owner, "Rivers")
    exchange(chat, "Name a river", "The Danube", reasoning="Secretly I think of the Rhine.")
    return chat


def share(owner: User, chat: Conversation, audience: str = "team") -> Share:
    answered = browser_of(owner).post(f"/c/{chat.pk}/shares/", {"audience": audience})
    assert answered.status_code == 200, answered.content
    made = Share.objects.latest("created_at")
    assert f"/s/{made.token}/" in answered.content.decode()
    return made


def address(made: Share) -> str:
    return f"/s/{made.token}/"


def page(reader: Client, made: Share, status: int = 200) -> str:
    response = reader.get(address(made))
    assert response.status_code == status
    return response.content.decode()


def test_people_of_the_server_read_the_questions_and_answers(alice: User, bob: User) -> None:
    made = share(alice, chat_of(alice))
    shown = page(browser_of(bob), made)
    for text in ("Rivers", "Name a river", "The Danube", "gpt-5-mini", "Shared by Alice"):
        assert text in shown
    for text in ("Secretly", "alice@example.com", "Bob", str(made.conversation_id), str(made.pk)):
        assert text not in shown


def test_what_tools_found_is_not_shown(alice: User, bob: User) -> None:
    shown = page(browser_of(bob), share(alice, with_a_tool_call(alice)))
    assert "It is." in shown
    assert "Rain" not in shown
    assert "Let me look." not in shown


def test_it_stays_as_it_was(alice: User, bob: User) -> None:
    chat = chat_of(alice)
    made = share(alice, chat)
    exchange(chat, "And a lake?", "Balaton")
    Conversation.objects.filter(pk=chat.pk).update(title="Waters")
    shown = page(browser_of(bob), made)
    assert "Balaton" not in shown
    assert "Waters" not in shown
    assert "Rivers" in shown


def test_the_page_is_closed_to_everything_else(alice: User, bob: User) -> None:
    response = browser_of(bob).get(address(share(alice, chat_of(alice))))
    policy = response.headers["Content-Security-Policy"]
    for rule in (
        "default-src 'none'",
        "connect-src 'none'",
        "img-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ):
        assert rule in policy
    assert "unsafe" not in policy
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    # Its address is the key to it: no link tells it to others. Without any referrer no form could be sent.
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in response.headers["Cache-Control"]


def test_scripts_in_texts_and_titles_are_text(alice: User, bob: User) -> None:
    chat = conversation(alice, "<script>alert(1)</script>")
    exchange(chat, "<img src=x onerror=alert(1)> \ud83d", "</markdown-text><script>alert(2)</script>")
    shown = page(browser_of(bob), share(alice, chat))
    assert "<script>alert" not in shown
    assert "<img src=x" not in shown


def test_revoked_it_is_gone(alice: User, bob: User) -> None:
    made = share(alice, chat_of(alice))
    assert browser_of(bob).post(f"/account/chats/shares/{made.pk}/revocation/").status_code == 404
    in_dialog = f"/c/{made.conversation_id}/shares/{made.pk}/revocation/"
    assert browser_of(bob).post(in_dialog).status_code == 404
    page(browser_of(bob), made)
    assert address(made) not in browser_of(alice).post(in_dialog).content.decode()
    page(browser_of(bob), made, 404)
    page(browser_of(alice), made, 404)


def test_the_list_of_ones_shares_revokes_them(alice: User) -> None:
    made = share(alice, chat_of(alice))
    browser = browser_of(alice)
    assert address(made) in browser.get("/account/chats/").content.decode()
    browser.post(f"/account/chats/shares/{made.pk}/revocation/")
    assert address(made) not in browser.get("/account/chats/").content.decode()


def test_a_deleted_chat_and_a_deleted_message_take_their_shares_along(alice: User, bob: User) -> None:
    chat = chat_of(alice)
    made = share(alice, chat)
    question = Message.objects.get(conversation=chat, role="user")
    delete_entry(chat, question.pk)
    page(browser_of(bob), made, 404)
    restore_entry(chat, question.pk)
    page(browser_of(bob), made)
    Conversation.objects.filter(pk=chat.pk).update(deleted_at=timezone.now())
    page(browser_of(bob), made, 404)
    Conversation.objects.filter(pk=chat.pk).delete()
    assert not Share.objects.exists()


def test_nobody_reads_what_a_deactivated_person_shared(alice: User, bob: User) -> None:
    made = share(alice, chat_of(alice))
    User.objects.filter(pk=alice.pk).update(is_active=False)
    page(browser_of(bob), made, 404)
    User.objects.filter(pk=alice.pk).update(is_active=True)
    page(browser_of(bob), made)


def test_strangers_log_in_first(alice: User, client: Client, settings: LazySettings) -> None:
    made = share(alice, chat_of(alice))
    for public in (False, True):
        settings.PUBLIC_SHARES = public
        assert client.get(address(made)).headers["Location"] == f"/account/login/?next={address(made)}"
    assert client.get("/s/nothing/").status_code == 404


def test_with_the_setting_a_link_is_for_anyone(alice: User, client: Client, settings: LazySettings) -> None:
    settings.PUBLIC_SHARES = True
    made = share(alice, chat_of(alice), "link")
    assert "The Danube" in page(client, made)
    assert client.post(f"{address(made)}copies/").headers["Location"].startswith("/account/login/")
    settings.PUBLIC_SHARES = False
    page(client, made, 302)


def test_without_the_setting_nobody_shares_with_anyone(alice: User, client: Client) -> None:
    chat = chat_of(alice)
    refused = browser_of(alice).post(f"/c/{chat.pk}/shares/", {"audience": "link"})
    assert (refused.status_code, refused.content.decode()) == (
        400,
        "Chats can be shared with the people of this server only.",
    )
    assert "Anyone with the link" not in browser_of(alice).get(f"/c/{chat.pk}/shares/").content.decode()


def test_an_empty_chat_is_not_shared(alice: User) -> None:
    refused = browser_of(alice).post(f"/c/{conversation(alice).pk}/shares/", {"audience": "team"})
    assert refused.content.decode() == "There is nothing in this chat yet."


def test_only_the_owner_shares_a_chat(alice: User, bob: User, ada: User) -> None:
    chat = chat_of(alice)
    for other in (bob, ada):
        assert browser_of(other).post(f"/c/{chat.pk}/shares/", {"audience": "team"}).status_code == 404
        assert browser_of(other).get(f"/c/{chat.pk}/shares/").status_code == 404


def test_a_reader_goes_on_in_a_copy_of_their_own(alice: User, bob: User) -> None:
    chat = chat_of(alice)
    made = share(alice, chat)
    exchange(chat, "And a lake?", "Balaton")
    where = browser_of(bob).post(f"{address(made)}copies/").headers["Location"]
    copied = Conversation.objects.get(owner=bob)
    assert where == f"/c/{copied.pk}/"
    assert path(copied) == [("user", "Name a river"), ("assistant", "The Danube")]
    assert (copied.title, copied.assistant_id, copied.store) == ("Rivers", None, False)
    assert "The Danube" in browser_of(bob).get(where).content.decode()
    assert not UsageRecord.objects.exists()


def test_a_copy_holds_no_more_than_the_page_shows(alice: User, bob: User) -> None:
    chat = with_a_tool_call(alice)
    chat.refresh_from_db()
    exchange(chat, "Sure?", "Yes.", reasoning="Secretly I doubt it.")
    browser_of(bob).post(f"{address(share(alice, chat))}copies/")
    copied = Message.objects.filter(conversation__owner=bob).order_by("pk")
    assert [message.role for message in copied] == ["user", "assistant", "user", "assistant"]
    held = repr([message.body for message in copied])
    for word in ("Rain", "look", "Secretly"):
        assert word not in held


def test_a_reload_of_the_copy_leads_back_to_the_share(alice: User, bob: User) -> None:
    made = share(alice, chat_of(alice))
    assert browser_of(bob).get(f"{address(made)}copies/").headers["Location"] == address(made)


@pytest.mark.parametrize("start", ["100", "0", "-1", "x", "9" * 20, "²"])
def test_a_long_share_is_read_in_pages(alice: User, bob: User, start: str) -> None:
    chat = conversation(alice, "Long")
    for number in range(60):
        exchange(chat, f"Question {number}.", f"Answer {number}.")
    made = share(alice, chat)
    response: Any = browser_of(bob).get(address(made), {"from": start})
    shown = response.content.decode()
    assert ("Answer 59." in shown) == (start == "100")
    assert ("Question 0." in shown) == (start != "100")
    assert ("?from=100" in shown) == (start != "100")


def test_pictures_are_shown_to_those_who_read_the_share_and_no_longer_than_it(alice: User, bob: User) -> None:
    chat, client = chat_of(alice), browser_of(alice)
    picture, other, later = (
        attached(client, name, content)["file_id"]
        for name, content in (("a.png", image()), ("b.txt", b"Not shown"), ("c.png", image("WEBP")))
    )
    ask(chat, "Which one?").attachments.set(Attachment.objects.filter(pk__in=(picture, other)))
    made = share(alice, chat)
    ask(chat, "And this?").attachments.set([later])
    shown = f"{address(made)}pictures/{picture}/"
    text = page(browser_of(bob), made)
    assert (shown in text, other in text, later in text) == (True, False, False)
    assert browser_of(bob).get(shown)["Content-Type"] == "image/png"
    assert browser_of(bob).get(f"/attachments/{picture}/").status_code == 404
    assert Client().get(shown).status_code == 302
    for hidden in (other, later):
        assert browser_of(bob).get(f"{address(made)}pictures/{hidden}/").status_code == 404
    # One that was made when only text was shown.
    Share.objects.filter(pk=made.pk).update(pictures=False)
    assert shown not in page(browser_of(bob), made)
    assert browser_of(bob).get(shown).status_code == 404
    Share.objects.filter(pk=made.pk).update(pictures=True, revoked_at=timezone.now())
    assert browser_of(bob).get(shown).status_code == 404
