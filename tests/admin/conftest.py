import pytest
from django.test import Client

from chatapp.accounts.models import Role, User
from chatapp.accounts.team import content_access


@pytest.fixture
def rita(db: None) -> User:
    """She reviews usage."""
    return User.objects.create_user("rita@example.com", name="Rita", role=Role.REVIEWER)


@pytest.fixture
def open_content(ada: User, alice: User) -> None:
    """What Alice wrote is open to Ada."""
    content_access.open_content(ada, alice, "asked to")


@pytest.fixture
def admin_page(ada: User) -> Client:
    return _online(ada)


@pytest.fixture
def review_page(rita: User) -> Client:
    return _online(rita)


@pytest.fixture
def member_page(bob: User) -> Client:
    return _online(bob)


def _online(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client
