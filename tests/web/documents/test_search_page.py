"""The search of the chat page: its rows, its words where something is wrong, and the place that a hit leads to."""

import re
from uuid import uuid4

from chatapp.accounts.models import User
from chatapp.conversations.models import Conversation
from chatapp.conversations.search.entries import index_all
from tests.web.chat.test_chat_page import browser
from tests.web.rows import ask, conversation, exchange


def test_rows_lead_to_messages_and_mark_the_words(alice: User) -> None:
    where = conversation(alice, "Needles")
    answer = exchange(where, "Where?", "A <b>needle</b> in the hay.")
    index_all(seconds=60)
    text = browser(alice).get("/search/", {"q": "needle"}).content.decode()
    assert f'href="/c/{where.pk}/#message-{answer.pk}"' in text
    assert "&lt;b&gt;<mark>needle</mark>&lt;/b&gt;" in text
    assert "<mark>Needles</mark>" in text
    assert re.search(r">\s*1 message in\s+1 chat\s*<", text)


def test_a_line_without_words_is_told_what_can_be_asked(alice: User) -> None:
    client = browser(alice)
    assert "has:tool" in client.get("/search/").content.decode()
    assert "before:2026-03-31" in client.get("/search/", {"q": "before:soon"}).content.decode()
    assert "Nothing found." in client.get("/search/", {"q": "needle \0 '\\ &|!():*"}).content.decode()


def test_a_hit_on_another_branch_becomes_the_path(alice: User) -> None:
    where = conversation(alice)
    first = ask(where, "First version")
    below = exchange(where, "More", "What is looked for.")
    Conversation.objects.filter(pk=where.pk).update(active_leaf_id=None)
    where.active_leaf_id = None
    exchange(where, "Second version", "Something else.")
    answered = browser(alice).post(f"/c/{where.pk}/place/", {"message": str(below.pk)})
    assert "What is looked for." in answered.content.decode()
    assert "Something else." not in answered.content.decode()
    where.refresh_from_db()
    assert where.active_leaf_id == below.pk
    again = browser(alice).post(f"/c/{where.pk}/place/", {"message": str(first.pk)})
    assert "What is looked for." in again.content.decode()


def test_a_hit_far_above_comes_with_what_stands_around_it(alice: User) -> None:
    where = conversation(alice)
    ids = [exchange(where, f"Question {n}", f"Answer {n}.").pk for n in range(60)]
    text = browser(alice).post(f"/c/{where.pk}/place/", {"message": str(ids[25])}).content.decode()
    assert "Question 25" in text
    assert "Answer 59." not in text
    assert "Question 3<" not in text
    assert 'class="earlier"' in text
    assert 'class="later"' in text


def test_a_stranger_finds_no_place(alice: User, charlie: User) -> None:
    where = conversation(alice)
    answer = exchange(where, "Where?", "Here.")
    other = exchange(conversation(alice), "And there?", "There.")
    assert browser(charlie).post(f"/c/{where.pk}/place/", {"message": str(answer.pk)}).status_code == 404
    client = browser(alice)
    for message, status in ((other.pk, 404), (uuid4(), 404), ("nonsense", 400)):
        assert client.post(f"/c/{where.pk}/place/", {"message": str(message)}).status_code == status
