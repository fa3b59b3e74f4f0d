"""Whether an answer in JSON is like the schema that it was asked for."""

from uuid import uuid4

import pytest
from django.test import Client

from chatapp.accounts.models import User
from chatapp.conversations.models import Turn
from chatapp.web.chat.structure import MOST_PROBLEMS, problems_of
from tests.web.rows import conversation, exchange

SCHEMA = {
    "type": "object",
    "properties": {
        "tasks": {"type": "array", "items": {"type": "object", "properties": {"days": {"type": "integer"}}}}
    },
    "required": ["tasks"],
    "additionalProperties": False,
}


def by_schema(schema: object = SCHEMA) -> dict[str, object]:
    return {"type": "json_schema", "json_schema": {"name": "tasks", "schema": schema}}


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ('{"tasks": [{"days": 2}]}', []),
        (
            '{"tasks": [{"days": 2}, {"days": "soon"}]}',
            ['“tasks”, item 2, “days”: the value is not of type "integer".'],
        ),
        ("{}", ['The answer: "tasks" is a required property.']),
    ],
)
def test_what_is_not_like_the_schema_is_said_with_its_place(text: str, problems: list[str]) -> None:
    assert problems_of(text, by_schema()) == problems


def test_what_is_no_json_or_no_object_is_said() -> None:
    assert problems_of('{"tasks": [', by_schema())[0].startswith("The answer is no valid JSON: ")
    assert problems_of("[]", {"type": "json_object"}) == ["The answer is JSON, but no object."]
    assert problems_of("Hello", {"type": "text"}) == []
    assert problems_of("Hello", {}) == []


def test_a_schema_that_is_none_is_said_and_nothing_is_fetched_for_one() -> None:
    for schema in ({"type": "objct"}, 5, {"$ref": "http://127.0.0.1:9/schema"}, {"pattern": "("}):
        assert problems_of("{}", by_schema(schema))[0].startswith("The schema cannot be checked: ")


def test_many_problems_are_cut_and_no_pattern_takes_long() -> None:
    many = f"[{','.join(['1'] * 1000)}]"
    assert len(problems_of(many, by_schema({"items": {"type": "string"}}))) == MOST_PROBLEMS + 1
    slow = {"items": {"type": "string", "pattern": "^(a+)+$"}}
    assert len(problems_of(f'["{"a" * 5000}!"]', by_schema(slow))) == 1


def test_an_answer_is_checked_for_its_owner_and_for_nobody_else(alice: User, charlie: User) -> None:
    chat = conversation(alice)
    answer = exchange(chat, "Tasks?", '{"tasks": 1}')
    Turn.objects.filter(pk=answer.turn_id).update(parameters={"response_format": by_schema()})
    address = f"/c/{chat.pk}/messages/{answer.pk}/structure/"
    browser = Client()
    browser.force_login(alice)
    found = browser.get(address).json()
    assert found["asked"] == "json_schema"
    assert found["problems"] == ['“tasks”: the value is not of type "array".']
    assert browser.get(address.replace(str(answer.pk), str(uuid4()))).status_code == 404
    browser.force_login(charlie)
    assert browser.get(address).status_code == 404
    assert Client().get(address).status_code == 302
