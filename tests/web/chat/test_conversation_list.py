"""The sidebar: paging, titles, deletion and its undo."""

import re

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chatapp.accounts.models import User
from chatapp.conversations.cursor import Cursor
from chatapp.conversations.listing import conversations_of
from chatapp.conversations.models import Conversation, TitleSource, Turn, TurnStatus
from tests.web.chat.test_chat_page import browser
from tests.web.rows import ask, conversation, turn_below


def titles(client: Client, **query: str) -> tuple[list[str], str | None]:
    text = client.get("/conversations/", query).content.decode()
    after = re.search(r'data-after="([^"]+)"', text)
    return re.findall(r'data-slot="title">([^<]*)<', text), after[1] if after else None


def test_pages_bring_every_conversation_once_the_newest_first(alice: User, bob: User) -> None:
    for number in range(90):
        conversation(alice, f"Chat {number}", minutes_ago=number // 2)
    conversation(bob, "Not hers")
    client, shown, after = browser(alice), [], None
    while True:
        page, after = titles(client, **({"after": after} if after else {}))
        shown += page
        if after is None:
            break
    assert len(shown) == len(set(shown)) == 90
    assert int(shown[0].split()[1]) in (0, 1)
    assert int(shown[-1].split()[1]) in (88, 89)


def test_a_page_is_one_query_that_seeks_by_the_index(alice: User) -> None:
    last = conversation(alice)
    with CaptureQueriesContext(connection) as queries:
        conversations_of(alice, Cursor(last.updated_at, last.pk))
    assert len(queries) == 1
    with connection.cursor() as cursor:
        # What the planner prefers for a table of one row depends on its statistics; that it can is what counts.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute("EXPLAIN " + queries[0]["sql"])
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "conversation_of_owner" in plan
    assert "ROW(" in plan
    assert "Sort" not in plan


def test_a_conversation_says_whether_an_answer_is_being_written(alice: User) -> None:
    quiet, busy = conversation(alice, "Quiet"), conversation(alice, "Busy")
    turn_below(ask(quiet, "?"), TurnStatus.DONE)
    turn_below(ask(busy, "?"), TurnStatus.RUNNING)
    running = {row.title: row.running for row in conversations_of(alice).conversations}  # type: ignore[attr-defined]
    assert running == {"Quiet": False, "Busy": True}


def test_a_title_of_a_person_is_kept_in_one_line_and_moves_nothing(alice: User) -> None:
    chat = conversation(alice, minutes_ago=5)
    answer = browser(alice).post(f"/c/{chat.pk}/title/", {"title": "  My \n title "})
    assert answer.status_code == 204
    after = Conversation.objects.get(pk=chat.pk)
    assert (after.title, after.title_source, after.updated_at) == (
        "My title",
        TitleSource.USER,
        chat.updated_at,
    )


def test_a_title_is_neither_empty_nor_endless(alice: User) -> None:
    chat = conversation(alice)
    for title in ("", "   ", "\0", "x" * 201):
        assert browser(alice).post(f"/c/{chat.pk}/title/", {"title": title}).status_code == 400
    assert Conversation.objects.get(pk=chat.pk).title == "Connect a provider"


def test_deleting_hides_it_at_once_and_stops_what_runs(alice: User) -> None:
    chat = conversation(alice)
    running = turn_below(ask(chat, "?"), TurnStatus.RUNNING)
    ended = turn_below(ask(chat, "?"), TurnStatus.DONE)
    client = browser(alice)
    assert client.post(f"/c/{chat.pk}/deletion/").status_code == 204
    assert client.get(f"/c/{chat.pk}/").status_code == 404
    assert titles(client) == ([], None)
    assert client.post(f"/c/{chat.pk}/deletion/").status_code == 404
    assert Turn.objects.get(pk=running.pk).stop_requested
    assert not Turn.objects.get(pk=ended.pk).stop_requested


def test_a_deletion_can_be_taken_back_by_its_owner_only(alice: User, bob: User) -> None:
    chat = conversation(alice)
    browser(alice).post(f"/c/{chat.pk}/deletion/")
    assert browser(bob).delete(f"/c/{chat.pk}/deletion/").status_code == 404
    assert browser(alice).delete(f"/c/{chat.pk}/deletion/").status_code == 204
    assert browser(alice).get(f"/c/{chat.pk}/").status_code == 200
    assert browser(alice).delete(f"/c/{chat.pk}/deletion/").status_code == 404


def test_changes_need_the_token_of_the_form(alice: User) -> None:
    chat = conversation(alice)
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    assert client.post(f"/c/{chat.pk}/deletion/").status_code == 403
    client.get("/")
    token = client.cookies["csrftoken"].value
    assert client.post(f"/c/{chat.pk}/deletion/", headers={"x-csrftoken": token}).status_code == 204
