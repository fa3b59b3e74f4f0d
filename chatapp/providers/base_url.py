"""The address of a provider, as people paste it, brought to the form that paths are appended to."""

from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit, urlunsplit

from chatapp.providers.errors import BadBaseUrl

EXAMPLE = "https://api.example.com/v1"

# What people copy from a provider's page together with the base URL.
_CALLS = ("/chat/completions", "/completions", "/responses", "/embeddings", "/models")


class BaseUrl(NamedTuple):
    """`hint` is a sentence for the person who typed it, or empty."""

    url: str
    hint: str


def clean(text: str) -> BaseUrl:
    """Private addresses are welcome (a model on the own machine); raises `BadBaseUrl`."""
    typed = text.strip()
    parts = _split(typed)
    _refuse(parts, typed)
    path = parts.path.rstrip("/")
    call = next((call for call in _CALLS if path.endswith(call)), "")
    path = path.removesuffix(call)
    # Some providers keep a version in the query: it stays.
    url = urlunsplit((parts.scheme.lower(), parts.netloc.lower(), path, parts.query, ""))
    return BaseUrl(url, _hint(call, path))


def origin(url: str) -> str:
    """Scheme, host and port of a cleaned address; empty where there is none."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def _split(typed: str) -> SplitResult:
    try:
        parts = urlsplit(typed)
        parts.port  # noqa: B018 (raises where the port is none)
    except ValueError:
        raise BadBaseUrl(f"“{typed}” is not an address: write it like {EXAMPLE}.") from None
    return parts


def _refuse(parts: SplitResult, typed: str) -> None:
    if parts.scheme.lower() not in ("http", "https"):
        raise BadBaseUrl(f"The base URL starts with https:// or http://: write it like {EXAMPLE}.")
    if not parts.hostname or any(character.isspace() or not character.isprintable() for character in typed):
        raise BadBaseUrl(f"“{typed}” has no host, or a space in it: write it like {EXAMPLE}.")
    if parts.username is not None or parts.password is not None:
        raise BadBaseUrl("Put the key into the field “Key”, not into the base URL.")
    if parts.fragment:
        raise BadBaseUrl("The base URL ends before “#”: leave out what comes from there on.")


def _hint(call: str, path: str) -> str:
    if call:
        return f"“{call}” was taken off: the server appends it by itself."
    if not path:
        return "Most providers answer under a path such as /v1. If the test fails, add it."
    return ""
