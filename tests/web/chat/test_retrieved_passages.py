"""What was found for an answer: shown to the owner of the chat, as far as they may read it at the moment."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from chatapp.accounts.models import User
from chatapp.conversations.models import Message, ToolCall
from chatapp.knowledge.models import Collection, Document
from tests.knowledge.documents import taken_in
from tests.web.rows import conversation, exchange


@pytest.fixture
def keys(bob: User) -> Document:
    house = Collection.objects.create(name="House", slug="house", owner=bob, open_to_all=True)
    return taken_in(bob, house, "Keys.md", "# Keys\n\nA key opens a door.")


def passage(number: int, document: Document, **fields: Any) -> dict[str, Any]:
    url = f"{document.get_absolute_url()}?version=1#keys"
    given = {"number": number, "title": document.title, "heading": "Lost", "url": url, "score": 0.7}
    return {**given, "text": f"A **key** of sort {number}.", **fields}


def answered(owner: User, text: str, *results: object) -> Message:
    answer = exchange(conversation(owner), "Which key?", text)
    assert answer.turn is not None
    for result in results:
        ToolCall.objects.create(
            turn=answer.turn, message=answer, call_id="c", name="search_knowledge", result=json.dumps(result)
        )
    return answer


def look(person: User, answer: Message, turn: object = None) -> tuple[int, str]:
    client = Client()
    client.force_login(person)
    response = client.get(f"/c/{answer.conversation_id}/turns/{turn or answer.turn_id}/passages/")
    return response.status_code, response.content.decode()


def test_what_was_used_and_what_was_not_is_told_apart_with_its_score(alice: User, keys: Document) -> None:
    found = {"passages": [passage(1, keys, score=0.4), passage(2, keys)]}
    status, page = look(alice, answered(alice, "It opens [1].", found))
    assert status == 200
    used, not_used = page.split("Found and not used")
    assert "A key of sort 1." in used
    assert "0.40" in used
    assert f'href="{keys.get_absolute_url()}?version=1#keys"' in used
    assert "A key of sort 2." in not_used
    assert "0.70" in not_used


def test_what_is_no_longer_readable_is_not_told(alice: User, bob: User, keys: Document) -> None:
    answer = answered(alice, "It opens [1].", {"passages": [passage(1, keys)]})
    Collection.objects.update(open_to_all=False)
    status, page = look(alice, answer)
    assert status == 200
    assert "no longer yours" in page
    assert not any(word in page for word in ("key of sort", "Keys", "Lost", "house"))
    Collection.objects.update(owner=alice)
    Document.objects.update(deleted_at="2026-01-01T00:00Z")
    assert "key of sort" not in look(alice, answer)[1]


def test_only_the_owner_of_the_chat_sees_it(alice: User, bob: User, charlie: User, keys: Document) -> None:
    answer = answered(alice, "It opens [1].", {"passages": [passage(1, keys)]})
    assert [look(person, answer)[0] for person in (bob, charlie)] == [404, 404]
    assert look(alice, answer, uuid4())[0] == 404
    other = answered(bob, "Another.", {"passages": [passage(1, keys)]})
    assert look(alice, answer, other.turn_id)[0] == 404


def test_what_a_document_says_stays_text(alice: User, keys: Document) -> None:
    hostile = passage(1, keys, title="<script>alert(1)</script>", text="<img src=x onerror=alert(1)>")
    _, page = look(alice, answered(alice, "", {"passages": [hostile]}))
    assert "<script>" not in page
    assert "<img" not in page


def test_the_chat_itself_does_not_tell_what_is_no_longer_readable(alice: User, keys: Document) -> None:
    found = json.dumps({"passages": [passage(1, keys)]})
    source = {"url": passage(1, keys)["url"], "title": "Keys – Lost", "start_index": 9, "end_index": 11}
    chat = conversation(alice)
    answer = exchange(
        chat, "Which?", "It opens [1].", annotations=[{"type": "url_citation", "url_citation": source}]
    )
    result = {"role": "tool", "tool_call_id": "c", "content": found}
    told = Message.objects.create(
        conversation=chat, parent=answer, turn=answer.turn, role="tool", body=result
    )
    chat.active_leaf_id = told.pk
    chat.save()
    client = Client()
    client.force_login(alice)
    addresses = [f"/c/{chat.pk}/messages/", f"/c/{chat.pk}/"]
    for address in addresses:
        page = client.get(address).content.decode()
        assert "key** of sort" in page
        assert "Lost" in page
    Collection.objects.update(open_to_all=False)
    for address in addresses:
        page = client.get(address).content.decode()
        assert "It opens [1]." in page
        assert not any(word in page for word in ("key** of sort", "Keys", "Lost", keys.slug))


def test_what_was_moved_is_still_readable_at_its_old_address(alice: User, bob: User, keys: Document) -> None:
    answer = answered(alice, "It opens [1].", {"passages": [passage(1, keys)]})
    keys.collection = Collection.objects.create(name="Cellar", slug="cellar", owner=bob, open_to_all=True)
    keys.save()
    assert "key of sort" in look(alice, answer)[1]
