"""Groups: people in named sets, made and filled by admins."""

import pytest
from django.test import Client

from chatapp.accounts import access
from chatapp.accounts.errors import NameTaken, NotFound
from chatapp.accounts.models import AuditEntry, Group, Role, User
from chatapp.accounts.team import groups
from chatapp.accounts.team import people as team


@pytest.fixture
def browser(client: Client, ada: User) -> Client:
    client.force_login(ada)
    return client


@pytest.fixture
def sales(ada: User, bob: User) -> Group:
    group = groups.create(ada, "Sales")
    groups.add(ada, group, [bob])
    return group


def test_an_admin_makes_a_group_and_fills_it(browser: Client, ada: User, alice: User, bob: User) -> None:
    made = browser.post("/people/groups/", {"group-name": " Sales "})
    group = Group.objects.get(name="Sales")
    assert made["Location"] == f"/people/groups/{group.pk}/"
    typed = "ALICE@example.com, bob@example.com;alice@example.com"
    page = browser.post(f"{made['Location']}members/", {"people": typed}, follow=True).content.decode()
    assert "Added: Alice, Bob." in page
    assert set(group.members.all()) == {alice, bob}
    written = AuditEntry.objects.filter(actor=ada, action__startswith="group.").order_by("id")
    assert [(entry.action, entry.target) for entry in written] == [
        ("group.created", "Sales"),
        ("group.joined", "alice@example.com"),
        ("group.joined", "bob@example.com"),
    ]


def test_an_address_that_nobody_has_adds_nobody(browser: Client, sales: Group, alice: User) -> None:
    typed = {"people": "alice@example.com nobody@example.com"}
    answer = browser.post(f"/people/groups/{sales.pk}/members/", typed)
    assert answer.status_code == 422
    assert "Nobody here has the address nobody@example.com." in answer.content.decode()
    assert not sales.members.filter(pk=alice.pk).exists()


def test_a_member_is_removed_and_the_group_renamed(browser: Client, sales: Group, bob: User) -> None:
    browser.post(f"/people/groups/{sales.pk}/members/{bob.pk}/removal/")
    browser.post(f"/people/groups/{sales.pk}/name/", {"name": "Sellers"})
    sales.refresh_from_db()
    assert (sales.name, sales.members.count()) == ("Sellers", 0)
    assert AuditEntry.objects.get(action="group.renamed").detail == {"before": "Sales"}
    assert AuditEntry.objects.get(action="group.left").target == bob.email


def test_two_groups_do_not_have_one_name(browser: Client, ada: User, sales: Group) -> None:
    answer = browser.post("/people/groups/", {"group-name": "SALES"})
    assert answer.status_code == 422
    assert "There is a group of this name already." in answer.content.decode()
    other = groups.create(ada, "Support")
    with pytest.raises(NameTaken):
        groups.rename(ada, other, "sales")


def test_the_groups_of_a_person_are_those_that_they_are_in(ada: User, bob: User, sales: Group) -> None:
    groups.create(ada, "Others")
    assert list(access.groups_of(bob)) == [sales]
    team.deactivate(ada, bob)
    bob.refresh_from_db()
    assert list(access.groups_of(bob)) == []


def test_pages_show_a_name_as_it_is_written(browser: Client, ada: User, bob: User) -> None:
    group = groups.create(ada, "<script>alert(1)</script>")
    groups.add(ada, group, [bob])
    for address in ("/people/", f"/people/groups/{group.pk}/", f"/people/{bob.pk}/"):
        page = browser.get(address).content.decode()
        assert "&lt;script&gt;alert(1)" in page
        assert "<script>alert" not in page


def test_a_deleted_group_is_gone_and_its_people_stay(
    browser: Client, ada: User, sales: Group, bob: User
) -> None:
    browser.post(f"/people/groups/{sales.pk}/deletion/")
    assert not Group.objects.exists()
    assert User.objects.filter(pk=bob.pk).exists()
    assert AuditEntry.objects.get(action="group.deleted").detail == {"members": 1}
    with pytest.raises(NotFound):
        groups.add(ada, sales, [bob])


@pytest.mark.parametrize("role", [Role.MEMBER, Role.REVIEWER])
def test_for_everybody_else_groups_have_no_pages(
    client: Client, sales: Group, bob: User, charlie: User, role: Role
) -> None:
    User.objects.filter(pk=charlie.pk).update(role=role)
    client.force_login(charlie)
    page = f"/people/groups/{sales.pk}/"
    assert client.get(page).status_code == 404
    verbs = ["name/", "members/", f"members/{bob.pk}/removal/", "deletion/"]
    for address in ["/people/groups/", *(f"{page}{verb}" for verb in verbs)]:
        assert client.post(address, {"name": "x", "group-name": "x", "people": bob.email}).status_code == 404
    assert [str(group) for group in Group.objects.all()] == ["Sales"]
    assert sales.members.count() == 1
