"""Where a provider is, and how to talk to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit

_SHORTEST_SECRET = 8


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds: to connect, between two reads, and for one whole attempt."""

    connect: float = 10.0
    read_idle: float = 120.0
    total: float = 1800.0


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One provider. `key` names it in the pool and stays the same when its address or its secrets change.

    A `base_url` of another scheme than http (`builtin:`) stands for a transport of that name.
    """

    key: str
    base_url: str
    api_key: str = field(default="", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    timeouts: Timeouts = Timeouts()

    @property
    def scheme(self) -> str:
        return self.base_url.partition(":")[0].lower()

    @property
    def place(self) -> str:
        """The address for people: without user, password and query."""
        if not self.scheme.startswith("http"):
            return self.base_url
        try:
            parts = urlsplit(self.base_url)
        except ValueError:
            return "this address"
        return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))

    def url(self, path: str) -> str:
        """The address of `path` below the base; the base's query (a version, at some providers) stays."""
        if not self.scheme.startswith("http"):
            return f"http://{self.scheme}/{path}"
        parts = urlsplit(self.base_url)
        return urlunsplit((*parts[:2], f"{parts.path.rstrip('/')}/{path}", parts.query, ""))

    def request_headers(self) -> dict[str, str]:
        """What every request carries; the provider's own headers win over the bearer key."""
        key = {"authorization": f"Bearer {self.api_key}"} if self.api_key else {}
        return key | {name.lower(): value for name, value in self.headers.items()}

    def redact(self, data: bytes) -> bytes:
        """The same without our key and header values: some providers repeat them in their errors."""
        for secret in {self.api_key, *self.headers.values()}:
            if len(secret) >= _SHORTEST_SECRET:
                data = data.replace(secret.encode(), b"***")
        return data
