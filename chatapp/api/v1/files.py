"""`/v1/files`: files that a script sends to a collection, for the person whose key it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar
from urllib.parse import urljoin
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from chatapp.accounts.errors import NotFound
from chatapp.accounts.models import User
from chatapp.api.http import forms
from chatapp.api.http.authentication import KeyHolder, authenticate
from chatapp.api.http.errors import ApiError
from chatapp.api.http.origin import origin
from chatapp.api.http.paging import PageQuery, listed
from chatapp.api.http.responses import Json
from chatapp.api.openapi.files import LONGEST_EXTERNAL_ID, PURPOSES
from chatapp.files.errors import TooLarge
from chatapp.jobs.threads import in_thread
from chatapp.knowledge.models import SentFile
from chatapp.knowledge.sources import sent_files
from chatapp.knowledge.sources.sent_files import Label
from chatapp.turns.runtime.loop_lag import lag
from chatapp.wire.errors import Malformed
from chatapp.wire.json.jsontext import loads
from chatapp.wire.json.path import visible
from chatapp.wire.request.metadata import PAIRS

_PAIR = re.compile(r"metadata\[([^\]]*)\]")
_FILTERS = re.compile("collection|external_id|purpose")
_ID = re.compile(r"file-([0-9a-f]{32})")
_NOT_STORED = re.compile(r"[\x00\ud800-\udfff]")
_FIELDS = ("collection", "purpose", "external_id")
_P = ParamSpec("_P")
_T = TypeVar("_T")


async def create(http: Request) -> Response:
    lag.admit()
    holder = await authenticate(http)
    _check(holder)
    async with forms.read(http) as form:
        asked, pairs = _asked(form)
        if form.file is None:
            raise ApiError(
                400, "'file' is missing: send the content of a file under this name.", param="file"
            )
        label = Label(form.file.name or "", asked.get("external_id", ""), pairs, asked["purpose"])
        try:
            sent = await _in_thread(_send, holder.user_id, asked["collection"], label, form.file)
        except TooLarge as error:
            raise ApiError(413, str(error), param="file", code="request_too_large") from error
    return Json(_described(sent, origin(http)))


async def list_files(http: Request) -> Response:
    holder = await authenticate(http, writes=False)
    _check(holder)
    part = PageQuery.asked(http.query_params, _FILTERS)
    _check_selection(http.query_params)
    found = await _in_thread(_page, holder.user_id, part, dict(http.query_params))
    items = [_described(file, origin(http)) for file in found]
    return Json(listed(items[: part.limit], has_more=len(items) > part.limit))


async def retrieve(http: Request) -> Response:
    holder = await authenticate(http, writes=False)
    _check(holder)
    file = await _in_thread(_one, holder.user_id, _id(http.path_params["id"], "file_id"))
    return Json(_described(file, origin(http)))


async def delete(http: Request) -> Response:
    holder, id = await authenticate(http), http.path_params["id"]
    _check(holder)
    await _in_thread(_delete, holder.user_id, _id(id, "file_id"))
    return Json({"id": id, "object": "file", "deleted": True})


def _check(holder: KeyHolder) -> None:
    """A key that was narrowed to some models is for calling these, and opens nothing else of its person's."""
    if holder.allowed_models:
        words = "This API key is limited to some models, and may not open files. Make another one for it."
        raise ApiError(403, words, code="files_not_allowed")


def _asked(form: forms.Form) -> tuple[dict[str, str], dict[str, str]]:
    """The fields, and the pairs of the metadata. Raises ApiError 400, Malformed."""
    asked: dict[str, str] = {}
    pairs: dict[str, Any] = {}
    for name, value in form.fields:
        if pair := _PAIR.fullmatch(name):
            pairs[pair[1]] = value
        elif name == "metadata":
            pairs = _object(value)
        elif name in _FIELDS:
            asked[name] = _text(value, name)
        else:
            raise ApiError(400, f"'{visible(name)}' is no field of a file.", param=visible(name))
    PAIRS.rule(pairs, "metadata")
    for key, text in pairs.items():
        _text(key + text, "metadata")
    if not asked.get("collection"):
        words = (
            "'collection' is missing: the short name of a collection that you may edit, as in its address."
        )
        raise ApiError(400, words, param="collection")
    _check_purpose(asked.get("purpose"))
    if len(asked.get("external_id", "")) > LONGEST_EXTERNAL_ID:
        words = f"'external_id' has more than {LONGEST_EXTERNAL_ID} characters: shorten it."
        raise ApiError(400, words, param="external_id")
    return asked, pairs


def _check_selection(query: QueryParams) -> None:
    for name, value in query.items():
        _text(value, name)
    if "purpose" in query:
        _check_purpose(query["purpose"])
    if empty := next((name for name in ("collection", "external_id") if query.get(name) == ""), None):
        raise ApiError(400, f"'{empty}' is empty: leave it out, or name one.", param=empty)


def _check_purpose(purpose: str | None) -> None:
    if purpose not in PURPOSES:
        raise ApiError(400, f"'purpose' must be one of {', '.join(PURPOSES)}.", param="purpose")


def _text(value: str, name: str) -> str:
    if _NOT_STORED.search(value):
        raise ApiError(400, f"'{visible(name)}' has a character that cannot be stored.", param=visible(name))
    return value


def _object(text: str) -> Any:
    try:
        return loads(text.encode("utf-8", "surrogatepass"))
    except Malformed as error:
        words = "'metadata' must be an object of strings as JSON; or send each pair as metadata[name]."
        raise ApiError(400, words, param="metadata") from error


def _send(user_id: int, collection: str, label: Label, file: UploadedFile[Any]) -> SentFile:
    sent = sent_files.send(_user(user_id), collection, label, file.chunks())
    return _one(user_id, sent.pk)


def _page(user_id: int, part: PageQuery, query: dict[str, str]) -> list[SentFile]:
    found = sent_files.sent_files_of(
        _user(user_id), query.get("collection", ""), query.get("external_id", "")
    )
    if purpose := query.get("purpose"):
        found = found.filter(purpose=purpose)
    is_up = part.order == "asc"
    if part.after is not None:
        after = _id(part.after, "after")
        found = found.filter(pk__gt=after) if is_up else found.filter(pk__lt=after)
    return list(found.order_by("pk" if is_up else "-pk")[: part.limit + 1])


def _one(user_id: int, id: UUID) -> SentFile:
    return sent_files.get_sent_file(_user(user_id), id)


def _delete(user_id: int, id: UUID) -> None:
    sent_files.delete(_user(user_id), id)


def _user(user_id: int) -> User:
    return User.objects.get(pk=user_id)


async def _in_thread(verb: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
    try:
        return await in_thread(verb, *args, **kwargs)
    except NotFound as error:
        words = "There is no such file or collection, or none that you may read or change."
        raise ApiError(404, words, code="not_found") from error


def _id(text: str, param: str) -> UUID:
    if found := _ID.fullmatch(text):
        return UUID(found[1])
    raise ApiError(404, "There is no file with this id.", param=param, code="not_found")


def _described(file: SentFile, server: str) -> dict[str, Any]:
    status, reason = sent_files.status(file)
    url = file.document.get_absolute_url() if file.document and status == "processed" else None
    return {
        "id": f"file-{file.pk.hex}",
        "object": "file",
        "bytes": file.content.size,
        "created_at": int(file.created_at.timestamp()),
        "filename": file.name,
        "purpose": file.purpose,
        "status": status,
        "status_details": reason or None,
        "collection": file.collection.slug,
        "external_id": file.external_id or None,
        "metadata": file.metadata,
        "url": urljoin(server, url) if url and server else url,
    }
