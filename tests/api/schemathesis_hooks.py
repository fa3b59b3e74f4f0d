"""Read by schemathesis before it runs: what a valid call needs that no schema can say."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import schemathesis
from schemathesis import Case, HookContext, Response
from schemathesis.generation import GenerationMode
from schemathesis.generation.meta import TestPhase

from tests.clients.named import COLLECTION, FILES

# A name that nobody gave a model is valid, and a 404, behind which no answer is ever seen. What is not stored is a
# 404, too, when it is asked for by its id. And no model has vectors of any length.
_SAID: dict[str, dict[str, Any]] = {
    "createChatCompletion": {"model": "echo", "store": True},
    "createEmbedding": {"model": "embed", "dimensions": 8},
    "searchDocuments": {"collections": None},
}
# What follows from an answer follows from its id, which schemathesis reads in none that is streamed.
_STREAMED = ("stream", "stream_options")
# Those that follow from an answer are asked for the id of one, too: a made-up id is a 404, and a link to each is luck.
_FOLLOWING = ("getChatCompletion", "getChatCompletionMessages", "updateChatCompletion")
_stored: list[str] = []
_SENDING = "createFile"
# Two days at random are in no order, and too far from each other.
_DAYS = {"from": "2026-01-01", "to": "2026-01-31"}
_ON_FILES = ("retrieveFile", "deleteFile")
_files = [f"file-{id}" for id in FILES]
# Longer ones are the server's to refuse, before the API sees them.
_LONGEST_QUERY = 12_000


@schemathesis.hook
def filter_query(context: HookContext, query: dict[str, Any] | None) -> bool:
    if query is None:
        return True
    return len(quote(repr(query))) < _LONGEST_QUERY and not _has_pairs_in_pairs(query.get("metadata"))


@schemathesis.hook
def map_body(context: HookContext, body: Any) -> Any:
    """A file goes to a collection that there is. A body that is changed later is checked once more against its schema,
    and a file's bytes are held to be no string."""
    sends_file = (
        context.operation is not None and context.operation.definition.raw.get("operationId") == _SENDING
    )
    if (
        sends_file
        and isinstance(body, dict)
        and body.get("collection")
        and isinstance(body["collection"], str)
    ):
        return {**body, "collection": COLLECTION}
    return body


@schemathesis.hook
def before_call(context: HookContext, case: Case[Any], kwargs: dict[str, Any]) -> None:
    if case.meta is None or case.meta.generation.mode is not GenerationMode.POSITIVE:
        return
    called = _called(case)
    if called != _SENDING:
        case.body = _without_fractions(case.body)
    if called == "listUsage" and not _DAYS.keys().isdisjoint(case.query):
        case.query = {name: value for name, value in case.query.items() if name != "period"} | _DAYS
    if called in _FOLLOWING and _stored and case.meta.phase.name is not TestPhase.STATEFUL:
        case.path_parameters["completion_id"] = _stored[-1]
    if called in _ON_FILES and case.meta.phase.name is not TestPhase.STATEFUL:
        case.path_parameters["file_id"] = (
            _files.pop() if called == "deleteFile" and len(_files) > 1 else _files[0]
        )
    said = _SAID.get(called)
    if said and isinstance(case.body, dict):
        unsaid = _STREAMED if case.meta.phase.name is TestPhase.STATEFUL else ()
        case.body = {**{name: value for name, value in case.body.items() if name not in unsaid}, **said}


@schemathesis.hook
def after_call(context: HookContext, case: Case[Any], response: Response) -> None:
    is_json = response.headers.get("content-type", [""])[0] == "application/json"
    if _called(case) == "createChatCompletion" and response.status_code == 200 and is_json and not _stored:
        _stored.append(response.json()["id"])


def _called(case: Case[Any]) -> str:
    return str(case.operation.definition.raw.get("operationId"))


def _has_pairs_in_pairs(metadata: Any) -> bool:
    """In an address, `metadata[a][b]=c` is a pair whose name is `a][b`: nothing is wrong with that any more."""
    return isinstance(metadata, dict) and any(isinstance(value, dict) for value in metadata.values())


def _without_fractions(value: Any) -> Any:
    """JSON Schema takes 3.0 for an integer, the API, like OpenAI's, does not."""
    match value:
        case float() if value.is_integer():
            return int(value)
        case dict():
            return {key: _without_fractions(inner) for key, inner in value.items()}
        case list():
            return [_without_fractions(inner) for inner in value]
        case _:
            return value
