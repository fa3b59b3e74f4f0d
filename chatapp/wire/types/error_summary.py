"""An error as it may be kept apart from what was said: providers repeat in their errors what they were sent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

# So look the types and codes of errors; what looks otherwise may be anything.
_KIND = re.compile(r"[A-Za-z0-9_.-]{1,64}")


def summary(error: Mapping[str, Any]) -> dict[str, Any]:
    """The status, our own sentence (before the provider's, which follows `: `), and type and code if they are
    words of a protocol. `error` as in the frames."""
    kinds = {name: _kind(error.get(name)) for name in ("type", "code")}
    return {**error, "message": error["message"].partition(": ")[0], "param": None, **kinds}


def _kind(text: Any) -> str | None:
    return text if isinstance(text, str) and _KIND.fullmatch(text) else None
