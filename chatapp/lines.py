"""What people type as one line: a name, a title, a reason, words to search for."""

__all__ = ["one_line"]


def one_line(text: str) -> str:
    """Without U+0000, which Postgres cannot store, and with one space for each run of space; none at the ends."""
    return " ".join(text.replace("\0", "").split())
