"""The product's own JSON, as `writers.own` writes it (docs/export-format.md)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import UnionType
from typing import Any, Final

from chatapp.conversations.keeping.tags import tag_names
from chatapp.conversations.models import MessageRole, TitleSource, ToolCallStatus, TurnStatus
from chatapp.exchange import document
from chatapp.exchange.errors import Broken, Unreadable
from chatapp.exchange.readers.fields import key, mapping, text
from chatapp.exchange.tree import Call, File, Node, Reply, Tree
from chatapp.wire.errors import Malformed
from chatapp.wire.json.jsontext import dumps
from chatapp.wire.json.nesting import refuse_depth
from chatapp.wire.request.settable import read_settable

SOURCE: Final = "Chatapp"
_ENDED: Final = tuple(set(TurnStatus) - set(TurnStatus.open()))


def recognises(head: Mapping[str, Any]) -> bool:
    return head.get("format") == document.FORMAT


def refuse_version(head: Mapping[str, Any]) -> None:
    """Raises Unreadable for a file of a later version of the product."""
    if head.get("version") != document.VERSION:
        raise Unreadable(
            f"The file is of version {text(str(head.get('version')))[:20]} of the format; this server reads version "
            f"{document.VERSION}. Update the server, or export again."
        )


def read(entry: Mapping[str, Any]) -> Tree:
    try:
        return _tree(entry)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Broken(f"It is not as the format says: {type(error).__name__} {error}"[:200]) from error


def _check_parameters(parameters: dict[str, Any]) -> None:
    """Those that the engine itself reads are as a person sets them."""
    try:
        read_settable({name: parameters[name] for name in ("n", "tools") if name in parameters})
    except Malformed as error:
        raise Broken(str(error)[:200]) from error


def _tree(entry: Mapping[str, Any]) -> Tree:
    model = entry.get("model")
    columns = {name: entry[name] for name in document.CONVERSATION if name in entry}
    _check(
        columns,
        title=str,
        preview=str,
        title_source=tuple(TitleSource),
        metadata=dict,
        parameters=(dict | None),
        store=bool,
        tags=list,
    )
    columns["tags"] = tag_names(columns.get("tags", ()))
    _check_parameters(columns.get("parameters") or {})
    return Tree(
        source=SOURCE,
        key=key(entry["id"]) or "",
        title=text(entry.get("title")),
        nodes=[_node(message) for message in entry["messages"]],
        leaf=key(entry.get("active_leaf")),
        created_at=_moment(entry.get("created_at")),
        updated_at=_moment(entry.get("updated_at")),
        replies=[_reply(turn) for turn in entry["turns"]],
        calls=[_call(call) for call in entry["tool_calls"]],
        # Exports of the first version have none.
        files=[_file(file) for file in entry.get("files", ())],
        model=model and (text(model.get("provider")), text(model.get("name"))),
        assistant=key(entry.get("assistant")),
        folder=key(entry.get("folder")),
        columns={**columns, **{name: _moment(entry.get(name)) for name in ("pinned_at", "archived_at")}},
    )


def _node(message: Mapping[str, Any]) -> Node:
    body = mapping(message["body"])
    try:
        refuse_depth(body, dumps(body))
    except (Malformed, RecursionError) as error:
        raise Broken("A message of it is nested too deep.") from error
    if message["role"] not in MessageRole.values or body.get("role") != message["role"]:
        raise Broken("A message of it has no role.")
    return Node(
        key=str(message["id"]),
        parent=key(message.get("parent")),
        body=body,
        created_at=_moment(message.get("created_at")),
        reply=key(message.get("turn")),
        continues=key(message.get("continues")),
        reasoning_ms=message.get("reasoning_ms"),
    )


def _reply(turn: Mapping[str, Any]) -> Reply:
    columns = {name: turn[name] for name in document.TURN if name in turn}
    _check(
        columns, status=_ENDED, parameters=(dict | None), model_name=str, provider_name=str, finish_reason=str
    )
    times = {name: _moment(turn.get(name)) for name in ("created_at", "first_token_at", "finished_at")}
    if times["created_at"] is None:
        del times["created_at"]
    return Reply(str(turn["id"]), str(turn["parent"]), {**columns, **times})


def _call(call: Mapping[str, Any]) -> Call:
    columns = {name: call[name] for name in document.TOOL_CALL if name in call}
    _check(columns, status=tuple(ToolCallStatus), name=str, type=str)
    times = {name: _moment(call[name]) for name in ("started_at", "finished_at") if call.get(name)}
    return Call(str(call["message"]), str(call["turn"]), {**columns, **times})


def _file(file: Mapping[str, Any]) -> File:
    return File(str(file["id"]), text(file["name"]), str(file["path"]))


def _check(columns: Mapping[str, Any], **wanted: Any) -> None:
    """That each value is of the type, or one of the values, that are wanted. What else is wrong the columns refuse."""
    for name, kind in wanted.items():
        value = columns.get(name)
        fits = isinstance(value, kind) if isinstance(kind, type | UnionType) else value in kind
        if name in columns and not fits:
            raise Broken(f"Its “{name}” cannot be {str(value)[:40]!r}.")


def _moment(value: Any) -> datetime | None:
    """To the microsecond, as it was written."""
    if value is None:
        return None
    at = datetime.fromisoformat(value)
    if at.tzinfo is None:
        raise ValueError("a time without a zone")
    return at
