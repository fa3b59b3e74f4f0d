"""Assistants have one door: who may use one, and who may change it."""

import pytest

from chatapp.accounts.errors import NotFound
from chatapp.accounts.models import Group, User
from chatapp.assistants import access, changes
from chatapp.assistants.models import Assistant, Audience
from tests.assistants.people import made


@pytest.fixture
def kitchen(alice: User, bob: User) -> Group:
    """Alice and Bob; Charlie is in none."""
    kitchen = Group.objects.create(name="Kitchen")
    kitchen.members.add(alice, bob)
    return kitchen


def who_may_use(assistant: Assistant, *people: User) -> list[str]:
    return [person.name for person in people if access.usable(person.pk).filter(pk=assistant.pk).exists()]


def test_a_private_one_is_its_owners(alice: User, bob: User, ada: User) -> None:
    assert who_may_use(made(alice), alice, bob, ada) == ["Alice"]


def test_one_for_a_group_is_its_members(alice: User, bob: User, charlie: User, kitchen: Group) -> None:
    assistant = made(alice, audience=Audience.GROUPS, groups=[kitchen])
    assert who_may_use(assistant, alice, bob, charlie) == ["Alice", "Bob"]
    kitchen.members.remove(bob)
    assert who_may_use(assistant, alice, bob, charlie) == ["Alice"]


def test_one_for_everybody_is_everybodys_until_their_account_is_closed(alice: User, charlie: User) -> None:
    assistant = made(alice, audience=Audience.EVERYBODY)
    assert who_may_use(assistant, alice, charlie) == ["Alice", "Charlie"]
    User.objects.filter(pk=charlie.pk).update(is_active=False)
    assert who_may_use(assistant, alice, charlie) == ["Alice"]


def test_groups_that_were_chosen_count_only_while_it_is_shared_with_groups(
    alice: User, bob: User, kitchen: Group
) -> None:
    assistant = made(alice, audience=Audience.GROUPS, groups=[kitchen])
    Assistant.objects.update(audience=Audience.PRIVATE)
    assert who_may_use(assistant, alice, bob) == ["Alice"]


def test_one_cannot_share_with_a_group_that_one_is_not_in(alice: User, charlie: User) -> None:
    others = Group.objects.create(name="Others")
    others.members.add(charlie)
    assistant = made(alice, audience=Audience.GROUPS, groups=[others])
    assert who_may_use(assistant, charlie) == []


def test_only_the_owner_changes_it_whoever_it_is_shared_with(alice: User, bob: User, ada: User) -> None:
    assistant = made(alice, audience=Audience.EVERYBODY)
    assert access.get_own(alice, "cook") == assistant
    for person in (bob, ada):
        assert access.get_assistant(person, "cook") == assistant
        with pytest.raises(NotFound):
            access.get_own(person, "cook")


def test_a_deleted_one_is_nobodys_until_its_owner_restores_it(alice: User, bob: User) -> None:
    assistant = made(alice, audience=Audience.EVERYBODY)
    changes.delete(assistant, alice)
    assert who_may_use(assistant, alice, bob) == []
    with pytest.raises(NotFound):
        access.get_deleted(bob, "cook")
    changes.restore(access.get_deleted(alice, "cook"), alice)
    assert who_may_use(assistant, alice, bob) == ["Alice", "Bob"]


def test_the_default_one_is_everybodys_and_nobody_has_to_choose_it(alice: User) -> None:
    default = Assistant.objects.get(is_default=True)
    assert who_may_use(default, alice) == ["Alice"]
    assert default.slug == "default"
    assert list(access.shared_assistants(alice)) == []


def test_one_without_an_owner_is_shared_as_its_row_says(alice: User) -> None:
    Assistant.objects.create(name="House", slug="house", audience=Audience.EVERYBODY)
    assert [one.name for one in access.shared_assistants(alice)] == ["House"]
    with pytest.raises(NotFound):
        access.get_own(alice, "house")
