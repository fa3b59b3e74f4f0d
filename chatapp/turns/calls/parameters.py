"""The parameters of a chat's request: those of its assistant and of its person, as far as the model takes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chatapp.conversations.settings import METADATA

from .routing import Route


def sent(asked: Mapping[str, Any], route: Route) -> dict[str, Any]:
    """What of these goes to the model. The metadata are ours: they go with `store` only, as the provider's row says."""
    left_out = route.model.refused_parameters | {METADATA}
    return {
        **route.preset.parameters,
        **{name: value for name, value in asked.items() if name not in left_out},
    }
