"""Pins, folders, tags and the archive: who may, what is shown where, and what a bad request is told."""

from uuid import uuid4

from django.test import Client

from chatapp.accounts.models import User
from chatapp.conversations.keeping import tags
from chatapp.conversations.keeping.folders import MOST
from chatapp.conversations.models import Conversation, Folder
from chatapp.conversations.search.entries import index_all
from tests.web.chat.test_chat_page import browser
from tests.web.chat.test_conversation_list import titles
from tests.web.rows import conversation


def changed(client: Client, *of: Conversation, **fields: str) -> int:
    return client.post(
        "/conversations/changes/", {"ids": " ".join(str(each.pk) for each in of), **fields}
    ).status_code


def shelves(client: Client, folder: Folder) -> dict[str, list[str]]:
    names = {"list": "list", "pinned": "pinned", "archive": "archive", "folder": str(folder.pk)}
    return {name: titles(client, shelf=shelf)[0] for name, shelf in names.items()}


def test_a_chat_stands_on_one_shelf_at_a_time(alice: User) -> None:
    client, folder = browser(alice), Folder.objects.create(owner=alice, name="Work")
    chat = conversation(alice, "It")
    conversation(alice, "Other", minutes_ago=5)
    steps = (
        ({"folder": str(folder.pk)}, "folder"), ({"pinned": "true"}, "pinned"), ({"archived": "true"}, "archive"),
        ({"archived": "false"}, "folder"), ({"folder": ""}, "list"), ({"deleted": "true"}, None),
        ({"deleted": "false"}, "list"),
    )  # fmt: skip
    for fields, shelf in steps:
        assert changed(client, chat, **fields) == 204
        assert [name for name, shown in shelves(client, folder).items() if "It" in shown] == [shelf] * bool(
            shelf
        )
    assert shelves(client, folder)["list"] == ["It", "Other"]


def test_many_are_changed_at_once_or_none(alice: User, bob: User) -> None:
    client = browser(alice)
    own, foreign = [conversation(alice) for _ in range(3)], conversation(bob)
    assert changed(client, *own, pinned="true") == 204
    assert Conversation.objects.filter(owner=alice, pinned_at=None).count() == 0
    for fields in ({"archived": "true"}, {"deleted": "true"}, {"folder": ""}):
        assert changed(client, *own, foreign, **fields) == 404
    assert Conversation.objects.filter(archived_at=None, deleted_at=None).count() == 4


def test_a_folder_is_its_owners_alone(alice: User, charlie: User) -> None:
    made = browser(alice).post("/folders/", {"name": "  Work \0 things "})
    assert made.status_code == 201
    folder = Folder.objects.get()
    assert (folder.name, str(folder.pk) in made.content.decode()) == ("Work things", True)
    stranger = browser(charlie)
    assert stranger.post(f"/folders/{folder.pk}/", {"name": "Mine"}).status_code == 404
    assert stranger.delete(f"/folders/{folder.pk}/").status_code == 404
    assert changed(stranger, conversation(charlie), folder=str(folder.pk)) == 404
    assert titles(stranger, shelf=str(folder.pk)) == ([], None)
    assert "Work things" not in stranger.get("/").content.decode()
    assert "Work things" in browser(alice).get("/").content.decode()


def test_a_deleted_folder_leaves_its_chats(alice: User) -> None:
    client, folder = browser(alice), Folder.objects.create(owner=alice, name="Work")
    changed(client, conversation(alice, "It"), folder=str(folder.pk))
    assert client.post(f"/folders/{folder.pk}/", {"name": "Other"}).status_code == 204
    assert Folder.objects.get().name == "Other"
    assert client.delete(f"/folders/{folder.pk}/").status_code == 204
    assert titles(client) == (["It"], None)


def test_nonsense_is_refused_in_words(alice: User) -> None:
    client, chat = browser(alice), conversation(alice)
    assert changed(client, pinned="true") == 400
    assert changed(client, chat) == 400
    assert changed(client, chat, pinned="perhaps") == 400
    assert changed(client, chat, folder="work") == 400
    assert changed(client, chat, folder=str(uuid4())) == 404
    assert client.post("/conversations/changes/", {"ids": "nonsense", "pinned": "true"}).status_code == 400
    assert client.get("/conversations/", {"shelf": "nonsense"}).status_code == 400
    for name in ("", " ", "x" * 81):
        assert client.post("/folders/", {"name": name}).status_code == 400
    Folder.objects.bulk_create(Folder(owner=alice, name=str(n)) for n in range(MOST))
    assert str(MOST) in client.post("/folders/", {"name": "One more"}).content.decode()


def test_the_search_looks_into_folders_and_the_archive(alice: User, bob: User) -> None:
    client, folder = browser(alice), Folder.objects.create(owner=alice, name="The work")
    Folder.objects.create(owner=bob, name="Secret")
    filed, kept = conversation(alice, "Needle in a folder"), conversation(alice, "Needle in the archive")
    changed(client, filed, folder=str(folder.pk))
    changed(client, kept, archived="true")
    index_all(seconds=60)

    def found(line: str) -> list[bool]:
        text = client.get("/search/", {"q": line}).content.decode()
        return [f"/c/{each.pk}/" in text for each in (filed, kept)]

    assert found("needle") == [True, True]
    assert found('needle in:"the work"') == [True, False]
    assert found("needle in:archive") == [False, True]
    assert found("needle in:secret") == [False, False]


def test_chats_are_tagged_many_at_once_or_none(alice: User, bob: User) -> None:
    client = browser(alice)
    one, two, foreign = conversation(alice, "One"), conversation(alice, "Two"), conversation(bob)
    assert changed(client, one, tag=" #Urgent ", tagged="true") == 204
    assert changed(client, one, two, tag="urgent", tagged="true") == 204
    assert changed(client, two, tag="q3 plan", tagged="true") == 204
    assert changed(client, one, foreign, tag="mine", tagged="true") == 404
    assert changed(browser(bob), two, tag="mine", tagged="true") == 404
    assert tagged(alice) == {"One": ["urgent"], "Two": ["urgent", "q3 plan"]}
    assert client.get("/tags/").json() == {"tags": ["q3 plan", "urgent"]}
    assert browser(bob).get("/tags/").json() == {"tags": []}
    assert 'data-tags="urgent,q3 plan"' in client.get("/conversations/").content.decode()
    assert changed(client, one, two, tag="urgent", tagged="false") == 204
    assert tagged(alice) == {"One": [], "Two": ["q3 plan"]}


def test_what_cannot_be_a_tag_is_refused_in_words(alice: User) -> None:
    client, chat = browser(alice), conversation(alice)
    for name in ("", " # ", "a,b", 'a"b', "x" * 41, "\0"):
        assert changed(client, chat, tag=name, tagged="true") == 400
    assert changed(client, chat, tag="a") == 400
    Conversation.objects.filter(pk=chat.pk).update(tags=[str(n) for n in range(tags.MOST)])
    fields = {"ids": str(chat.pk), "tag": "one more", "tagged": "true"}
    assert str(tags.MOST) in client.post("/conversations/changes/", fields).content.decode()
    assert changed(client, chat, tag="3", tagged="true") == 204
    script = "<script>alert(1)</script>"
    assert changed(client, conversation(alice), tag=script, tagged="true") == 204
    assert script not in client.get("/").content.decode()


def test_the_search_finds_tags_alone_and_with_words(alice: User, bob: User) -> None:
    client = browser(alice)
    one, two = conversation(alice, "Needle"), conversation(alice, "Needle too", minutes_ago=5)
    changed(client, one, two, tag="urgent", tagged="true")
    changed(client, two, tag="q3 plan", tagged="true")
    changed(browser(bob), conversation(bob, "Secret"), tag="urgent", tagged="true")
    index_all(seconds=60)

    def found(line: str) -> list[str]:
        text = client.get("/search/", {"q": line}).content.decode()
        return [each.title for each in (one, two) if f"/c/{each.pk}/" in text]

    assert found("tag:urg") == ["Needle", "Needle too"]
    assert found('tag:#Urgent tag:"q3 plan"') == found('needle tag:"q3 plan"') == ["Needle too"]
    assert found("tag:%") == found("nothing tag:urgent") == found("tag:urgent before:2000") == []
    assert "Secret" not in client.get("/search/", {"q": "tag:urgent"}).content.decode()


def tagged(person: User) -> dict[str, list[str]]:
    return dict(Conversation.objects.filter(owner=person).values_list("title", "tags"))
