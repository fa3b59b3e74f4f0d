"""`manage.py backup` and `restore`: the whole database in a file, and the way back."""

import stat
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psycopg
import pytest

from chatapp.embedded.clients import client
from tests.releases.database import RELEASES, load, rows_of
from tests.servers.processes import Manage, RunManage, Serve, made_database
from tests.timeouts import TIMEOUT

pytestmark = pytest.mark.processes

KEY = "only for the tests of processes"

Command = Callable[..., Manage]


@pytest.fixture(scope="module")
def used() -> Iterator[str]:
    """The address of a database with rows in every table."""
    with made_database() as address:
        load(address, RELEASES[-1])
        yield address


@pytest.fixture
def own() -> Iterator[str]:
    """Another one, for a server."""
    with made_database() as address:
        load(address, RELEASES[-1])
        yield address


@pytest.fixture(scope="module")
def backup(used: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of it, to read."""
    data = tmp_path_factory.mktemp("backup")
    file = data / "backup"
    made = Manage(data, {"SECRET_KEY": KEY, "DATABASE_URL": used}, "backup", str(file))
    assert made.wait() == 0, made.output
    return file


@pytest.fixture
def command(run_manage: RunManage) -> Command:
    def run(name: str, file: Path, database: str = "", **variables: str) -> Manage:
        own = {"DATABASE_URL": database} if database else {}
        manage = run_manage(name, str(file), **{"SECRET_KEY": KEY, **own, **variables})
        manage.wait()
        return manage

    return run


def test_what_a_running_server_wrote_is_backed_up_and_restored_row_by_row(
    own: str, empty_database: str, command: Command, tmp_path: Path
) -> None:
    file = tmp_path / "a backup"
    server = Serve(tmp_path / "first", {"DATABASE_URL": own, "SECRET_KEY": KEY})
    made = command("backup", file, own)
    server.stop()
    assert made.process.returncode == 0, made.output
    assert "keep the secret key (SECRET_KEY) as well" in made.output
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    restored = command("restore", file, empty_database)
    assert restored.process.returncode == 0, restored.output
    assert restored.lines[-1] == f"The database holds what was in {file}.\n"
    kept, found = rows_of(own, whole=True), rows_of(empty_database, whole=True)
    for rows in kept, found:
        # They went on to beat.
        del rows["conversations_runner"], rows["procrastinate_workers"]
    assert found == kept
    again = Serve(tmp_path / "second", {"DATABASE_URL": empty_database, "SECRET_KEY": KEY})
    assert httpx.get(f"{again.url}/readyz", timeout=TIMEOUT).json() == {"ready": True, "reasons": []}
    again.stop()


def test_a_backup_goes_into_the_embedded_database_and_out_again(
    used: str, backup: Path, empty_database: str, command: Command, tmp_path: Path
) -> None:
    again = tmp_path / "again"
    for manage in (
        command("restore", backup),
        command("backup", again),
        command("restore", again, empty_database),
    ):
        assert manage.process.returncode == 0, manage.output
    assert rows_of(empty_database, whole=True) == rows_of(used, whole=True)


def test_pg_dump_and_pg_restore_do_by_themselves_as_the_same_role(used: str, empty_database: str) -> None:
    with psycopg.connect(used) as connection:
        major = connection.info.server_version // 10_000
    dump, restore = client("pg_dump", major), client("pg_restore", major)
    pipe = f'"{dump}" --format=custom "{used}" | "{restore}" --dbname="{empty_database}"'
    done = subprocess.run(["bash", "-o", "pipefail", "-c", pipe], capture_output=True, text=True, check=False)
    # The one word of a newer program that an older server does not know is passed over.
    assert major < 17 or (done.returncode, done.stderr) == (0, "")
    assert rows_of(empty_database, whole=True) == rows_of(used, whole=True)


def test_nothing_is_overwritten(used: str, backup: Path, command: Command) -> None:
    before = backup.read_bytes(), rows_of(used, whole=True)
    again, onto = command("backup", backup, used), command("restore", backup, used)
    assert (again.process.returncode, onto.process.returncode) == (1, 1)
    assert "exists already: name another file" in again.output
    assert "The database is not empty" in onto.output
    assert "restore into a new one, by DATABASE_URL or CHATAPP_DATA_DIR" in onto.output
    assert (backup.read_bytes(), rows_of(used, whole=True)) == before


@pytest.mark.parametrize("part", [0, 0.02, 0.6, 0.99])
def test_a_broken_file_leaves_the_database_empty(
    backup: Path, empty_database: str, command: Command, tmp_path: Path, part: float
) -> None:
    file = tmp_path / "backup"
    whole = backup.read_bytes()
    file.write_bytes(whole[: int(len(whole) * part)])
    refused = command("restore", file, empty_database)
    assert refused.process.returncode == 1
    assert "Traceback" not in refused.output
    assert "CommandError" in refused.lines[-1]
    assert rows_of(empty_database) == {}


def test_a_file_that_is_not_there_or_another_program_s_is_refused(
    used: str, empty_database: str, command: Command, tmp_path: Path
) -> None:
    missing = command("restore", tmp_path / "missing", empty_database)
    assert f"{tmp_path / 'missing'} cannot be read: No such file" in missing.output
    nowhere = command("backup", tmp_path / "no folder" / "file", used)
    assert "cannot be written: No such file" in nowhere.output
    empty = command("backup", tmp_path / "of nothing", empty_database)
    assert "there is nothing to back up" in empty.output
    with psycopg.connect(empty_database) as connection:
        connection.execute("CREATE TABLE another (id int)")
    command("backup", tmp_path / "another's", empty_database)
    with made_database() as other:
        assert "is not a backup of this product" in command("restore", tmp_path / "another's", other).output


def test_a_backup_of_a_newer_version_is_refused_and_one_with_another_key_is_told(
    backup: Path, empty_database: str, command: Command, tmp_path: Path
) -> None:
    told = command("restore", backup, empty_database, SECRET_KEY="the key of somebody else")
    assert "The keys of Scripted were encrypted with another secret key" in told.output
    with psycopg.connect(empty_database) as connection:
        connection.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('usage', '0999_newer', now())"
        )
    newer = tmp_path / "newer"
    command("backup", newer, empty_database)
    with made_database() as other:
        refused = command("restore", newer, other)
        assert rows_of(other) == {}
    assert refused.process.returncode == 1
    assert "was made by a newer version of the server (usage 0999_newer): update this one" in refused.output
