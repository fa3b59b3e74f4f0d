"""The role behind DATABASE_URL may be one that owns its database and nothing else."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


def test_the_tests_themselves_come_as_a_plain_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolcreaterole FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False), "give TEST_DATABASE_URL a role with no right but CREATEDB"
