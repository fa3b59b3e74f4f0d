"""The operator's environment variables, read and refused with one sentence.

Every reader raises `ImproperlyConfigured` with a sentence that names the variable and says what to write
instead; `manage.py` prints it and leaves with status 2.
"""

import os
import secrets
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit
from zoneinfo import available_timezones

from django.core.exceptions import ImproperlyConfigured
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def can_write(folder: Path) -> bool:
    """May we write into it, or, where it does not exist, make it?"""
    nearest = next(found for found in (folder, *folder.absolute().parents) if found.exists())
    return os.access(nearest, os.W_OK | os.X_OK)


def flag(name: str) -> bool:
    value = text(name, "0")
    if value not in ("", "0", "1"):
        raise ImproperlyConfigured(f'{name} is "{value}", but only 1 (on) or 0 (off) has a meaning.')
    return value == "1"


def words(name: str, default: str = "") -> list[str]:
    """A list, separated by commas."""
    return [word for part in text(name, default).split(",") if (word := part.strip())]


def integer(name: str, default: int, *, least: int, most: int) -> int:
    return whole_number(name, text(name) or str(default), least=least, most=most)


def whole_number(name: str, value: str, *, least: int, most: int) -> int:
    # Python reads no number of more than 4,300 digits.
    if value.isascii() and value.isdigit() and len(value) < 20 and least <= int(value) <= most:
        return int(value)
    raise ImproperlyConfigured(f'{name} is "{value}": set it to a whole number from {least} to {most}.')


def one_of(name: str, default: str, choices: tuple[str, ...]) -> str:
    value = text(name) or default
    if value in choices:
        return value
    raise ImproperlyConfigured(f'{name} is "{value}": set it to one of {", ".join(choices)}.')


def hosts(name: str, default: str) -> list[str]:
    """Host names without scheme and port, or `*`; none only where that is the default."""
    found = words(name, default)
    if not found and default:
        raise ImproperlyConfigured(
            f"{name} is empty: set it to the host names that browsers use, with commas."
        )
    for host in found:
        if "/" in host or " " in host or (":" in host and not host.startswith("[")):
            raise ImproperlyConfigured(
                f'{name} contains "{host}": write the host name only, without scheme and port.'
            )
    return found


def folder(name: str) -> Path | None:
    """An absolute path; whether it is there is seen when it is used, it may be mounted later."""
    given = text(name)
    if given and not Path(given).is_absolute():
        raise ImproperlyConfigured(f'{name} is "{given}": write the whole path, beginning with "/".')
    return Path(given) if given else None


def time_zone(name: str, default: str) -> str:
    value = text(name) or default
    if value in available_timezones():
        return value
    raise ImproperlyConfigured(f'{name} is "{value}": set it to a zone such as Europe/Berlin or UTC.')


def origin(name: str) -> str:
    """`https://chat.example.org`, or nothing; a path would mean a prefix, which we do not serve under.

    As browsers write it in `Origin`: in lower case, and without the port that the scheme means anyway.
    """
    return _origin(name, text(name))


def _origin(name: str, value: str) -> str:
    value = value.rstrip("/")
    if value and not _is_origin(value):
        raise ImproperlyConfigured(
            f'{name} is "{value}": write it like https://chat.example.org, without a path.'
        )
    value = value.lower()
    return value.removesuffix(":443" if value.startswith("https:") else ":80")


def origins(name: str) -> list[str]:
    """Origins as `origin` reads one, separated by commas; or `*` alone, for all."""
    value = text(name)
    if value == "*":
        return ["*"]
    return [_origin(name, word) for word in words(name)]


def _is_origin(value: str) -> bool:
    try:
        parts = urlsplit(value)
        named = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    besides = parts.path or parts.query or parts.fragment or "@" in parts.netloc or " " in value
    return parts.scheme in ("http", "https") and named and not besides


def host_of(address: str) -> str:
    """`chat.example.org` of `https://chat.example.org:8443`; `[::1]` keeps its brackets."""
    name = urlsplit(address).hostname or ""
    return f"[{name}]" if ":" in name else name


def database(name: str) -> dict[str, object] | None:
    """Django's settings of the database behind a `postgresql://` address; None where there is none."""
    value = text(name)
    if not value:
        return None
    try:
        options = dict(conninfo_to_dict(value))
    except ProgrammingError:
        options = {}
    if not value.startswith(("postgresql://", "postgres://")) or not options.get("dbname"):
        raise ImproperlyConfigured(
            f"{name} is not a Postgres address: write postgresql://user:password@host:5432/database."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": options.pop("dbname"),
        "USER": options.pop("user", ""),
        "PASSWORD": options.pop("password", ""),
        "HOST": options.pop("host", ""),
        "PORT": options.pop("port", ""),
        "OPTIONS": options,
    }


def bucket(name: str) -> dict[str, object] | None:
    """Django's storage of the bucket behind an `s3://` address; None where there is none.

    Who we are is told by the variables of AWS, or by the machine, as its own programs are.
    """
    value = text(name)
    if not value:
        return None
    parts = urlsplit(value)
    options = dict(parse_qsl(parts.query))
    endpoint = options.pop("endpoint", "")
    region = options.pop("region", "")
    if parts.scheme != "s3" or not parts.netloc or options or (endpoint and not _is_origin(endpoint)):
        raise ImproperlyConfigured(
            f"{name} is not a bucket: write s3://bucket/prefix, and for a server of yours "
            "s3://bucket/prefix?endpoint=https://storage.example.org&region=eu-central-1."
        )
    if not (find_spec("storages") and find_spec("boto3")):
        raise ImproperlyConfigured(
            f"{name} needs a package that is not installed: .venv/bin/pip install 'django-storages[s3]>=1.14,<2'"
        )
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": parts.netloc,
            "location": parts.path.strip("/"),
            "endpoint_url": endpoint or None,
            "region_name": region or None,
            "addressing_style": "path" if endpoint else "auto",
            "signature_version": "s3v4",
            # Of a file that is read; what is above goes to the disk. By itself all of it is held.
            "max_memory_size": 1 << 20,
        },
    }


@dataclass(frozen=True)
class Mail:
    host: str
    port: int
    user: str
    password: str
    tls: bool
    ssl: bool


def mail(name: str) -> Mail | None:
    """The server behind `smtp://` (STARTTLS if it names a user) or `smtps://`; None where there is none."""
    value = text(name)
    if not value:
        return None
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ImproperlyConfigured(
            f"{name} is not a mail server: write smtp://user:password@mail.example.org:587."
        )
    ssl = parts.scheme == "smtps"
    user = unquote(parts.username or "")
    return Mail(
        host=parts.hostname,
        port=port or (465 if ssl else 587 if user else 25),
        user=user,
        password=unquote(parts.password or ""),
        tls=bool(user) and not ssl,
        ssl=ssl,
    )


def secret_key(name: str, folder: Path) -> str:
    """The key from the environment, else the one kept in the data folder, made at the first start."""
    if name in os.environ:
        if len(text(name)) < 16:
            raise ImproperlyConfigured(f"{name} is too short: set it to 50 random characters, or unset it.")
        return text(name)
    path = folder / "secret_key"
    try:
        return path.read_text().strip() or _new_key(path)
    except FileNotFoundError:
        return _new_key(path)
    except OSError as error:
        raise ImproperlyConfigured(
            f"{path} cannot be read ({error.strerror}): set CHATAPP_DATA_DIR to a folder of yours."
        ) from error


def _new_key(path: Path) -> str:
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48))
        _publish(draft, path)
        return path.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"{path} cannot be written ({error.strerror}): set CHATAPP_DATA_DIR to a folder of yours."
        ) from error
    finally:
        draft.unlink(missing_ok=True)


def _publish(draft: Path, path: Path) -> None:
    """Of several processes that start at once, all use the first one's key."""
    if path.exists() and not path.read_text().strip():
        path.unlink()
    try:
        os.link(draft, path)
    except FileExistsError:
        return
