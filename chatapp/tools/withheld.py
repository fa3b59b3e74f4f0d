"""What a chat keeps of documents that its owner may not read any more: the numbers of their passages.

Bodies are those of messages. The words of an answer stay; of what tools found for it, and of what its citations name,
`lost` is all that is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Any

from chatapp.tools.addresses import document_at
from chatapp.wire.errors import Malformed
from chatapp.wire.json.jsontext import dumps, loads

__all__ = ["named_in", "withheld"]

_LOST = "(no longer yours)"


def named_in(bodies: Iterable[Mapping[str, Any]]) -> set[str]:
    """The addresses (`collection/document`) of the documents that these messages name."""
    return {address for body in bodies for address in _addresses(body) if address}


def withheld(body: dict[str, Any], lost: Set[str]) -> dict[str, Any]:
    """As its reader may see it who lost these documents; the body itself where it names none of them."""
    if lost.isdisjoint(_addresses(body)):
        return body
    if body.get("role") == "tool":
        return {**body, "content": dumps(_result(_data(body), lost)).decode()}
    said = dict(body)
    if body.get("annotations"):
        said["annotations"] = [_annotation(one, lost) for one in body["annotations"]]
    if body.get("tool_calls"):
        said["tool_calls"] = [_call(one, lost) for one in body["tool_calls"]]
    return said


def _addresses(body: Mapping[str, Any]) -> Iterator[str]:
    if body.get("role") == "tool":
        data = _data(body)
        yield from (document_at(one.get("url")) for one in _listed(data, "passages"))
        yield from (str(one.get("document", "")) for one in _listed(data, "documents"))
    for annotation in body.get("annotations") or ():
        yield document_at(_source(annotation).get("url"))
    for call in body.get("tool_calls") or ():
        document = _data({"content": _function(call).get("arguments")}).get("document")
        yield document.strip().strip("/") if isinstance(document, str) else ""


def _result(data: Mapping[str, Any], lost: Set[str]) -> dict[str, Any]:
    shown = {**data}
    if "passages" in data:
        shown["passages"] = [
            {"number": one.get("number"), "lost": True} if document_at(one.get("url")) in lost else one
            for one in _listed(data, "passages")
        ]
        # Headings of any of the passages.
        shown.pop("nearest", None)
    if "documents" in data:
        shown["documents"] = [one for one in _listed(data, "documents") if one.get("document") not in lost]
    if data.get("document") in lost:
        shown["document"] = _LOST
    return shown


def _annotation(annotation: dict[str, Any], lost: Set[str]) -> dict[str, Any]:
    source = _source(annotation)
    if document_at(source.get("url")) not in lost:
        return annotation
    return {**annotation, "url_citation": {**source, "url": "", "title": "", "lost": True}}


def _call(call: dict[str, Any], lost: Set[str]) -> dict[str, Any]:
    function = _function(call)
    arguments = str(function.get("arguments", ""))
    for address in lost:
        arguments = arguments.replace(address, _LOST)
    return {**call, "function": {**function, "arguments": arguments}}


def _data(body: Mapping[str, Any]) -> dict[str, Any]:
    content = body.get("content")
    try:
        data = loads(content) if isinstance(content, str) and content.startswith("{") else {}
    except Malformed:
        return {}
    return data if isinstance(data, dict) else {}


def _listed(data: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    found = data.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _source(annotation: Any) -> Mapping[str, Any]:
    source = annotation.get("url_citation") if isinstance(annotation, dict) else None
    return source if isinstance(source, dict) else {}


def _function(call: Any) -> Mapping[str, Any]:
    function = call.get("function") if isinstance(call, dict) else None
    return function if isinstance(function, dict) else {}
