import pytest
from django.test import Client
from django.urls import reverse

from chatapp.assistants import default
from chatapp.assistants.models import Assistant

FORM = {
    "name": "Assistant",
    "is_default": "on",
    "instructions": "Be kind.",
    "parameters": '{"temperature": 0.3}',
    "tools": "search_knowledge\n\n",
    "starters": " One? \nTwo?",
    "colour": "pine",
    "audience": "private",
}


@pytest.fixture
def assistant(db: None) -> Assistant:
    return Assistant.objects.get()


def address(assistant: Assistant) -> str:
    return reverse("admin:assistants_assistant_change", args=[assistant.pk])


def test_every_database_has_one_default_assistant(assistant: Assistant) -> None:
    default.ensure()
    assert Assistant.objects.count() == 1
    assert assistant.is_default
    assert assistant.tools == ["search_knowledge", "read_document", "list_documents"]
    assert len(assistant.starters) == 4
    assert "search_knowledge" in assistant.instructions


def test_what_an_admin_wrote_into_the_default_stays(assistant: Assistant) -> None:
    Assistant.objects.update(instructions="Be brief.")
    default.ensure()
    assistant.refresh_from_db()
    assert assistant.instructions == "Be brief."


def test_an_admin_changes_the_instructions_and_the_starters(admin_page: Client, assistant: Assistant) -> None:
    assert admin_page.post(address(assistant), FORM).status_code == 302
    assistant.refresh_from_db()
    assert (assistant.instructions, assistant.parameters) == ("Be kind.", {"temperature": 0.3})
    assert (assistant.tools, assistant.starters) == (["search_knowledge"], ["One?", "Two?"])
    assert "One?\nTwo?" in admin_page.get(address(assistant)).content.decode()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("parameters", "[1]", "one JSON object"),
        ("parameters", '{"stream": true}', "The server sets stream itself"),
        ("parameters", "{", "valid JSON"),
        ("tools", "search_knowledge\nsearch_everything", "There is no tool “search_everything”"),
        ("starters", "\n".join("abcde"), "At most 4 starters"),
        ("starters", "x" * 201, "at most 200 characters"),
        ("is_default", "", "One assistant is always the default"),
    ],
)
def test_nonsense_is_refused_at_its_field(
    admin_page: Client, assistant: Assistant, field: str, value: str, words: str
) -> None:
    response = admin_page.post(address(assistant), {**FORM, field: value})
    assert response.status_code == 200
    assert words in response.content.decode()


def test_another_default_takes_the_mark_and_the_default_cannot_be_deleted(
    admin_page: Client, assistant: Assistant
) -> None:
    admin_page.post(reverse("admin:assistants_assistant_add"), {**FORM, "name": "Second"})
    second = Assistant.objects.get(is_default=True)
    assert second.name == "Second"
    assert admin_page.post(f"{address(second)[:-7]}delete/", {"post": "yes"}).status_code == 403
    assert admin_page.post(f"{address(assistant)[:-7]}delete/", {"post": "yes"}).status_code == 302
    assert list(Assistant.objects.all()) == [second]


def test_a_member_does_not_reach_the_assistants(member_page: Client, assistant: Assistant) -> None:
    assert member_page.get(address(assistant)).status_code == 404
