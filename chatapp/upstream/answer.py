"""A whole answer: JSON that is a completion, or an error in its place."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chatapp.upstream.endpoint import Endpoint
from chatapp.upstream.errors import Break, Rejected, StreamBroken
from chatapp.upstream.rejection import broken_by, broken_by_event, rejected_inside, request_id
from chatapp.wire.accumulate.accumulator import Accumulator
from chatapp.wire.errors import Malformed
from chatapp.wire.json import jsontext
from chatapp.wire.stream.decoder import ChunkDecoder
from chatapp.wire.stream.errors import MissingDone
from chatapp.wire.types.completion import Completion
from chatapp.wire.types.finish_reason import error_at_end

_FIELDS = (b"data:", b"event:", b"id:", b"retry:", b":")
"""With one of them a stream of events begins."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A completion, with the provider's own name of the request and the headers of its answer."""

    completion: Completion
    request_id: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Embedded:
    """Vectors: the answer's bytes as they came, and the object in them."""

    content: bytes
    raw: Mapping[str, Any]
    request_id: str
    headers: Mapping[str, str]


def embedded(content: bytes, status: int, headers: Mapping[str, str], endpoint: Endpoint) -> Embedded:
    """Raises Rejected for an error or a web page, StreamBroken for what is no JSON."""
    value = json_of(content, status, headers, endpoint)
    if not isinstance(value, dict) or not isinstance(value.get("data"), list) or value.get("error"):
        raise rejected_inside(status, headers, content, endpoint)
    return Embedded(content, value, request_id(headers), headers)


def completion_of(content: bytes, status: int, headers: Mapping[str, str], endpoint: Endpoint) -> Completion:
    """Raises Rejected for an error or a web page, StreamBroken for what is no answer."""
    if content.lstrip().startswith(_FIELDS):  # a provider that streams whatever it is asked for
        completion = _gathered(content, headers, endpoint)
    else:
        completion = _completion(content, status, headers, endpoint)
    if body := error_at_end(completion.raw):
        raise broken_by_event(body, endpoint, request_id(headers))
    if not completion.choices:
        raise without_choices(request_id(headers))
    return completion


def without_choices(request_id: str) -> StreamBroken:
    """For an answer in which nothing is answered."""
    words = "The provider's answer has no choices: it answered nothing."
    return StreamBroken(words, Break.NO_CHOICES, request_id=request_id)


def _gathered(content: bytes, headers: Mapping[str, str], endpoint: Endpoint) -> Completion:
    decoder, gathered = ChunkDecoder(), Accumulator()
    begun = decoder.feed(content)
    rest = decoder.close()
    for chunk in (*begun.chunks, *rest.chunks):
        gathered.feed(chunk)
    if rest.error and not (isinstance(rest.error, MissingDone) and gathered.finished):
        raise broken_by(rest.error, endpoint, request_id(headers)) from rest.error
    gathered.close()
    return gathered.completion()


def _completion(content: bytes, status: int, headers: Mapping[str, str], endpoint: Endpoint) -> Completion:
    value = json_of(content, status, headers, endpoint)
    if isinstance(value, dict) and "choices" in value and not value.get("error"):
        return Completion(value)  # whether it has any, the caller looks
    try:
        completion = Completion.parse(value)
    except Malformed:
        raise rejected_inside(status, headers, content, endpoint) from None
    if value.get("error"):
        raise rejected_inside(status, headers, content, endpoint)
    return completion


def json_of(content: bytes, status: int, headers: Mapping[str, str], endpoint: Endpoint) -> Any:
    """Raises Rejected for a web page, StreamBroken for anything else that is no JSON."""
    if content.lstrip()[:1] == b"<":
        words = f"A web page answers at {endpoint.place}, not the API: does the base URL lack its /v1?"
        raise Rejected(words, retryable=False, status=status, request_id=request_id(headers))
    try:
        return jsontext.loads(content)
    except Malformed as error:
        words = "The provider's answer is not JSON."
        raise StreamBroken(words, Break.MALFORMED_CHUNK, request_id=request_id(headers)) from error
