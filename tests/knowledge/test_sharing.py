"""Who may read and who may edit a collection, asked of the only door."""

import pytest

from chatapp.accounts.errors import NotFound
from chatapp.accounts.models import AuditEntry, Group, User
from chatapp.accounts.team import groups
from chatapp.knowledge import access
from chatapp.knowledge.keeping import collections as keeping
from chatapp.knowledge.models import Collection, GrantRole

READ, EDIT = GrantRole.READER, GrantRole.EDITOR


@pytest.fixture
def plans(alice: User) -> Collection:
    return keeping.create(alice, keeping.Description("Plans", "", "english"))


@pytest.fixture
def sales(ada: User, bob: User) -> Group:
    group = groups.create(ada, "Sales")
    groups.add(ada, group, [bob])
    return group


def may(user: User, collection: Collection) -> str:
    """What this person may: nothing, read, edit, own."""
    try:
        access.get_collection(user, collection.slug)
    except NotFound:
        return "nothing"
    if not access.editable_collections(user).filter(pk=collection.pk).exists():
        return "read"
    try:
        access.get_owned(user, collection.slug)
    except NotFound:
        return "edit"
    return "own"


def test_a_new_collection_is_its_owners_alone(plans: Collection, alice: User, bob: User, ada: User) -> None:
    assert [may(person, plans) for person in (alice, bob, ada)] == ["own", "nothing", "nothing"]


def test_a_person_reads_or_edits_what_was_shared_with_them(
    plans: Collection, alice: User, bob: User, charlie: User
) -> None:
    keeping.share(alice, plans, bob, READ)
    assert [may(person, plans) for person in (bob, charlie)] == ["read", "nothing"]
    keeping.share(alice, plans, bob, EDIT)
    assert may(bob, plans) == "edit"
    keeping.unshare(alice, plans, plans.grants.get().pk)
    assert may(bob, plans) == "nothing"
    verbs = AuditEntry.objects.filter(action__startswith="collection.").order_by("id")
    assert [(entry.action, entry.detail.get("role")) for entry in verbs] == [
        ("collection.created", None),
        ("collection.shared", "reader"),
        ("collection.shared", "editor"),
        ("collection.unshared", None),
    ]


def test_a_group_shares_for_as_long_as_one_is_in_it(
    plans: Collection, sales: Group, ada: User, alice: User, bob: User, charlie: User
) -> None:
    keeping.share(alice, plans, sales, EDIT)
    assert [may(person, plans) for person in (bob, charlie)] == ["edit", "nothing"]
    groups.add(ada, sales, [charlie])
    groups.remove(ada, sales, bob)
    assert [may(person, plans) for person in (bob, charlie)] == ["nothing", "edit"]
    groups.delete(ada, sales)
    assert may(charlie, plans) == "nothing"


def test_the_more_of_two_grants_counts(plans: Collection, sales: Group, alice: User, bob: User) -> None:
    keeping.share(alice, plans, sales, EDIT)
    keeping.share(alice, plans, bob, READ)
    assert may(bob, plans) == "edit"
    assert access.collections_of(bob).filter(pk=plans.pk).count() == 1


def test_what_is_open_to_all_is_read_by_all_and_edited_by_nobody_else(
    plans: Collection, alice: User, charlie: User
) -> None:
    keeping.open_to_all(alice, plans, opened=True)
    assert may(charlie, plans) == "read"
    charlie.is_active = False
    charlie.save()
    assert may(charlie, plans) == "nothing"
    keeping.open_to_all(alice, plans, opened=False)
    charlie.is_active = True
    charlie.save()
    assert may(charlie, plans) == "nothing"


def test_the_manual_is_edited_by_nobody(alice: User) -> None:
    manual = Collection.objects.create(name="About", slug="product", built_in=True, owner=alice)
    assert may(alice, manual) == "read"


def test_a_deleted_collection_is_there_for_nobody_until_it_is_restored(
    plans: Collection, alice: User, bob: User
) -> None:
    keeping.share(alice, plans, bob, EDIT)
    keeping.delete(alice, plans)
    assert [may(person, plans) for person in (alice, bob)] == ["nothing", "nothing"]
    with pytest.raises(NotFound):
        keeping.restore(bob, plans.slug)
    keeping.restore(alice, plans.slug)
    assert [may(person, plans) for person in (alice, bob)] == ["own", "edit"]


def test_two_collections_of_one_name_do_not_tell_of_each_other(plans: Collection, charlie: User) -> None:
    other = keeping.create(charlie, keeping.Description("Plans", "", "english"))
    assert plans.slug != other.slug
    assert all(one.slug.startswith("plans-") and len(one.slug) == len("plans-") + 8 for one in (plans, other))
    assert keeping.create(charlie, keeping.Description("计划", "", "simple")).slug
