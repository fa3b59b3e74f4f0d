"""What the chat page knows of the models that it offers."""

import json
import re
from typing import Any

from django.test import Client

from chatapp.accounts.models import Role, User
from chatapp.providers.models import Model, Provider


def test_a_model_without_tools_is_told_and_an_admin_has_the_page_that_changes_it(alice: User) -> None:
    provider = Provider.objects.create(name="Local", base_url="http://127.0.0.1:9/v1")
    model = Model.objects.create(provider=provider, name="local-7b")
    assert shown(alice, model) | {"refuses": []} == {
        "id": model.pk, "name": "local-7b", "label": "local-7b", "provider": "Local", "refuses": [], "tools": False,
        "page": "", "vision": False, "files": False, "audio": False, "built_in": False,
        "window": None,
    }  # fmt: skip
    assert "tool_choice" in shown(alice, model)["refuses"]
    User.objects.filter(pk=alice.pk).update(role=Role.ADMIN)
    address = shown(alice, model)["page"]
    assert str(model.pk) in address
    client = browser(alice)
    assert client.get(address).status_code == 200


def test_the_list_that_a_page_fetches_later_is_as_the_page_was_served_with(alice: User) -> None:
    provider = Provider.objects.create(name="Local", base_url="http://127.0.0.1:9/v1")
    model = Model.objects.create(provider=provider, name="local-7b")
    fetched = browser(alice).get("/chat/models/").json()["models"]
    assert shown(alice, model) in fetched
    Model.objects.filter(pk=model.pk).update(chat=False)
    assert model.pk not in [each["id"] for each in browser(alice).get("/chat/models/").json()["models"]]
    assert Client().get("/chat/models/").status_code == 302


def shown(person: User, model: Model) -> dict[str, Any]:
    text = browser(person).get("/").text
    listed = re.search(r'<script id="models" type="application/json">(.*?)</script>', text)
    assert listed is not None
    found: dict[str, Any] = next(each for each in json.loads(listed[1]) if each["id"] == model.pk)
    return found


def browser(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client
