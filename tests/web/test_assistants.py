"""The pages of assistants: made, shared, changed and used; nothing of them is there for strangers."""

import re

import pytest
from django.test import Client

from chatapp.accounts.models import Group, User
from chatapp.assistants.models import Assistant, Audience
from chatapp.knowledge.models import Collection
from chatapp.providers.models import Model
from tests.assistants.people import made
from tests.web.rows import conversation

FORM = {
    "name": "Cook",
    "symbol": "🍳",
    "colour": "amber",
    "description": "Cooks <b>well</b>.",
    "instructions": "You cook.\nBriefly.",
    "model": "",
    "searches": "all",
    "starters": "What is for lunch?\n\nAnd then?",
    "temperature": "0.3",
    "max_completion_tokens": "500",
    "other_parameters": '{"seed": 7}',
}
PAGES = ("", "edit/", "versions/")
ACTIONS = ("edit/", "sharing/", "deletion/", "versions/1/return/")


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return re.sub(r"\s+", " ", response.text)


def test_a_member_makes_one_that_only_they_can_use(alice: User, bob: User) -> None:
    model = Model.objects.get()
    response = browser(alice).post("/assistants/new/", {**FORM, "model": model.pk})
    assert (response.status_code, response["Location"]) == (302, "/assistants/cook/")
    cook = Assistant.objects.get(slug="cook")
    assert (cook.owner, cook.audience, cook.model, cook.version) == (alice, "private", model, 1)
    assert cook.parameters == {"seed": 7, "temperature": 0.3, "max_completion_tokens": 500}
    assert (cook.tools, cook.narrowed) == (["search_knowledge", "read_document", "list_documents"], False)
    assert cook.starters == ["What is for lunch?", "And then?"]
    page = page_of(browser(alice), "/assistants/cook/")
    assert "Cooks &lt;b&gt;well&lt;/b&gt;." in page
    assert "assistant/cook" in page
    assert "Cook" not in page_of(browser(bob), "/assistants/")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "This field is required"),
        ("temperature", "3", "must be a number between 0 and 2"),
        ("max_completion_tokens", "1.5", "Enter a whole number"),
        ("other_parameters", '{"top_p": 7}', "must be a number between 0 and 1"),
        ("other_parameters", '{"model": "x"}', "The server sets model itself"),
        ("other_parameters", "{", "This is no JSON"),
        ("other_parameters", "[1]", "one JSON object"),
        ("starters", "a\nb\nc\nd\ne", "At most 4 starters"),
        ("starters", "x" * 201, "at most 200 characters"),
        ("searches", "chosen", "Choose one at least"),
        ("colour", "pink", "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(alice: User, field: str, value: str, words: str) -> None:
    response = browser(alice).post("/assistants/new/", {**FORM, field: value})
    assert response.status_code == 422
    assert words in response.text.replace("&#x27;", "'")
    assert not Assistant.objects.filter(owner=alice).exists()


def test_collections_are_chosen_of_those_that_one_may_read(alice: User, bob: User) -> None:
    mine = Collection.objects.create(name="Mine", slug="mine", owner=alice)
    other = Collection.objects.create(name="Plans of Bob", slug="other", owner=bob)
    client = browser(alice)
    assert "Plans of Bob" not in page_of(client, "/assistants/new/")
    chosen = {**FORM, "searches": "chosen", "collections": [other.pk]}
    assert client.post("/assistants/new/", chosen).status_code == 422
    assert client.post("/assistants/new/", {**chosen, "collections": [mine.pk]}).status_code == 302
    cook = Assistant.objects.get(slug="cook")
    assert (cook.narrowed, list(cook.collections.all())) == (True, [mine])


def test_names_of_collections_are_told_to_those_only_who_may_read_them(alice: User, bob: User) -> None:
    secret = Collection.objects.create(name="Secret plans", slug="secret", owner=alice)
    made(alice, audience=Audience.EVERYBODY, collections=[secret])
    assert "Secret plans" in page_of(browser(alice), "/assistants/cook/")
    page = page_of(browser(bob), "/assistants/cook/")
    assert "Secret plans" not in page
    assert "None that you may read" in page


def test_it_is_shared_with_groups_of_ones_own(alice: User, bob: User, charlie: User) -> None:
    kitchen, others = Group.objects.create(name="Kitchen"), Group.objects.create(name="Others")
    kitchen.members.add(alice, bob)
    others.members.add(charlie)
    made(alice)
    client = browser(alice)
    assert "Others" not in page_of(client, "/assistants/cook/")
    wrong = client.post("/assistants/cook/sharing/", {"audience": "groups", "groups": [others.pk]})
    assert wrong.status_code == 422
    assert client.post("/assistants/cook/sharing/", {"audience": "groups"}).status_code == 422
    client.post("/assistants/cook/sharing/", {"audience": "groups", "groups": [kitchen.pk]})
    assert "Cook" in page_of(browser(bob), "/assistants/")
    assert browser(charlie).get("/assistants/cook/").status_code == 404


def test_a_stranger_gets_404_everywhere_and_changes_nothing(alice: User, charlie: User) -> None:
    made(alice)
    client = browser(charlie)
    assert {client.get(f"/assistants/cook/{page}").status_code for page in PAGES} == {404}
    assert {client.post(f"/assistants/cook/{action}", FORM).status_code for action in ACTIONS} == {404}
    assert client.get("/?assistant=cook").status_code == 404
    assert client.post("/assistants/cook/restoration/").status_code == 404
    cook = Assistant.objects.get(slug="cook")
    assert (cook.version, cook.deleted_at, cook.audience) == (1, None, "private")


def test_who_may_use_it_sees_no_instructions_and_changes_nothing(alice: User, bob: User) -> None:
    made(alice, audience=Audience.EVERYBODY, instructions="A secret recipe.")
    client = browser(bob)
    assert "secret recipe" not in page_of(client, "/assistants/cook/")
    assert "secret recipe" not in page_of(client, "/?assistant=cook")
    assert client.get("/assistants/cook/edit/").status_code == 404
    assert {client.post(f"/assistants/cook/{action}", FORM).status_code for action in ACTIONS} == {404}


def test_a_change_is_seen_in_the_versions_and_can_be_taken_back(alice: User) -> None:
    made(alice, instructions="You cook.\nLong.", tools=["search_knowledge"])
    client = browser(alice)
    client.post("/assistants/cook/edit/", {**FORM, "version": "1"})
    page = page_of(client, "/assistants/cook/versions/")
    assert "<del>Long.</del>" in page
    assert "<ins>Briefly.</ins>" in page
    client.post("/assistants/cook/versions/1/return/")
    assert Assistant.objects.get(slug="cook").instructions == "You cook.\nLong."
    assert client.post("/assistants/cook/versions/9/return/").status_code == 404


def test_the_form_shows_what_is_kept_and_saves_the_same(alice: User) -> None:
    client = browser(alice)
    client.post("/assistants/new/", FORM)
    page = client.get("/assistants/cook/edit/").text
    assert 'name="temperature" value="0.3"' in page
    assert "{&quot;seed&quot;: 7}" in page
    client.post("/assistants/cook/edit/", {**FORM, "version": "1"})
    assert Assistant.objects.get(slug="cook").version == 1


def test_nobody_overwrites_what_they_have_not_seen(alice: User) -> None:
    made(alice)
    client = browser(alice)
    client.post("/assistants/cook/edit/", {**FORM, "version": "1"})
    response = client.post("/assistants/cook/edit/", {**FORM, "name": "Late", "version": "1"})
    assert response.status_code == 422
    assert "was changed since you opened this page" in response.text
    assert Assistant.objects.get(slug="cook").name == "Cook"


def test_a_deleted_one_can_be_restored_by_its_owner(alice: User) -> None:
    made(alice)
    client = browser(alice)
    client.post("/assistants/cook/deletion/")
    assert client.get("/assistants/cook/").status_code == 404
    assert "/assistants/cook/restoration/" in page_of(client, "/assistants/")
    client.post("/assistants/cook/restoration/")
    assert client.get("/assistants/cook/").status_code == 200


def test_a_new_chat_offers_assistants_and_begins_with_the_chosen_one(alice: User, bob: User) -> None:
    model = Model.objects.get()
    cook = made(alice, audience=Audience.EVERYBODY, model=model, starters=["Lunch?"], description="Cooks.")
    assert '<a href="/?assistant=cook"' in page_of(browser(bob), "/")
    page = page_of(browser(bob), "/?assistant=cook")
    assert f'data-assistant="{cook.pk}"' in page
    assert 'data-starter="Lunch?"' in page
    assert "Cooks." in page
    assert f'data-chosen="{model.pk}"' in page


def test_a_chat_shows_its_assistant_and_says_when_it_is_gone(alice: User, bob: User) -> None:
    cook = made(alice, audience=Audience.EVERYBODY)
    chat = conversation(bob)
    type(chat).objects.filter(pk=chat.pk).update(assistant=cook)
    assert f'data-assistant="{cook.pk}"' in page_of(browser(bob), f"/c/{chat.pk}/")
    Assistant.objects.filter(pk=cook.pk).update(audience=Audience.PRIVATE)
    page = page_of(browser(bob), f"/c/{chat.pk}/")
    assert 'data-assistant=""' in page
    assert "Cook" not in page
    assert re.search(r'data-slot="assistant-lost" title=', page)
