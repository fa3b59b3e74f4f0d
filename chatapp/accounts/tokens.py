"""One-time tokens: the person gets the token, the row keeps its digest."""

import hashlib
import secrets


def new() -> str:
    """256 random bits, safe in a URL."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """SHA-256 in hex. Plain is enough: nobody guesses 256 random bits, so there is nothing to slow down."""
    return hashlib.sha256(token.encode()).hexdigest()
