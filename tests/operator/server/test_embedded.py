"""The embedded Postgres: under a user that the system does not know, on files of another one, and its log."""

import os
import socket
from pathlib import Path

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured

from chatapp.embedded import SOCKET
from chatapp.embedded.account import named
from chatapp.embedded.server import Server

NOBODY_KNOWS = 3_000_000_017


def test_who_is_known_needs_nothing() -> None:
    with named(os.geteuid(), os.getegid()) as variables:
        assert variables == {}


def test_who_is_not_known_is_named_by_a_file_that_goes_away(tmp_path: Path) -> None:
    (tmp_path / "x86_64" / "libnss_wrapper.so").mkdir(parents=True)
    with named(NOBODY_KNOWS, 0, [f"{tmp_path}/*"]) as variables:
        passwd = Path(variables["NSS_WRAPPER_PASSWD"])
        assert variables["LD_PRELOAD"] == str(tmp_path / "x86_64" / "libnss_wrapper.so")
        assert passwd.read_text() == f"chatapp:x:{NOBODY_KNOWS}:0::/:/bin/false\n"
        assert Path(variables["NSS_WRAPPER_GROUP"]).read_text() == "chatapp:x:0:\n"
    assert not passwd.exists()


def test_without_the_library_a_sentence_says_what_to_do() -> None:
    with (
        pytest.raises(ImproperlyConfigured, match="add it to /etc/passwd, install libnss-wrapper, or set"),
        named(NOBODY_KNOWS, 0, []),
    ):
        pass


def test_no_second_postgres_is_started_on_the_files_of_one_that_is_not_seen(tmp_path: Path) -> None:
    data = tmp_path / "postgres"
    data.mkdir()
    (data / "PG_VERSION").write_text("18\n")
    with socket.socket(socket.AF_UNIX) as other:
        other.bind(str(data / SOCKET))
        other.listen()
        with pytest.raises(ImproperlyConfigured, match="Another container runs a Postgres"):
            Server(data).start()


def test_the_log_of_postgres_does_not_repeat_what_a_failed_statement_said(tmp_path: Path) -> None:
    server = Server(tmp_path / "postgres")
    server.start()
    try:
        with psycopg.connect(host=str(server.socket), user="postgres", dbname="postgres") as connection:
            connection.execute("CREATE TABLE said (words text, missing text NOT NULL)")
            with pytest.raises(psycopg.errors.NotNullViolation):
                connection.execute("INSERT INTO said VALUES ('xylograph')")
    finally:
        server.leave()
    logged = server.log.read_text()
    assert "violates not-null constraint" in logged
    assert "xylograph" not in logged
