"""Temporary chats: in no list and no search, gone when they are closed, at the latest after a day."""

from datetime import timedelta

from django.utils import timezone

from chatapp.accounts.models import User
from chatapp.conversations.keeping.temporary import expire
from chatapp.conversations.models import Conversation, Message, TurnStatus
from chatapp.conversations.purge import purge_temporary
from chatapp.conversations.search.entries import index_all
from chatapp.usage.models import Kind, UsageRecord
from tests.exchange.downloads import download
from tests.web.chat.test_chat_page import browser
from tests.web.chat.test_conversation_list import titles
from tests.web.chat.test_keeping import changed
from tests.web.rows import ask, conversation, exchange, turn_below


def temporary(owner: User, **fields: object) -> Conversation:
    where = conversation(owner, "Hush")
    exchange(where, "A secret?", "A whisper.")
    for name, value in {"temporary": True, **fields}.items():
        setattr(where, name, value)
    where.save()
    return where


def closed(where: Conversation, seconds_ago: int) -> None:
    at = timezone.now() - timedelta(seconds=seconds_ago)
    Conversation.objects.filter(pk=where.pk).update(closed_at=at)


def test_a_temporary_chat_is_in_no_list_no_search_and_no_export_until_it_is_kept(alice: User) -> None:
    client, where = browser(alice), temporary(alice)
    index_all(seconds=60)
    for shelf in ("list", "pinned", "archive"):
        assert titles(client, shelf=shelf)[0] == []
    assert "Nothing found." in client.get("/search/", {"q": "whisper"}).content.decode()
    assert changed(client, where, pinned="true") == 404
    assert client.post(f"/c/{where.pk}/shares/", {"audience": "team"}).status_code == 400
    exported = download(alice, "/account/chats/export/?format=json")
    assert b"whisper" not in exported
    assert "A whisper." in client.get(f"/c/{where.pk}/").content.decode()

    assert client.post(f"/c/{where.pk}/keeping/").status_code == 204
    assert titles(client)[0] == ["Hush"]
    assert "1 message" in client.get("/search/", {"q": "whisper"}).content.decode()
    closed(where, 3600)
    assert expire() == 0


def test_its_page_says_so_and_a_new_one_begins_by_its_address(alice: User) -> None:
    client, where = browser(alice), temporary(alice)
    for path, on in (("/?temporary=1", True), (f"/c/{where.pk}/", True), ("/", False)):
        mark = client.get(path).content.decode().partition("<temporary-chat")[2].partition(">")[0]
        assert (" hidden" not in mark) == on
        fragment = client.get(path, headers={"X-Fragment": "chat"}).content.decode()
        assert ('data-temporary="true"' in fragment) == on


def test_it_goes_when_its_page_was_left_unless_somebody_comes_back(alice: User) -> None:
    client, where = browser(alice), temporary(alice)
    assert client.post(f"/c/{where.pk}/closing/").status_code == 204
    assert expire() == 0
    assert client.delete(f"/c/{where.pk}/closing/").status_code == 204
    where.refresh_from_db()
    assert where.closed_at is None
    turn = turn_below(ask(where, "Still there?"), TurnStatus.RUNNING)
    closed(where, 60)
    assert expire() == 1
    assert client.get(f"/c/{where.pk}/").status_code == 404
    turn.refresh_from_db()
    assert turn.stop_requested


def test_it_goes_after_a_day_for_good_and_what_it_cost_stays(alice: User) -> None:
    old = temporary(alice, created_at=timezone.now() - timedelta(hours=25))
    young = temporary(alice, created_at=timezone.now() - timedelta(hours=23))
    UsageRecord.objects.create(kind=Kind.CHAT, conversation_id=old.pk)
    assert expire() == 1
    assert purge_temporary() == 0
    Conversation.objects.filter(pk=old.pk).update(deleted_at=timezone.now() - timedelta(minutes=2))
    kept = conversation(alice, "Deleted")
    Conversation.objects.filter(pk=kept.pk).update(deleted_at=timezone.now() - timedelta(minutes=2))
    assert purge_temporary() == 1
    assert set(Conversation.objects.values_list("pk", flat=True)) == {young.pk, kept.pk}
    assert not Message.objects.filter(conversation=old.pk).exists()
    assert UsageRecord.objects.filter(conversation_id=old.pk).exists()


def test_an_ordinary_chat_cannot_be_closed(alice: User) -> None:
    client, where = browser(alice), conversation(alice)
    assert client.post(f"/c/{where.pk}/closing/").status_code == 204
    where.refresh_from_db()
    assert where.closed_at is None


def test_a_stranger_closes_and_keeps_nothing(alice: User, charlie: User) -> None:
    where, client = temporary(alice), browser(charlie)
    for method in (client.post, client.delete):
        assert method(f"/c/{where.pk}/closing/").status_code == 404
    assert client.post(f"/c/{where.pk}/keeping/").status_code == 404
