"""The job that takes one file in. It may run again from its start, at any time and beside itself."""

from __future__ import annotations

import asyncio
import logging
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from django.db import DataError, InterfaceError, OperationalError, transaction

from chatapp.extraction.errors import ExtractionError
from chatapp.extraction.media_types import HEAD_BYTES, ZIP, sniff
from chatapp.extraction.reading import text_of
from chatapp.files.errors import Gone
from chatapp.files.store import local_copy
from chatapp.jobs.queue import LATER, queue
from chatapp.jobs.threads import in_thread
from chatapp.knowledge.errors import KnowledgeError
from chatapp.knowledge.intake import states
from chatapp.knowledge.intake.adoption import adopt
from chatapp.knowledge.intake.archive import unpack
from chatapp.knowledge.intake.arrival import TASK
from chatapp.knowledge.intake.memory_budget import reserved
from chatapp.knowledge.models import Intake, IntakeState

__all__ = ["take_in"]

SECONDS = 120
"""That a file may take to be read, by the clock."""

_OURS = "The server could not take it in, by an error of its own. Try again, or ask an admin to look into its log."
_log = logging.getLogger(__name__)


@queue.task(name=TASK, retry=LATER)
async def take_in(intake_id: int) -> None:
    intake = await in_thread(states.begin, intake_id)
    if intake is None:
        return
    try:
        await _take_in(intake)
    except (OperationalError, InterfaceError):
        # The database is away: the job is run again.
        raise
    except (ExtractionError, KnowledgeError, Gone) as error:
        await in_thread(states.fail, intake_id, str(error))
    except DataError as error:
        await in_thread(states.fail, intake_id, f"The database refuses it: {' '.join(str(error).split())}")
    except Exception:
        _log.exception("Intake %d failed", intake_id)
        await in_thread(states.fail, intake_id, _OURS)


async def _take_in(intake: Intake) -> None:
    with ExitStack() as stack:
        path, is_archive = await asyncio.to_thread(_local, intake, stack)
        if is_archive:
            summary = await in_thread(unpack, intake, path)
            await in_thread(_unpacked, intake.pk, summary)
        else:
            name = intake.name.rpartition("/")[2]
            async with text_of(path, name, SECONDS) as text, reserved(text.size):
                extracted = await text.extracted()
                if intake.collection.attached:
                    # Its person knows it by its name.
                    extracted = replace(extracted, title=name)
                await in_thread(adopt, intake, extracted)


def _local(intake: Intake, stack: ExitStack) -> tuple[Path, bool]:
    """Where it is as long as the stack is open, and whether it is an archive. Where the files are in a service, this
    fetches it."""
    path = stack.enter_context(local_copy(intake.content))
    with path.open("rb") as file:
        return path, sniff(file.read(HEAD_BYTES), intake.name) == ZIP


@transaction.atomic
def _unpacked(intake_id: int, summary: str) -> None:
    intake = Intake.objects.select_for_update().get(pk=intake_id)
    if intake.state == IntakeState.READING:
        states.move(intake, IntakeState.READY, summary)
