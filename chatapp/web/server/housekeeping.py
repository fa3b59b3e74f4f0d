"""What the server does now and then, beside its work: it removes for good what is over."""

import asyncio
import logging
from dataclasses import astuple, dataclass

from asgiref.sync import sync_to_async
from django.db import OperationalError, connections

from chatapp.accounts.sessions import clear_expired
from chatapp.completions import gone_runners, quoted_errors
from chatapp.conversations.purge import purge

EVERY_SECONDS = 3600

logger = logging.getLogger("chatapp.chores")


@dataclass(frozen=True)
class Removed:
    """How many rows; of `quotes`, errors of completions that repeated what a provider said."""

    conversations: int
    sessions: int
    runners: int
    quotes: int

    def __bool__(self) -> bool:
        return any(astuple(self))

    def __str__(self) -> str:
        return (
            f"Removed for good: deleted chats {self.conversations}, expired sessions {self.sessions}, "
            f"servers long gone {self.runners}, quotes in errors {self.quotes}"
        )


def remove_what_is_over() -> Removed:
    return Removed(
        conversations=purge(),
        sessions=clear_expired(),
        runners=gone_runners.remove(),
        quotes=quoted_errors.summarise(),
    )


async def remove_hourly() -> None:
    """Until cancelled. In a thread of its own: no request waits for it."""
    while True:
        try:
            if removed := await sync_to_async(_remove_and_close, thread_sensitive=False)():
                logger.info("%s", removed)
        except OperationalError as error:
            logger.warning("Nothing was removed, the database is away: %s", " ".join(str(error).split()))
        except Exception:
            logger.exception("What is over could not be removed; the next attempt is in an hour")
        await asyncio.sleep(EVERY_SECONDS)


def _remove_and_close() -> Removed:
    try:
        return remove_what_is_over()
    finally:
        connections.close_all()
