"""Log probabilities as every document allows them."""

from collections.abc import Mapping
from typing import Any

from chatapp.wire.answer.logprobs import LISTS
from chatapp.wire.types.logprobs import TokenLogprob

__all__ = ["logprobs_of"]


def logprobs_of(raw: Any) -> dict[str, Any] | None:
    """Both lists, each a list of tokens or null; or null where there is nothing."""
    if not isinstance(raw, Mapping):
        return None
    return {**raw, **{key: _tokens(raw.get(key)) for key in LISTS}}


def _tokens(raw: Any) -> list[dict[str, Any]] | None:
    if not isinstance(raw, list):
        return None
    tokens = [(_token(one), one.get("top_logprobs")) for one in raw if isinstance(one, Mapping)]
    return [{**token, "top_logprobs": _top(top)} for token, top in tokens]


def _top(raw: Any) -> list[dict[str, Any]]:
    return [_token(one) for one in raw if isinstance(one, Mapping)] if isinstance(raw, list) else []


def _token(raw: Mapping[str, Any]) -> dict[str, Any]:
    view = TokenLogprob(raw)
    spelled = view.bytes
    known = {
        "token": view.token,
        "logprob": view.logprob,
        "bytes": None if spelled is None else list(spelled),
    }
    return {**raw, **known}
