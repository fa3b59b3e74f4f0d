"""Making and changing assistants: names in addresses, versions, and what a version brings back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chatapp.accounts.models import AuditEntry, User
from chatapp.assistants import changes, versions
from chatapp.assistants.models import Assistant
from chatapp.knowledge.models import Collection
from tests.assistants.people import made


def test_names_in_addresses_are_made_of_the_name_and_stay(alice: User, bob: User) -> None:
    names = ["Cook", "Cook", "Cook!", "New", "Default", "日本語"]
    slugs = [made(alice, name).slug for name in names]
    assert slugs == ["cook", "cook-2", "cook-3", "new-2", "default-2", "assistant"]
    first = Assistant.objects.get(slug="cook")
    changes.change(first, alice, {"name": "Baker"}, [])
    assert Assistant.objects.get(name="Baker").slug == "cook"


def test_the_slug_of_a_deleted_one_is_not_given_away(alice: User) -> None:
    changes.delete(made(alice), alice)
    assert made(alice).slug == "cook-2"


def test_a_change_is_a_version_and_no_change_is_none(alice: User) -> None:
    assistant = made(alice, instructions="Cook.")
    assert assistant.version == 1
    assert not changes.change(assistant, alice, {"instructions": "Cook."}, [])
    assert changes.change(assistant, alice, {"instructions": "Bake."}, [])
    kept = list(assistant.versions.all())
    assert [(one.number, one.content["instructions"], one.author) for one in kept] == [
        (2, "Bake.", alice),
        (1, "Cook.", alice),
    ]
    assert AuditEntry.objects.filter(action="assistant.changed").count() == 1


def test_the_difference_names_fields_and_lines() -> None:
    lines = [f"Line {number}" for number in range(12)]
    before = {"instructions": "\n".join(lines), "narrowed": False, "parameters": {}, "starters": ["One?"]}
    after = {
        **before,
        "instructions": "\n".join([*lines[:6], "New", *lines[7:]]),
        "model": {"id": 3, "name": "gpt"},
        "narrowed": True,
        "parameters": {"seed": 7},
    }
    found = versions.changes(before, after)
    labels = ["Instructions", "Model", "Parameters", "Searches these collections only"]
    assert [change.label for change in found] == labels
    assert [(line.kind, line.text) for line in found[0].lines] == [
        ("gap", ""),
        ("same", "Line 4"),
        ("same", "Line 5"),
        ("removed", "Line 6"),
        ("added", "New"),
        ("same", "Line 7"),
        ("same", "Line 8"),
    ]
    others = [[(line.kind, line.text) for line in change.lines] for change in found[1:]]
    assert others == [
        [("added", "gpt")],
        [("added", "{"), ("added", '  "seed": 7'), ("added", "}")],
        [("removed", "no"), ("added", "yes")],
    ]


@pytest.fixture
def recipes(alice: User) -> Collection:
    return Collection.objects.create(name="Recipes", slug="recipes", owner=alice)


def test_an_earlier_version_comes_back_as_a_new_one(alice: User, recipes: Collection) -> None:
    assistant = made(alice, instructions="Cook.", collections=[recipes], parameters={"temperature": 0})
    changes.change(assistant, alice, {"instructions": "Bake.", "narrowed": False, "parameters": {}}, [])
    assert changes.return_to(assistant.versions.get(number=1), alice)
    assistant.refresh_from_db()
    assert (assistant.version, assistant.instructions, assistant.narrowed) == (3, "Cook.", True)
    assert assistant.parameters == {"temperature": 0}
    assert list(assistant.collections.all()) == [recipes]


def test_what_may_be_read_no_more_does_not_come_back_and_nothing_else_in_its_place(
    alice: User, bob: User, recipes: Collection
) -> None:
    assistant = made(alice, collections=[recipes])
    changes.change(assistant, alice, {"narrowed": False}, [])
    Collection.objects.update(owner=bob)
    changes.return_to(assistant.versions.get(number=1), alice)
    assistant.refresh_from_db()
    assert (assistant.narrowed, list(assistant.collections.all())) == (True, [])


def test_what_was_deleted_long_ago_is_removed_for_good(alice: User) -> None:
    old, fresh = made(alice, "Old"), made(alice, "Fresh")
    for one, days in ((old, 31), (fresh, 29)):
        Assistant.objects.filter(pk=one.pk).update(deleted_at=timezone.now() - timedelta(days=days))
    assert changes.purge() == 1
    assert not Assistant.objects.filter(pk=old.pk).exists()
    assert Assistant.objects.filter(pk=fresh.pk).exists()
