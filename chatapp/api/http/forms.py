"""The body of a request that is a form with a file: kept on disk while it comes, and read in a thread."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler, TemporaryFileUploadHandler
from django.http import QueryDict
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.utils.datastructures import MultiValueDict
from starlette.requests import ClientDisconnect, Request

from .bodies import check_length
from .disconnect import Gone
from .errors import ApiError

__all__ = ["Form", "read"]

_IN_MEMORY = 1 << 20


@dataclass(frozen=True, slots=True)
class Form:
    """`fields`: name and value in their order."""

    fields: list[tuple[str, str]]
    files: MultiValueDict[str, UploadedFile[Any]]

    @property
    def file(self) -> UploadedFile[Any] | None:
        """The one that is called so."""
        found = self.files.getlist("file")
        return found[0] if found else None


@asynccontextmanager
async def read(request: Request) -> AsyncIterator[Form]:
    """Its files are there until the block ends. Raises ApiError 400, 413, 415, and Gone."""
    kind = request.headers.get("content-type", "")
    if kind.partition(";")[0].strip().lower() != "multipart/form-data":
        words = "Send a form with a file: “Content-Type: multipart/form-data”."
        raise ApiError(415, words, code="unsupported_media_type")
    with SpooledTemporaryFile(max_size=_IN_MEMORY) as body:
        await _receive(request, body)
        form = await asyncio.to_thread(_parsed, body, kind)
        try:
            yield form
        finally:
            for file in _files(form):
                file.close()


async def _receive(request: Request, body: IO[bytes]) -> None:
    size = 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            check_length(size)
            body.write(chunk)
    except ClientDisconnect as error:
        raise Gone from error


def _parsed(body: IO[bytes], kind: str) -> Form:
    size = body.tell()
    body.seek(0)
    about = {"CONTENT_TYPE": kind, "CONTENT_LENGTH": size}
    handlers = [MemoryFileUploadHandler(), TemporaryFileUploadHandler()]
    try:
        fields, files = MultiPartParser(about, cast(Any, body), handlers, "utf-8").parse()
    except (MultiPartParserError, SuspiciousOperation, ValueError) as error:
        raise ApiError(
            400, "The body is not a form as it must be: multipart/form-data with a boundary."
        ) from error
    return Form(list(_pairs(fields)), files)


def _pairs(fields: QueryDict) -> Iterator[tuple[str, str]]:
    for name, values in fields.lists():
        for value in values:
            yield name, str(value)


def _files(form: Form) -> Iterator[UploadedFile[Any]]:
    for _, files in form.files.lists():
        yield from files
