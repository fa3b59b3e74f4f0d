"""Blocking work of a job, while the loop that it shares with requests goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.db import connections

__all__ = ["in_thread"]

_P = ParamSpec("_P")
_T = TypeVar("_T")


async def in_thread(verb: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
    """Its connections to the database are closed with it."""

    def run() -> _T:
        try:
            return verb(*args, **kwargs)
        finally:
            connections.close_all()

    return await asyncio.to_thread(run)
