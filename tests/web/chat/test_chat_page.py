"""The chat page by its addresses."""

import json
import re
from uuid import uuid4

from django.test import Client
from django.utils import timezone
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries

from chatapp.accounts.models import User
from chatapp.assistants.models import Assistant
from chatapp.conversations.creation import begin_with
from chatapp.conversations.models import Message, TurnStatus
from chatapp.web.chat.thread import ThreadAnswer, thread_of
from tests.web.rows import ask, conversation, exchange, turn_below


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_new_chat_greets_and_offers_the_models(alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(name="Alice Liddell")
    page = browser(alice).get("/")
    assert page.status_code == 200
    text = page.content.decode()
    assert "What is on your mind, Alice?" in text
    models = json.loads(re.search(r'<script id="models" type="application/json">(.*?)</script>', text)[1])  # type: ignore[index]
    assert [model["name"] for model in models] == ["built-in"]


def test_a_new_chat_offers_what_the_default_assistant_starts_with(alice: User) -> None:
    Assistant.objects.update(starters=["How do I bake <b>bread</b>?"])
    assert (
        'data-starter="How do I bake &lt;b&gt;bread&lt;/b&gt;?"' in browser(alice).get("/").content.decode()
    )


def test_nobody_sees_the_chat_without_logging_in(db: None) -> None:
    for address in ("/", f"/c/{uuid4()}/", "/conversations/"):
        answer = Client().get(address)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/account/login/")


def test_a_conversation_shows_its_questions_and_answers_in_order(alice: User) -> None:
    chat = conversation(alice)
    exchange(chat, "First question", "First **answer**")
    exchange(chat, "Second question", "Second answer")
    text = browser(alice).get(f"/c/{chat.pk}/").content.decode()
    places = [
        text.index(words)
        for words in ("First question", "First **answer**", "Second question", "Second answer")
    ]
    assert places == sorted(places)
    assert "Connect a provider · Chatapp" in text


def test_what_a_model_wrote_is_text_of_the_page_and_nothing_else(alice: User) -> None:
    chat = conversation(alice, title="<script>alert(1)</script>")
    exchange(chat, "</textarea><script>alert(2)</script>", "</markdown-text><script>alert(3)</script>")
    text = browser(alice).get(f"/c/{chat.pk}/").content.decode()
    assert "<script>alert" not in text


def test_the_only_inline_script_is_the_import_map_with_the_nonce_of_the_policy(alice: User) -> None:
    page = browser(alice).get("/")
    inline = re.findall(r"<script(?![^>]*\bsrc=)([^>]*)>", page.content.decode())
    kinds = sorted(re.search(r'type="([^"]+)"', attributes)[1] for attributes in inline)  # type: ignore[index]
    assert kinds == ["application/json", "application/json", "importmap"]
    nonce = re.search(r'type="importmap" nonce="([^"]+)"', page.content.decode())[1]  # type: ignore[index]
    assert f"'nonce-{nonce}'" in page["Content-Security-Policy"]
    assert " style=" not in page.content.decode()


def test_what_differs_between_chats_is_asked_for_by_a_header(alice: User) -> None:
    chat = conversation(alice, title='A "title" <b>')
    exchange(chat, "First question", "First **answer**")
    for path, title in ((f"/c/{chat.pk}/", chat.title), ("/", "")):
        whole, part = browser(alice).get(path), browser(alice).get(path, headers={"X-Fragment": "chat"})
        assert "X-Fragment" in whole["Vary"]
        assert "X-Fragment" in part["Vary"]
        text = part.content.decode()
        assert f'data-title="{escape(title)}"' in text
        assert ("First **answer**" in text) == bool(title)
        assert "<chat-sidebar" in whole.content.decode()
        assert "<chat-sidebar" not in text
        assert len(text) < 5_500


def test_a_page_is_compressed_for_a_browser_that_takes_it(alice: User) -> None:
    whole = browser(alice).get("/")
    small = browser(alice).get("/", headers={"Accept-Encoding": "gzip"})
    assert small["Content-Encoding"] == "gzip"
    assert len(small.content) < len(whole.content) / 3


def test_a_strangers_and_a_deleted_conversation_are_the_same_404(alice: User, charlie: User) -> None:
    chat = conversation(alice)
    exchange(chat, "Mine", "Only mine")
    stranger = browser(charlie)
    for path in ("", "messages/"):
        assert stranger.get(f"/c/{chat.pk}/{path}").status_code == 404
    assert stranger.get(f"/c/{chat.pk}/", headers={"X-Fragment": "chat"}).status_code == 404
    assert stranger.post(f"/c/{chat.pk}/title/", {"title": "Taken"}).status_code == 404
    assert stranger.post(f"/c/{chat.pk}/path/", {"entry": str(chat.active_leaf_id)}).status_code == 404
    assert stranger.post(f"/c/{chat.pk}/branches/", {"entry": str(chat.active_leaf_id)}).status_code == 404
    entry = f"/c/{chat.pk}/entries/{chat.active_leaf_id}/deletion/"
    assert stranger.post(entry).status_code == stranger.delete(entry).status_code == 404
    assert stranger.post(f"/c/{chat.pk}/deletion/").status_code == 404
    chat.deleted_at = timezone.now()
    chat.save()
    assert browser(alice).get(f"/c/{chat.pk}/").status_code == 404
    assert stranger.delete(f"/c/{chat.pk}/deletion/").status_code == 404


def test_a_turn_that_wrote_nothing_stands_below_its_question(alice: User) -> None:
    chat = conversation(alice)
    turn = turn_below(ask(chat, "Why?"), TurnStatus.FAILED, error={"message": "The key is not valid."})
    text = browser(alice).get(f"/c/{chat.pk}/").content.decode()
    assert f'data-turn="{turn.pk}"' in text
    assert "The key is not valid." in text


def test_a_tool_call_carries_its_result(alice: User) -> None:
    chat = conversation(alice)
    call = {
        "id": "c1",
        "type": "function",
        "function": {"name": "search_knowledge", "arguments": '{"query": "keys"}'},
    }
    exchange(chat, "Keys?", "Here", tool_calls=[call])
    text = browser(alice).get(f"/c/{chat.pk}/messages/").content.decode()
    assert "search_knowledge" in text


def test_what_the_person_gave_as_the_result_of_a_call_stands_with_the_call(alice: User) -> None:
    chat = conversation(alice)
    calls = [{"id": "call_1", "type": "function", "function": {"name": "get_weather", "arguments": "{}"}}]
    calling = exchange(chat, "Weather?", "", tool_calls=calls)
    body = {"role": "tool", "tool_call_id": "call_1", "content": "Rain"}
    given = Message.objects.create(conversation=chat, parent=calling, role="tool", body=body)
    after = Message.objects.create(
        conversation=chat,
        parent=given,
        turn=turn_below(given, TurnStatus.DONE),
        role="assistant",
        body={"role": "assistant", "content": "Take an umbrella."},
    )
    chat.active_leaf_id = after.pk
    first, second = thread_of(chat).entries[1:]
    assert isinstance(first, ThreadAnswer)
    assert isinstance(second, ThreadAnswer)
    assert [message["body"].get("tool_call_id") for message in first.snapshot["messages"]] == [None, "call_1"]
    assert (first.turn_id, second.parent) == (calling.turn_id, given.pk)


def test_a_long_conversation_opens_at_its_end_and_brings_what_is_above_page_by_page(
    alice: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    chat = conversation(alice)
    for number in range(60):
        exchange(chat, f"Question <{number}>", f"Answer <{number}>")
    client = browser(alice)
    with django_assert_max_num_queries(17):
        text = client.get(f"/c/{chat.pk}/").content.decode()
    shown: list[str] = []
    while True:
        shown = re.findall(r"Question &lt;(\d+)&gt;", text) + shown
        before = re.search(r'class="earlier" data-before="([^"]+)"', text)
        if before is None:
            break
        text = client.get(f"/c/{chat.pk}/messages/", {"before": before[1]}).content.decode()
    assert shown == [str(number) for number in range(60)]


def test_a_long_conversation_is_shown_around_any_message_and_from_there_to_its_end(alice: User) -> None:
    chat = conversation(alice)
    for number in range(60):
        exchange(chat, f"Question <{number}>", f"Answer <{number}>")
    client = browser(alice)
    middle = Message.objects.get(body__contains="Answer <20>")
    address = f"/c/{chat.pk}/messages/"
    text = client.get(address, {"around": str(middle.turn_id)}).content.decode()
    assert text == client.get(address, {"around": str(middle.pk)}).content.decode()
    shown = re.findall(r"Answer &lt;(\d+)&gt;", text)
    assert "20" in shown[5:-5]
    assert 'class="earlier"' in text
    while after := re.search(r'class="later" data-after="([^"]+)" data-leaf="([^"]+)"', text):
        assert after[2] == str(chat.active_leaf_id)
        text = client.get(address, {"after": after[1]}).content.decode()
        shown += re.findall(r"Answer &lt;(\d+)&gt;", text)
    assert shown == [str(number) for number in range(int(shown[0]), 60)]


def test_around_what_is_not_on_the_path_the_end_is_shown(alice: User, bob: User) -> None:
    chat, foreign = conversation(alice), conversation(bob)
    exchange(chat, "Mine", "One")
    other = exchange(foreign, "Not mine", "Two")
    address = f"/c/{chat.pk}/messages/"
    end = browser(alice).get(address).content.decode()
    assert "Mine" in end
    for key in (uuid4(), other.pk, other.parent_id):
        assert browser(alice).get(address, {"around": str(key)}).content.decode() == end
        assert 'class="question"' not in browser(alice).get(address, {"after": str(key)}).content.decode()


def test_a_version_that_is_chosen_far_above_the_end_is_shown_in_its_place(alice: User) -> None:
    chat = conversation(alice)
    first = exchange(chat, "First", "One")
    chat.active_leaf_id = None
    second = exchange(chat, "Second", "Two")
    for number in range(60):
        exchange(chat, f"More {number}", "Yes")
    client = browser(alice)
    client.post(f"/c/{chat.pk}/path/", {"entry": str(first.parent_id)})
    shown = client.post(f"/c/{chat.pk}/path/", {"entry": str(second.parent_id)}).content.decode()
    assert "Second" in shown
    assert 'class="later"' in shown


def test_an_id_that_is_none_is_refused(alice: User) -> None:
    chat = conversation(alice)
    for name in ("before", "after", "around"):
        assert browser(alice).get(f"/c/{chat.pk}/messages/", {name: "x"}).status_code == 400
    assert browser(alice).get("/conversations/", {"after": "x"}).status_code == 400
    assert browser(alice).get("/conversations/", {"after": "2026-01-01~x"}).status_code == 400


def test_an_answer_that_a_script_brought_in_hangs_on_the_message_above_it(alice: User) -> None:
    asked = begin_with(alice, [{"role": "user", "content": "Why?"}], None)
    exchange(asked.conversation, "And how?", "So.")
    Message.objects.filter(role="assistant").update(turn=None)
    text = browser(alice).get(f"/c/{asked.conversation_id}/messages/").content.decode()
    snapshot = json.loads(re.search(r'<script type="application/json">(.*?)</script>', text)[1])  # type: ignore[index]
    above = Message.objects.get(role="assistant").parent_id
    assert snapshot["turn"] == {"parent": str(above)}


def test_another_version_of_a_question_is_shown_with_what_follows_it(alice: User) -> None:
    chat = conversation(alice)
    first = exchange(chat, "First", "One")
    chat.active_leaf_id = None
    second = exchange(chat, "Second", "Two")
    client = browser(alice)
    text = client.get(f"/c/{chat.pk}/").content.decode()
    assert f'data-entries="{first.parent_id} {second.parent_id}"' in text
    assert "First" not in text
    shown = client.post(f"/c/{chat.pk}/path/", {"entry": str(first.parent_id)}).content.decode()
    assert "First" in shown
    assert "Second" not in shown
    assert client.get(f"/c/{chat.pk}/messages/").content.decode() == shown
    assert client.post(f"/c/{chat.pk}/path/", {"entry": str(uuid4())}).status_code == 404
    assert client.post(f"/c/{chat.pk}/path/", {"entry": "x"}).status_code == 400


def test_a_new_chat_goes_on_from_an_answer(alice: User) -> None:
    chat = conversation(alice)
    exchange(chat, "First", "One")
    partial = exchange(chat, "Second", "Two")
    Message.objects.create(
        conversation=chat, parent=partial, continues=partial, turn=partial.turn, role="assistant",
        body={"role": "assistant", "content": "and a half"},
    )  # fmt: skip
    exchange(chat, "Third", "Three")
    client = browser(alice)
    made = client.post(f"/c/{chat.pk}/branches/", {"entry": str(partial.turn_id)})
    assert made.status_code == 201
    text = client.get(made["Location"]).content.decode()
    places = [text.index(words) for words in ("First", "One", "Second", "Two", "and a half")]
    assert places == sorted(places)
    assert "Third" not in text
    copied = Message.objects.latest("pk")
    assert copied.continues is not None
    assert copied.continues.body == partial.body
    assert Message.objects.filter(conversation=chat).count() == 7
    assert copied.turn is not None
    assert (copied.turn.model_name, copied.turn.status) == ("gpt-5-mini", "done")
    assert copied.turn_id == copied.continues.turn_id
    assert copied.turn.conversation_id == copied.conversation_id != chat.pk
    assert client.post(f"/c/{chat.pk}/branches/", {"entry": str(uuid4())}).status_code == 404
    assert client.post(f"/c/{chat.pk}/branches/", {"entry": "x"}).status_code == 400
