"""The head of an answer: its fields beside the choices."""

from collections.abc import Mapping
from typing import Any

from chatapp.wire.answer.completion import HEAD_KEYS, TIERS
from chatapp.wire.normalize.identity import Identity
from chatapp.wire.types.view import number, text

__all__ = ["created_of", "facts_of", "rest_of_head"]

_END_OF_SECONDS = 2**31


def created_of(raw: Mapping[str, Any], identity: Identity) -> int:
    """Unix seconds. Quirk: some servers send milliseconds, or less."""
    created = number(raw, "created") or 0
    while created >= _END_OF_SECONDS:
        created //= 1000
    return int(created) if created >= 1 else identity.created


def facts_of(raw: Mapping[str, Any]) -> dict[str, Any]:
    """`service_tier` and `system_fingerprint`, as far as they are there. A tier of no document is null."""
    facts: dict[str, Any] = {}
    if "service_tier" in raw:
        tier = text(raw, "service_tier")
        facts["service_tier"] = tier if tier in TIERS else None
    if "system_fingerprint" in raw:
        facts["system_fingerprint"] = text(raw, "system_fingerprint")
    return facts


def rest_of_head(raw: Mapping[str, Any], identity: Identity) -> dict[str, Any]:
    """The fields that no document names. Where ours have the same names, the provider's own are in `upstream`."""
    ours = {"provider": identity.provider, "metadata": identity.metadata}
    rest = {key: value for key, value in raw.items() if key not in HEAD_KEYS and key not in ours}
    theirs = {key: raw[key] for key, own in ours.items() if raw.get(key) and raw[key] != own}
    return {**rest, "upstream": theirs} if theirs else rest
