"""The name of a file as it may be shown, whoever gave it."""

from __future__ import annotations

import unicodedata
from pathlib import PurePosixPath
from typing import Final

LONGEST: Final = 200


def clean_name(given: str) -> str:
    """Without folders, and without what cannot be seen: such signs make `gnp.exe` look like `exe.png`."""
    last = given.replace("\\", "/").rstrip("/").rpartition("/")[2]
    seen = "".join(sign for sign in last if not unicodedata.category(sign).startswith("C"))
    name = " ".join(seen.split()).lstrip(".") or "file"
    suffix = PurePosixPath(name).suffix[:20]
    return name if len(name) <= LONGEST else f"{name[: LONGEST - len(suffix) - 1]}…{suffix}"
