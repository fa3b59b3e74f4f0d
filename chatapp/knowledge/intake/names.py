"""What a file is called in a collection. Pure: a name is a label here, never a path of the server."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["clean"]

LONGEST = 500
_LONGEST_PART = 200

_separator = re.compile(r"[/\\]+")
# Controls, and what turns the direction of a line: `evil‮fdp.exe` would be shown as `evilexe.pdf`.
_hidden = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def clean(name: str) -> str:
    """The name with its folders, `a/b.pdf`: no `..`, no drive, nothing that cannot be seen. Never empty."""
    parts = (_part(part) for part in _separator.split(unicodedata.normalize("NFC", name)))
    kept = [part for part in parts if part.strip(". ") and not re.fullmatch(r"[A-Za-z]:", part)]
    while len("/".join(kept)) > LONGEST:
        kept = kept[1:]
    return "/".join(kept) or "unnamed"


def _part(part: str) -> str:
    part = _hidden.sub("", part).strip()
    if len(part) <= _LONGEST_PART:
        return part
    stem, dot, suffix = part.rpartition(".")
    return f"{stem[: _LONGEST_PART - 20]}{dot}{suffix[-10:]}" if dot else part[:_LONGEST_PART]
