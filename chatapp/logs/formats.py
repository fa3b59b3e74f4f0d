"""One line for each record, for people or for machines.

    2026-11-21T17:13:00.123Z WARNING chatapp.turns [request=req_... person=5] A call to a provider failed. status=429

Ids are between the brackets, `-` where there are none. Lines of a traceback follow, each indented. What somebody
else wrote can neither begin a line nor move a terminal's cursor. Beside its message a record may bring `data`, a dict,
as `extra={"data": ...}`.
"""

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

from .context import ids
from .database_errors import without_values

# Control characters, the separators of lines and paragraphs, and what turns the direction of writing.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
_BARE = re.compile(r"[\w.:/@+-]+")


class TextFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        named = " ".join(f"{name}={_word(value)}" for name, value in ids().known().items())
        facts = "".join(f" {name}={_word(value)}" for name, value in _data(record).items())
        message = _safe(_message(record))
        line = f"{_moment(record)} {record.levelname} {record.name} [{named or '-'}] {message}{facts}"
        return "\n".join([line, *(f"    {_safe(below)}" for below in _trace(record).split("\n") if below)])


class JsonFormatter(logging.Formatter):
    """One object a line, in ASCII: there are readers that take U+2028 for the end of one."""

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "time": _moment(record),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
            **ids().known(),
        }
        if trace := _trace(record):
            told["exception"] = trace
        return json.dumps({**_data(record), **told}, default=str)


def _moment(record: logging.LogRecord) -> str:
    """ISO 8601 in UTC, with milliseconds."""
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


def _message(record: logging.LogRecord) -> str:
    given = record.args if isinstance(record.args, tuple) else ()
    return without_values(record.getMessage(), given)


def _data(record: logging.LogRecord) -> dict[str, Any]:
    found: dict[str, Any] = getattr(record, "data", {})
    return {name: value for name, value in found.items() if value is not None}


def _trace(record: logging.LogRecord) -> str:
    parts = []
    if record.exc_info and record.exc_info[0]:
        trace = _FORMATTER.formatException(record.exc_info)
        parts.append(without_values(trace, [record.exc_info[1]]))
    if record.stack_info:
        parts.append(record.stack_info)
    return "\n".join(parts)


def _word(value: object) -> str:
    """As it is where nobody can take it for more than one word, else in quotes."""
    text = str(value)
    return text if _BARE.fullmatch(text) else _safe(json.dumps(text, ensure_ascii=False))


def _safe(text: str) -> str:
    return _UNSAFE.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


_FORMATTER = logging.Formatter()
