"""Saved prompts: who may use and change them, and what the message box is told."""

from typing import Any

from django.test import Client

from chatapp.accounts.models import Group, User
from chatapp.prompts.models import SavedPrompt
from tests.web.chat.test_chat_page import browser

FORM = {"command": "sum", "description": "Sums up", "text": "Sum up {{text}}", "audience": "private"}


def saved(owner: User, **fields: Any) -> SavedPrompt:
    response = browser(owner).post("/prompts/new/", {**FORM, **fields})
    assert response.status_code == 302, response.content.decode()
    return SavedPrompt.objects.latest("id")


def offered(client: Client) -> list[tuple[str, str]]:
    return [(p["command"], p["owner"]) for p in client.get("/prompts/offered/").json()["prompts"]]


def test_a_prompt_is_its_owners_alone_until_it_is_shared(alice: User, bob: User, charlie: User) -> None:
    team = Group.objects.create(name="Team")
    team.members.add(alice, bob)
    prompt = saved(alice)
    for fields, users in (
        ({"audience": "private", "people": bob.email}, []),
        ({"audience": "chosen", "people": charlie.email}, [charlie]),
        ({"audience": "chosen", "people": "", "groups": [team.pk]}, [bob]),
        ({"audience": "everybody"}, [bob, charlie]),
    ):
        assert browser(alice).post(f"/prompts/{prompt.pk}/", {**FORM, **fields}).status_code == 302
        for person in (bob, charlie):
            client, may = browser(person), person in users
            assert offered(client) == ([("sum", str(alice))] if may else [])
            assert client.get(f"/prompts/{prompt.pk}/").status_code == (200 if may else 404)
            assert client.get(f"/prompts/{prompt.pk}/text/").status_code == (200 if may else 404)
            assert ("/sum" in client.get("/prompts/").content.decode()) == may
    assert browser(bob).get(f"/prompts/{prompt.pk}/text/").json() == {"text": FORM["text"]}


def test_only_its_owner_changes_and_deletes_a_prompt(alice: User, bob: User) -> None:
    prompt = saved(alice, audience="everybody")
    client = browser(bob)
    assert client.post(f"/prompts/{prompt.pk}/", {**FORM, "text": "Mine"}).status_code == 404
    assert client.post(f"/prompts/{prompt.pk}/deletion/").status_code == 404
    prompt.refresh_from_db()
    assert prompt.text == FORM["text"]
    assert browser(alice).post(f"/prompts/{prompt.pk}/deletion/").status_code == 302
    assert offered(client) == []


def test_a_person_who_is_deactivated_or_has_left_the_group_uses_it_no_more(alice: User, bob: User) -> None:
    team = Group.objects.create(name="Team")
    team.members.add(alice, bob)
    saved(alice, audience="chosen", groups=[team.pk])
    client = browser(bob)
    assert offered(client) == [("sum", str(alice))]
    team.members.remove(bob)
    assert offered(client) == []


def test_own_prompts_stand_first_and_two_people_may_use_one_word(alice: User, bob: User) -> None:
    saved(alice, audience="everybody")
    saved(bob, command="Zebra")
    saved(bob)
    assert offered(browser(bob)) == [("sum", ""), ("zebra", ""), ("sum", str(alice))]


def test_what_cannot_be_saved_says_why(alice: User) -> None:
    saved(alice)
    for fields, sentence in (
        ({}, "You have a prompt “/sum” already."),
        ({"command": "two words"}, "Letters, digits, hyphens and underscores only."),
        ({"text": ""}, "This field is required."),
        ({"command": "x", "audience": "chosen"}, "Name a person, or choose a group."),
        (
            {"command": "x", "audience": "chosen", "people": "nobody@example.com"},
            "Nobody here has the address nobody@example.com.",
        ),
    ):
        response = browser(alice).post("/prompts/new/", {**FORM, **fields})
        assert (response.status_code, sentence in response.content.decode()) == (422, True), fields
    assert SavedPrompt.objects.count() == 1


def test_a_script_in_a_prompt_is_text(alice: User, bob: User) -> None:
    prompt = saved(alice, audience="everybody", text="<script>alert(1)</script>", description="<b>x")
    for path in ("/prompts/", f"/prompts/{prompt.pk}/"):
        assert "<script>alert" not in browser(bob).get(path).content.decode()
