"""Which document of this server an address names."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from chatapp.knowledge.retrieval import address_of

__all__ = ["document_at"]

_OURS = "/documents/"
_ANY_HOST = "*"


def document_at(url: Any) -> str:
    """`collection/document`, by a path or, as a script is told it, by an address with this server's name; empty for the
    address of anything else."""
    path = _path(url) if isinstance(url, str) else ""
    return address_of(path) if path.startswith(_OURS) else ""


def _path(url: str) -> str:
    """On this server, with what follows it; empty for an address elsewhere."""
    if url.startswith(_OURS):
        return url
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    # Where every name is served, the one in an address may also be somebody else's.
    hosts = [host for host in settings.ALLOWED_HOSTS if host != _ANY_HOST]
    domain, _ = split_domain_port(parts.netloc.rpartition("@")[2])
    return parts.path if domain and validate_host(domain, hosts) else ""
