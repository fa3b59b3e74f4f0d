"""The error body of the API, read from every shape that providers send.

Seen in the wild: `{"error": {...}}`, `{"error": "text"}`, `{"detail": ...}` (FastAPI), `{"message": ...}`,
`{"object": "error", ...}` (vLLM), `{"errors": [...]}`, `{"responseStatus": {...}}` (ServiceStack),
`[{"error": ...}]` (Gemini), an HTML page of a proxy, plain text, nothing.
"""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chatapp.wire.errors import Malformed
from chatapp.wire.json import jsontext

__all__ = ["ErrorBody"]

_MAX_PAGE_TEXT = 500

_TYPES = {
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    408: "timeout_error",
    409: "conflict_error",
    413: "request_too_large",
    429: "rate_limit_error",
    504: "timeout_error",
}


@dataclass(frozen=True, slots=True)
class ErrorBody:
    """One error: `message`, `type`, `param`, `code`; `raw` is the object that they were read from."""

    message: str
    type: str
    param: str | None = None
    code: str | None = None
    raw: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        message: str,
        *,
        type: str = "invalid_request_error",
        param: str | None = None,
        code: str | None = None,
    ) -> "ErrorBody":
        """An error of our own."""
        return cls(message, type, param, code)

    @classmethod
    def of_malformed(cls, error: Malformed) -> "ErrorBody":
        """What the API says of it (status 400)."""
        return cls.of(error.message, param=error.param, code=error.code)

    @classmethod
    def parse(cls, body: Any, status: int) -> "ErrorBody":
        """Read `body` (bytes, text, or a JSON value) of an answer with `status`. Never raises."""
        if isinstance(body, bytes | bytearray | memoryview):
            body = _decode(bytes(body))
        raw = _find(body)
        message = _message(raw) or f"The provider answered with status {status} and no message."
        kind = _word(raw.get("type")) or _default_type(status)
        code = _word(raw.get("code")) or _word(raw.get("errorCode"))
        return cls(message, kind, _param(raw), code, raw)

    def to_json(self) -> dict[str, Any]:
        """`{"error": {...}}`, always with the four keys, and with whatever else came."""
        four = {"message": self.message, "type": self.type, "param": self.param, "code": self.code}
        return {"error": {**self.raw, **four}}


def _decode(body: bytes) -> Any:
    try:
        return jsontext.loads(body)
    except Malformed:
        return _page_text(body.decode("utf-8", "replace"))


def _page_text(page: str) -> str:
    """The title of an HTML page, or else its words; plain text as it is."""
    if "<" not in page:
        return page.strip()[:_MAX_PAGE_TEXT]
    title = re.search(r"<title[^>]*>(.*?)</title>", page[:20_000], re.IGNORECASE | re.DOTALL)
    words = re.sub(r"<(script|style)\b.*?</\1>|<[^>]*>", " ", page[:20_000], flags=re.IGNORECASE | re.DOTALL)
    found = title[1] if title and title[1].strip() else words
    return " ".join(html.unescape(found).split())[:_MAX_PAGE_TEXT]


def _find(body: Any) -> Mapping[str, Any]:
    """The innermost object that describes the error; a bare text becomes `{"message": text}`."""
    for _ in range(8):  # shapes nest, a hostile body may nest without end
        match body:
            case str():
                return {"message": body}
            case [first, *_]:
                body = first
            case {"error": Mapping() as inner}:
                body = inner
            case {"error": str() as words} if words:
                return {**{k: v for k, v in body.items() if k != "error"}, "message": _beside(body, words)}
            case {"error": [first, *_]}:
                body = first
            case {"errors": [first, *_]} if not body.get("message"):
                body = first
            case {"responseStatus": Mapping() as inner} | {"ResponseStatus": Mapping() as inner}:
                body = inner
            case {"detail": Mapping() as inner}:
                body = inner
            case Mapping():
                return body
            case _:
                return {}
    return {}


def _beside(body: Mapping[str, Any], words: str) -> str:
    """`{"error": "Not Found", "message": "No model x"}` and its kind: the longer text says more."""
    said = [body.get(key) for key in ("message", "detail", "error_description")]
    return max([words, *[text for text in said if isinstance(text, str)]], key=len)


def _message(raw: Mapping[str, Any]) -> str:
    for key in ("message", "detail", "msg", "Message", "error_description", "title", "error_message"):
        value = raw.get(key)
        if isinstance(value, str) and value.strip():
            return value
        if isinstance(value, list) and value:
            return "; ".join(_complaint(item) for item in value)
        if isinstance(value, Mapping) and value:
            return _message(value) or str(dict(value))
    return _word(raw.get("code")) or _word(raw.get("errorCode")) or ""


def _complaint(item: Any) -> str:
    """One entry of FastAPI's `{"detail": [{"loc": [...], "msg": ...}]}`."""
    if not isinstance(item, Mapping):
        return str(item)
    place = _place(item)
    words = str(item.get("msg") or item.get("message") or dict(item))
    return f"{place}: {words}" if place else words


def _param(raw: Mapping[str, Any]) -> str | None:
    detail, errors = raw.get("detail"), raw.get("errors")
    if isinstance(detail, list) and detail and isinstance(detail[0], Mapping):
        return _place(detail[0]) or None
    if isinstance(errors, list) and errors and isinstance(errors[0], Mapping):
        return _word(errors[0].get("fieldName"))
    return _word(raw.get("param"))


def _place(item: Mapping[str, Any]) -> str:
    place = item.get("loc")
    steps = [str(step) for step in place if step != "body"] if isinstance(place, list) else []
    return ".".join(steps)


def _word(value: Any) -> str | None:
    """A text, or a number as text (codes come as 429, too); None for everything else."""
    if isinstance(value, str):
        return value or None
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None


def _default_type(status: int) -> str:
    return _TYPES.get(status, "server_error" if status >= 500 or status < 400 else "invalid_request_error")
