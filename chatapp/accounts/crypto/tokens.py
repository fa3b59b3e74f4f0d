"""One-time tokens: the person gets the token, the row keeps its digest."""

import hashlib
import logging
import re
import secrets
from typing import Final

_PAGES: Final = re.compile(r"(/(?:setup|invitation)/)[^/\s]+")


def new() -> str:
    """256 random bits, safe in a URL."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """SHA-256 in hex. Plain is enough: nobody guesses 256 random bits, so there is nothing to slow down."""
    return hashlib.sha256(token.encode()).hexdigest()


class OutOfLogs(logging.Filter):
    """Django logs the path of each request that it refuses, and these paths make accounts."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                _PAGES.sub(r"\1…", value) if isinstance(value, str) else value for value in record.args
            )
        return True
