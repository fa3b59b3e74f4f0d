"""Asking for a job, and what procrastinate knows of ours.

A job that is deferred in a transaction is part of it. It may run more than once, and is written for that: a worker that
was killed has its jobs run again from their start.
"""

from __future__ import annotations

from asyncio import CancelledError
from typing import Any

from django.db import InterfaceError, OperationalError
from procrastinate import App, BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import ConnectorException, JobAborted
from procrastinate.jobs import Job
from psycopg_pool import PoolTimeout

__all__ = ["LATER", "Later", "queue"]

_AWAY = (OperationalError, InterfaceError, ConnectorException, PoolTimeout)


class Later(BaseRetryStrategy):
    """A job that the end of the server or of the database interrupted is run again; all else is for the job to say."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> Any:
        if isinstance(exception, CancelledError | JobAborted):
            return RetryDecision(retry_in={"seconds": 0})
        return RetryDecision(retry_in={"seconds": 10}) if isinstance(exception, _AWAY) else None


LATER = Later()

queue = App(connector=DjangoConnector())
"""Defers over Django's connection. Its tasks are run by a `Worker`, over connections of its own."""
