"""What a browser complains about while a test looks on."""

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, WebError

OPENED = "data:", "blob:", "about:"


class Watch:
    """Errors and warnings of the console (a violated CSP is one of them), exceptions, and foreign requests."""

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self._origin = origin
        # What the driver says itself: a service worker would answer in the place of a test's routes.
        self._allowed = ["Service Worker registration blocked by Playwright"]
        self._complaints: list[str] = []
        self.foreign: list[str] = []
        context.on("console", self._heard)
        context.on("weberror", self._failed)
        context.on("request", lambda request: self._asked(request.url))

    def allow(self, *words: str) -> None:
        """A complaint with these words belongs to the test."""
        self._allowed += words

    @property
    def complaints(self) -> list[str]:
        return [text for text in self._complaints if not any(words in text for words in self._allowed)]

    def check(self) -> None:
        found = [*self.complaints, *(f"request: {url}" for url in self.foreign)]
        assert not found, "\n".join(found)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning", "assert"):
            text = f"{message.type}: {message.text} ({_where(message.page)})"
            # What could not be loaded is named by the place only.
            address = message.location["url"]
            self._complaints.append(text if address in text else f"{text} {address}")

    def _failed(self, error: WebError) -> None:
        self._complaints.append(f"exception: {error.error} ({_where(error.page)})")

    def _asked(self, url: str) -> None:
        if not url.startswith((self._origin, self._origin.replace("http", "ws", 1), *OPENED)):
            self.foreign.append(url)


def _where(page: Page | None) -> str:
    return page.url if page else "a page that is gone"
