"""What admins do with groups. The callers have passed the door."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction

from chatapp.accounts import audit
from chatapp.accounts.errors import NameTaken, NotFound
from chatapp.accounts.models import Group, User


def create(admin: User, name: str) -> Group:
    """`NameTaken`, in capitals or not."""
    group = Group(name=name)
    _save(group)
    audit.record(admin, "group.created", name)
    return group


def rename(admin: User, group: Group, name: str) -> None:
    before, group.name = group.name, name
    if name != before:
        _save(group)
        audit.record(admin, "group.renamed", name, before=before)


def add(admin: User, group: Group, people: Sequence[User]) -> list[User]:
    """Those who were not in it yet. `NotFound` when the group was deleted meanwhile."""
    with transaction.atomic():
        _lock(group)
        there = set(group.members.filter(pk__in=[person.pk for person in people]))
        added = [person for person in people if person not in there]
        group.members.add(*added)
        for person in added:
            audit.record(admin, "group.joined", person.email, group=group.name)
    return added


def remove(admin: User, group: Group, person: User) -> None:
    with transaction.atomic():
        group.members.remove(person)
        audit.record(admin, "group.left", person.email, group=group.name)


def delete(admin: User, group: Group) -> None:
    """What was shared with the group is its members' no longer."""
    with transaction.atomic():
        _lock(group)
        audit.record(admin, "group.deleted", group.name, members=group.members.count())
        group.delete()


def _lock(group: Group) -> None:
    """Nobody deletes it until the transaction ends."""
    if not Group.objects.select_for_update().filter(pk=group.pk).exists():
        raise NotFound


def _save(group: Group) -> None:
    try:
        with transaction.atomic():
            group.save()
    except IntegrityError as error:
        raise NameTaken from error
