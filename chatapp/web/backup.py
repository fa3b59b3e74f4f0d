"""A backup of the whole database in one file, and the way back, by Postgres' own programs.

The file is an archive of `pg_dump`, which `pg_restore` reads without us, too. It holds one moment of the database,
also while servers write into it. What goes wrong is said in one sentence: `BackupError`; then there is no file, and
the database is as it was.
"""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from django.db import connection
from psycopg import pq
from psycopg.conninfo import make_conninfo

from chatapp.embedded.clients import client

from .boot import preconditions, schema


class BackupError(Exception):
    pass


def back_up(file: Path) -> int:
    """Write the file, for its owner's eyes only. Returns its size in bytes."""
    if file.exists():
        raise BackupError(f"{file} exists already: name another file.")
    if not _tables():
        raise BackupError("The database is empty: there is nothing to back up.")
    draft = file.with_name(f"{file.name}.{os.getpid()}.part")
    try:
        draft.touch(mode=0o600, exist_ok=False)
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={draft}", _conninfo())
        draft.rename(file)
    except OSError as error:
        raise BackupError(f"{file} cannot be written: {error.strerror}.") from error
    finally:
        draft.unlink(missing_ok=True)
    return file.stat().st_size


def restore(file: Path) -> None:
    """Fill an empty database. Servers that start meanwhile wait for it."""
    _require_readable(file)
    with preconditions.migration_lock():
        if tables := _tables():
            raise BackupError(
                f"The database is not empty ({tables} tables), and nothing of it is overwritten: "
                "restore into a new one, by DATABASE_URL or CHATAPP_DATA_DIR."
            )
        _fill(file)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _require_readable(file: Path) -> None:
    try:
        file.open("rb").close()
    except OSError as error:
        raise BackupError(f"{file} cannot be read: {error.strerror}.") from error
    try:
        rows = _run("pg_restore", "--data-only", "--table=django_migrations", "--file=-", str(file))
    except BackupError as error:
        raise BackupError(f"{file} is not a backup, or not a whole one. {error}") from error
    applied = list(_migrations(rows))
    if not applied:
        raise BackupError(f"{file} is not a backup of this product.")
    if newer := schema.unknown(applied):
        raise BackupError(
            f"{file} was made by a newer version of the server ({newer}): update this one before you restore."
        )


def _migrations(rows: str) -> Iterator[tuple[str, str]]:
    """From the lines of COPY: id, app, name, moment."""
    for line in rows.splitlines():
        match line.split("\t"):
            case [_, app, name, _]:
                yield app, name


def _fill(file: Path) -> None:
    """In one transaction, which is committed only after the last line of a whole file."""
    into = ("-X", "-q", "-o", os.devnull, "-v", "ON_ERROR_STOP=1", f"--dbname={_conninfo()}")
    with (
        _child("pg_restore", "--no-owner", "--no-privileges", "--file=-", str(file)) as reader,
        _child("psql", *into, stdin=subprocess.PIPE) as writer,
    ):
        assert reader.stdout
        assert writer.stdin
        try:
            writer.stdin.write(b"BEGIN;\n")
            _copy(reader.stdout, writer.stdin)
            if reader.wait() == 0:
                writer.stdin.write(b"COMMIT;\n")
            writer.stdin.close()
        except BrokenPipeError:
            # It will say why.
            reader.kill()
            with suppress(BrokenPipeError):
                writer.stdin.close()


def _copy(source: IO[bytes], target: IO[bytes]) -> None:
    for line in source:
        # A parameter that the newer program sets and Postgres before 17 does not know.
        if line != b"SET transaction_timeout = 0;\n":
            target.write(line)


def _run(name: str, *arguments: str) -> str:
    """What the program printed."""
    with _child(name, *arguments) as child:
        assert child.stdout
        return child.stdout.read().decode(errors="replace")


@contextmanager
def _child(name: str, *arguments: str, stdin: int = subprocess.DEVNULL) -> Iterator[subprocess.Popen[bytes]]:
    """Raises BackupError with what the program complained of if it fails."""
    password = str(connection.get_connection_params().get("password") or "")
    environment = {**os.environ, "LC_ALL": "C", **({"PGPASSWORD": password} if password else {})}
    command = [client(name, connection.get_database_version()[0]), *arguments]
    with TemporaryFile() as errors:
        with subprocess.Popen(
            command, env=environment, stdin=stdin, stdout=subprocess.PIPE, stderr=errors
        ) as child:
            yield child
        if child.returncode:
            errors.seek(0)
            raise BackupError(_sentence(name, errors.read().decode(errors="replace")))


def _sentence(name: str, errors: str) -> str:
    said = (
        [line for line in errors.splitlines() if "error" in line.lower()]
        or errors.splitlines()
        or ["no word"]
    )
    return f"{name} failed: {said[0].removeprefix(f'{name}: ')}"


def _conninfo() -> str:
    """Without the password, which a process list would show."""
    known = {option.keyword.decode() for option in pq.Conninfo.get_defaults()} - {"password"}
    parameters = connection.get_connection_params()
    return make_conninfo(**{name: parameters[name] for name in known & parameters.keys()})


def _tables() -> int:
    return len(connection.introspection.table_names())
