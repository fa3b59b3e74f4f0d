"""What the server does every hour: it removes what is over, folds the ledger, indexes chats, and old documents anew.

And every minute: temporary chats end, what is due of the sources of documents is asked for, and what other rooms have
to do then (`jobs/chores.py`).
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import astuple, dataclass

from asgiref.sync import sync_to_async
from django.db import OperationalError, connections

from chatapp.accounts.sessions import clear_expired
from chatapp.assistants import changes as assistants
from chatapp.completions import gone_runners, quoted_errors
from chatapp.conversations.attachments.purge import remove_unsent
from chatapp.conversations.deletion import purged_turns
from chatapp.conversations.keeping.temporary import expire
from chatapp.conversations.purge import purge, purge_temporary
from chatapp.conversations.search.entries import index_all
from chatapp.exchange.imports.uploading import remove_given_up
from chatapp.files.purge import remove_unused
from chatapp.jobs.chores import minutely
from chatapp.knowledge.gaps import listing as gaps
from chatapp.knowledge.ingestion import reindex
from chatapp.knowledge.keeping.purge import purge as purge_documents
from chatapp.knowledge.sources.watched_folders import defer_scans
from chatapp.knowledge.sources.web_pages import defer_due
from chatapp.usage.sums.folding import fold
from chatapp.usage.sums.speed_folding import fold_speed
from chatapp.web.import_worker import import_worker

EVERY_SECONDS = 3600
MINUTE_SECONDS = 60
# A history of years is indexed in more than one go.
_LONGEST_INDEXING_SECONDS = 1800

logger = logging.getLogger("chatapp.chores")


@dataclass(frozen=True)
class Removed:
    """How many rows; of `quotes`, errors of completions that repeated what a provider said."""

    conversations: int
    sessions: int
    runners: int
    quotes: int
    attachments: int
    files: int
    assistants: int
    documents: int

    def __bool__(self) -> bool:
        return any(astuple(self))

    def __str__(self) -> str:
        return (
            f"Removed for good: deleted chats {self.conversations}, expired sessions {self.sessions}, "
            f"servers long gone {self.runners}, quotes in errors {self.quotes}, "
            f"attachments that were not sent {self.attachments}, files that nothing refers to {self.files}, "
            f"deleted assistants {self.assistants}, deleted documents {self.documents}"
        )


def remove_what_is_over() -> Removed:
    # What they refer to goes after them.
    documents = purge_documents()
    chats = purge()
    gaps.forget(purged_turns(gaps.answers()))
    return Removed(
        conversations=chats,
        sessions=clear_expired(),
        runners=gone_runners.remove(),
        quotes=quoted_errors.summarise(),
        attachments=remove_unsent(),
        files=remove_unused(),
        assistants=assistants.purge(),
        documents=documents,
    )


async def run_hourly() -> None:
    """Until cancelled. In a thread of its own: no request waits for it."""
    while True:
        for chore in (_resume_imports, _remove, _fold, _reindex, _index):
            await sync_to_async(_run, thread_sensitive=False)(chore)
        await asyncio.sleep(EVERY_SECONDS)


async def run_every_minute() -> None:
    """As `run_hourly`."""
    while True:
        for chore in (_expire, _follow_sources, *minutely):
            await sync_to_async(_run, thread_sensitive=False)(chore)
        await asyncio.sleep(MINUTE_SECONDS)


def _expire() -> None:
    expire()
    purge_temporary()


def _resume_imports() -> None:
    if removed := remove_given_up():
        logger.info("Uploads that were given up: %d", removed)
    import_worker.begin()


def _remove() -> None:
    if removed := remove_what_is_over():
        logger.info("%s", removed)


def _fold() -> None:
    if rows := fold():
        logger.info("Folded into days: %d rows of the ledger", rows)
    fold_speed()


def _reindex() -> None:
    if documents := reindex():
        logger.info("Indexed anew for this version's search: %d documents", documents)


def _follow_sources() -> None:
    if pages := defer_due():
        logger.info("Web addresses to fetch again: %d", pages)
    defer_scans()


def _index() -> None:
    if chats := index_all(_LONGEST_INDEXING_SECONDS):
        logger.info("Indexed for the search: %d chats", chats)


def _run(chore: Callable[[], object]) -> None:
    """One that fails is tried again next time, and keeps no other from its work."""
    try:
        chore()
    except OperationalError as error:
        logger.warning("A chore was left, the database is away: %s", " ".join(str(error).split()))
    except Exception:
        logger.exception("A chore failed; it is tried again next time")
    finally:
        connections.close_all()
