"""A server meets tables that are older or newer than it knows, or that it may not change."""

import psycopg
import pytest

from tests.servers.processes import RunManage

pytestmark = pytest.mark.processes

KEY = "only for the tests of processes"


def test_a_database_of_a_newer_version_is_refused_in_one_sentence_and_left_alone(
    process_database: str, run_manage: RunManage
) -> None:
    newer = "INSERT INTO django_migrations (app, name, applied) VALUES ('accounts', '0999_newer', now())"
    _do(process_database, newer, "DELETE FROM django_migrations WHERE app = 'accounts' AND name LIKE '0003%'")
    serve = run_manage("serve", "--port", "0", DATABASE_URL=process_database, SECRET_KEY=KEY)
    assert serve.wait() == 2
    assert "made by a newer version of the server (accounts 0999_newer): update the server" in serve.lines[-1]
    assert "Preparing" not in serve.output
    assert "Traceback" not in serve.output


@pytest.mark.parametrize("command", [["purge"], ["createapikey", "alice@example.com", "--name", "x"]])
def test_commands_say_in_one_sentence_that_the_tables_are_older(
    empty_database: str, run_manage: RunManage, command: list[str]
) -> None:
    done = run_manage(*command, DATABASE_URL=empty_database, SECRET_KEY=KEY)
    assert done.wait() == 2
    [sentence] = done.lines
    assert "Run `manage.py migrate`, or start the server once" in sentence


def test_migrating_by_hand_makes_the_table_of_the_cache_too(
    empty_database: str, run_manage: RunManage
) -> None:
    migrate = run_manage("migrate", "--verbosity", "0", DATABASE_URL=empty_database, SECRET_KEY=KEY)
    assert migrate.wait() == 0, migrate.output
    with psycopg.connect(empty_database) as connection:
        assert connection.execute("SELECT count(*) FROM cache").fetchone() == (0,)


def test_a_role_that_may_not_make_tables_is_told_so(empty_database: str, run_manage: RunManage) -> None:
    _do(empty_database, "REVOKE CREATE ON SCHEMA public FROM pg_database_owner")
    serve = run_manage("serve", "--port", "0", DATABASE_URL=empty_database, SECRET_KEY=KEY)
    assert serve.wait() == 2
    words = "The database refuses: permission denied for schema public. Let the role of DATABASE_URL own"
    assert words in serve.output
    assert "Traceback" not in serve.output


def _do(database: str, *statements: str) -> None:
    with psycopg.connect(database) as connection:
        for statement in statements:
            connection.execute(statement)  # type: ignore[call-overload]
