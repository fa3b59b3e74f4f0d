"""On whose behalf something is done, for the lines of the log that are written meanwhile.

The ids are kept in a context variable. A task that is started takes them along, and so does a thread of asgiref's.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, fields, replace


@dataclass
class Ids:
    """As people outside know them: what a request's answer says, what the API and the frames call things."""

    request: str = ""
    person: int | None = None
    turn: str = ""
    completion: str = ""

    def known(self) -> dict[str, str | int]:
        """Those that there are, in the order of the fields."""
        return {field.name: value for field in fields(self) if (value := getattr(self, field.name))}


_nobody = Ids()
_ids: ContextVar[Ids] = ContextVar("ids", default=_nobody)


def ids() -> Ids:
    return _ids.get()


@contextmanager
def bound(**changes: str | int | None) -> Iterator[None]:
    """The ids of now with these changes, for what is done and started inside."""
    before = _ids.get()
    _ids.set(replace(before, **changes))  # type: ignore[arg-type]
    try:
        yield
    finally:
        # Not by a token: a generator may be closed in another context than the one in which it began.
        _ids.set(before)


def identify(person: int) -> None:
    """Who asks has been found out: for all that belongs to what was bound last, tasks and threads too."""
    if (now := _ids.get()) is not _nobody:
        now.person = person
