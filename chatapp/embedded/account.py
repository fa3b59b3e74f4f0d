"""A name for a user without one, as in a container that runs with any number (`--user 12345:0`).

`initdb` refuses to work for whom /etc/passwd does not know. `libnss_wrapper` lets it read a file of ours in that
place, which is what the image of Postgres itself does.
"""

import pwd
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.exceptions import ImproperlyConfigured

_LIBRARY = "libnss_wrapper.so"
_FOLDERS = ("/usr/lib", "/usr/lib64", "/usr/lib/*")


@contextmanager
def named(user: int, group: int, folders: Iterable[str] = _FOLDERS) -> Iterator[dict[str, str]]:
    """The variables of a child that needs its user's name: none where the system knows it.

    Raises ImproperlyConfigured where there is no `libnss_wrapper` in the folders, which may be patterns.
    """
    if _is_known(user):
        yield {}
        return
    library = _library(user, folders)
    with TemporaryDirectory() as made:
        passwd, groups = Path(made, "passwd"), Path(made, "group")
        passwd.write_text(f"chatapp:x:{user}:{group}::/:/bin/false\n")
        groups.write_text(f"chatapp:x:{group}:\n")
        yield {
            "LD_PRELOAD": library,
            "NSS_WRAPPER_PASSWD": str(passwd),
            "NSS_WRAPPER_GROUP": str(groups),
        }


def _is_known(user: int) -> bool:
    try:
        pwd.getpwuid(user)
    except KeyError:
        return False
    return True


def _library(user: int, folders: Iterable[str]) -> str:
    for pattern in folders:
        for found in Path("/").glob(f"{pattern.lstrip('/')}/{_LIBRARY}"):
            return str(found)
    raise ImproperlyConfigured(
        f"The user {user} has no name, without which the embedded Postgres makes no database: "
        "add it to /etc/passwd, install libnss-wrapper, or set DATABASE_URL."
    )
