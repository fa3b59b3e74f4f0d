"""The settings panel of a chat: its form, what may be set, and who may."""

import json
from typing import Any

import pytest
from django.test import Client

from chatapp.accounts.models import User
from chatapp.conversations.models import Conversation
from chatapp.wire.request.parameters import PARAMETERS
from chatapp.wire.request.settable import SETTABLE
from tests.web.rows import conversation


def browser(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_the_form_has_each_parameter_with_its_sentence_its_range_and_its_default(alice: User) -> None:
    form = " ".join(browser(alice).get("/parameters/").text.split())
    for name in SETTABLE:
        assert f'data-name="{name}"' in form
        assert f'id="about-{name}">' in form
        assert PARAMETERS[name].schema.definition["description"].endswith(".")
    assert '<span class="parameter-range">0 to 2, default 1</span>' in form
    assert '<span class="parameter-range">1 or more</span>' in form


def test_what_is_set_is_kept_in_its_order_and_shown_with_the_chat(alice: User) -> None:
    chat, client = conversation(alice), browser(alice)
    schema = {"z": {"type": "string"}, "a": {"type": "string"}}
    asked = {
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "x", "schema": {"properties": schema}},
        },
        "metadata": {"team": "<b>"},
    }
    assert put(client, chat, asked).status_code == 204
    kept = Conversation.objects.get(pk=chat.pk)
    assert json.dumps(kept.parameters) == json.dumps({"response_format": asked["response_format"]})
    assert kept.metadata == {"team": "<b>"}
    assert kept.updated_at == chat.updated_at
    page = client.get(f"/c/{chat.pk}/").text
    assert "&lt;b&gt;" in page
    assert "<b>" not in page

    assert put(client, chat, {}).status_code == 204
    kept.refresh_from_db()
    assert (kept.parameters, kept.metadata) == (None, {})


@pytest.mark.parametrize(
    ("asked", "param"),
    [
        ({"temperature": 3}, "temperature"),
        ({"logit_bias": {"50256": 101}}, "logit_bias.50256"),
        ({"model": "x"}, "model"),
    ],
)
def test_what_the_api_would_refuse_is_refused_in_words(
    alice: User, asked: dict[str, Any], param: str
) -> None:
    chat, client = conversation(alice), browser(alice)
    for response in (
        put(client, chat, asked),
        client.post("/parameters/", {"parameters": json.dumps(asked)}),
    ):
        assert response.status_code == 400
        assert response.json()["param"] == param
        assert f"'{param}'" in response.json()["message"]
    assert Conversation.objects.get(pk=chat.pk).parameters is None


@pytest.mark.parametrize("nonsense", ["", "{", "[]", "null", "\0", '{"stop": "\\u0000"}'])
def test_nonsense_is_refused(alice: User, nonsense: str) -> None:
    chat, client = conversation(alice), browser(alice)
    assert client.post(f"/c/{chat.pk}/parameters/", {"parameters": nonsense}).status_code == 400
    assert client.post("/parameters/", {"parameters": nonsense}).status_code == 400


def test_only_the_owner_of_a_chat_that_is_there_may_set_them(alice: User, charlie: User) -> None:
    chat = conversation(alice)
    assert put(browser(charlie), chat, {"seed": 1}).status_code == 404
    assert Client().post(f"/c/{chat.pk}/parameters/", {"parameters": "{}"}).status_code == 302
    assert Client().get("/parameters/").status_code == 302
    assert browser(alice).get(f"/c/{chat.pk}/parameters/").status_code == 405
    browser(alice).post(f"/c/{chat.pk}/deletion/")
    assert put(browser(alice), chat, {"seed": 1}).status_code == 404
    assert Conversation.objects.get(pk=chat.pk).parameters is None


def put(client: Client, chat: Conversation, asked: dict[str, Any]) -> Any:
    return client.post(f"/c/{chat.pk}/parameters/", {"parameters": json.dumps(asked)})
