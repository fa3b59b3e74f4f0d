"""The people of the tests: Alice owns, Bob is on her team, Charlie is a stranger, Ada is an admin."""

from typing import Final

import pytest

from chatapp.accounts.models import Role, User

PASSWORD: Final = "violet kettle 42"


@pytest.fixture
def alice(db: None) -> User:
    return _person("Alice", Role.MEMBER)


@pytest.fixture
def bob(db: None) -> User:
    return _person("Bob", Role.MEMBER)


@pytest.fixture
def charlie(db: None) -> User:
    return _person("Charlie", Role.MEMBER)


@pytest.fixture
def ada(db: None) -> User:
    return _person("Ada", Role.ADMIN)


def _person(name: str, role: Role) -> User:
    return User.objects.create_user(f"{name.lower()}@example.com", PASSWORD, name=name, role=role)
