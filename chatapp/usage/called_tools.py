"""The tools that an answer called as one value of the ledger: a call of several is summed once, under all of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_BETWEEN: Final = " + "
_MOST: Final = 8
# As providers take names. A model may invent one, and the ledger keeps no free text.
_NAME: Final = re.compile(r"[A-Za-z0-9_.:/-]{1,64}")
OTHER: Final = "other"
LONGEST: Final = 600


def joined(names: Iterable[str]) -> str:
    """Each once, in the order of the alphabet; beyond the first eight, and of what is no name, `other`."""
    known = sorted({name if _NAME.fullmatch(name) else OTHER for name in names})
    if len(known) > _MOST:
        known = [*known[: _MOST - 1], OTHER]
    return _BETWEEN.join(known)
