"""What a reviewer and an admin open, and how long each may take: milliseconds of the server."""

from __future__ import annotations

import statistics
import time
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone


class Page(NamedTuple):
    """`export`: a file that is uploaded there."""

    address: str
    goal_ms: int
    export: str = ""


LIST, REVIEW, DRILL_DOWN = 200, 300, 500
_COMPLETIONS = "/admin/completions/completion/"
_LEDGER = "/admin/usage/usagerecord/"
_YEAR = "period=365d"
PAGES = [
    *(
        Page(f"/admin/review/{query}", REVIEW)
        for query in (
            "", f"?{_YEAR}", "?model=model-3", "breakdown/", f"breakdown/?{_YEAR}",
            f"breakdown/?by=person&split=model&{_YEAR}", f"breakdown/?by=key&{_YEAR}",
            f"breakdown/?by=day&split=model&{_YEAR}", f"breakdown/?by=label:project&{_YEAR}",
            f"breakdown/?by=day&split=person&{_YEAR}", f"breakdown/?by=person&split=day&{_YEAR}",
            f"breakdown/?by=tool&split=model&{_YEAR}", f"breakdown/?by=month&split=person&{_YEAR}",
            "breakdown/?by=hour", "failures/", f"failures/?{_YEAR}", "speed/", f"speed/?{_YEAR}",
            "feedback/", f"feedback/?{_YEAR}", f"prices/?{_YEAR}", "reconciliation/",
            f"speed/?of=rate&model=model-3&{_YEAR}", f"speed/?of=rate&{_YEAR}",
        )
    ),
    *(
        Page(f"/admin/review/calls/{query}", DRILL_DOWN)
        for query in (
            "", f"?{_YEAR}", f"?model=model-3&{_YEAR}", f"?person=person7@example.com&{_YEAR}",
            f"?key=7&{_YEAR}", f"?failed=true&{_YEAR}", f"?label:project=project 3&{_YEAR}",
            f"?unpriced=true&{_YEAR}", f"?person=person199@example.com&model=model-39&{_YEAR}",
            f"?person=nobody@example.com&{_YEAR}",
        )
    ),
    *(
        Page(f"{_COMPLETIONS}{query}", LIST)
        for query in (
            "", "?user__id__exact=7", "?provider__id__exact=102", "?model__id__exact=133",
            "?asked_model__icontains=model-33",
            "?api_key__id__exact=9", "?status__exact=interrupted", "?kind__exact=title", "?store__exact=1",
            "?metadata_key=project", "?metadata_key=nothing", "?metadata_value=project 3",
            "?metadata_value=nothing", "?metadata_key=run&metadata_value=42", "?q=person7@example.com",
            "?q=@example.com", "?q=nobody@example.com", "?q=model-33", "?q=nothing", "?q=req_500", "?q=chatcmpl-500",
            "?o=1", "?p=100",
        )
    ),
    *(
        Page(f"{_LEDGER}{query}", LIST)
        for query in (
            "", "?user_email__icontains=person7@example.com", "?provider_name__icontains=Provider 2",
            "?model_name__icontains=model-33",
            "?model_name__icontains=nothing", "?kind__exact=title", "?status=interrupted", "?state=unpriced",
            "?state=estimated", "?state=corrections", "?q=person7@example.com", "?q=nobody@example.com", "?o=1",
        )
    ),
    *(
        Page(f"/admin/{name}/", LIST)
        for name in (
            "conversations/conversation", "conversations/message", "conversations/turn", "conversations/toolcall",
            "accounts/user", "accounts/apikey", "accounts/auditentry", "providers/model", "knowledge/document",
        )
    ),
]  # fmt: skip


def _export(days: int = 31) -> str:
    """A provider's, with a line for each day and model of the last month."""
    today = timezone.localdate()
    lines = (
        f"{today - timedelta(days=day)},model-{model},10,1000,100"
        for day in range(days)
        for model in range(40)
    )
    return "\n".join(["day,model,requests,input_tokens,output_tokens", *lines])


PAGES.append(Page("/admin/review/reconciliation/", DRILL_DOWN, _export()))


def report(client: Client, pages: list[Page], times: int) -> list[str]:
    """Print each page's time and queries. Which of them take longer than they may.

    That is judged by the time on a CPU, of this process and of the database: it is the same on a busy machine.
    """
    slow = []
    with connection.cursor() as cursor:
        # What other processes of the database do for the statement is not counted.
        cursor.execute("SET max_parallel_workers_per_gather = 0")
    for page in pages:
        cpu, wall, queries, size = _measured(client, page, times)
        late = "  LATE" if cpu > page.goal_ms else ""
        print(
            f"  {page.address:<80} {cpu:6.0f} ms of CPU {wall:6.0f} ms  {queries:3} queries  "
            f"{size / 1000:4.0f} kB{late}",
            flush=True,
        )
        slow += [page.address] if late else []
    return slow


def _measured(client: Client, page: Page, times: int) -> tuple[float, float, int, int]:
    """Medians of milliseconds on a CPU and altogether, number of queries, bytes."""
    with CaptureQueriesContext(connection) as queries:
        response = _asked(client, page)
    if response.status_code != 200:
        raise SystemExit(f"{page.address}: {response.status_code}, {response.headers.get('Location')}")
    number, cpu, wall = len(queries), [], []
    for _ in range(times):
        started, used = time.perf_counter(), _cpu_ms()
        response = _asked(client, page)
        cpu.append(_cpu_ms() - used)
        wall.append((time.perf_counter() - started) * 1000)
    return statistics.median(cpu), statistics.median(wall), number, len(response.content)


def _asked(client: Client, page: Page) -> HttpResponse:
    if page.export:
        return client.post(page.address, {"export": SimpleUploadedFile("export.csv", page.export.encode())})
    return client.get(page.address)


def _cpu_ms() -> float:
    """Of this process and of the one that serves its connection to the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    nanoseconds = int(Path(f"/proc/{backend}/schedstat").read_text().split()[0])
    return time.process_time() * 1000 + nanoseconds / 1e6
