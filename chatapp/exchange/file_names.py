"""Titles as names of files, on every system."""

import re

_LONGEST = 80
# Letters and digits of any script, and what no system and no header minds.
_other = re.compile(r"[^\w\-.,()]+")


def file_name(title: str) -> str:
    """Without a suffix, never empty, never hidden, never a path."""
    words = _other.sub(" ", title).strip(" .")
    return words[:_LONGEST].rstrip(" .") or "Chat"
