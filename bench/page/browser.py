"""What a Chromium says of the chat page: what it fetched, when it was usable, how long a change of the chat took."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from playwright.sync_api import Browser, BrowserContext, Page

from .long import READ, TYPE, LongChat, Reading

# Usable: the socket is open, and of the last answer Markdown is drawn and can be seen.
WATCH: Final = """
window.moved = 0;
const add = ({ value }) => (moved += value);
new PerformanceObserver((list) => list.getEntries().forEach(add)).observe({ type: "layout-shift", buffered: true });
window.drawn = () => {
    const texts = document.querySelectorAll("chat-thread markdown-text[data-slot=text]");
    const last = [...texts].at(-1)?.querySelector("blockquote");
    return Boolean(last?.checkVisibility({ visibilityProperty: true, opacityProperty: true }));
};
window.until = (holds) => new Promise((done) => {
    const look = () => (holds() ? done(performance.now()) : requestAnimationFrame(look));
    look();
});
window.usable = until(() => document.querySelector("chat-app")?.socket?.ready && drawn());
"""
FETCHED: Final = """() => {
    const all = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
    const fetched = all.filter(({ transferSize }) => transferSize);
    const bytes = fetched.reduce((sum, { transferSize }) => sum + transferSize, 0);
    return { requests: fetched.length, kilobytes: Math.round(bytes / 1000), shift: moved };
}"""
CHANGE: Final = """async (id) => {
    const thread = document.querySelector("chat-thread");
    const link = document.querySelector(`.conversation-link[href="/c/${id}/"]`);
    moved = 0;
    const begin = performance.now();
    link.click();
    const end = await until(() => thread.conversation === id && drawn());
    await new Promise((done) => setTimeout(done, 300));
    return { ms: end - begin, shift: moved };
}"""


@dataclass(frozen=True)
class Load:
    """`shift` is the layout shift of the whole load, `usable` milliseconds from its begin."""

    requests: int
    kilobytes: int
    shift: float
    usable: float


@dataclass(frozen=True)
class Change:
    ms: float
    shift: float


class Reader:
    """One person's browser, on a CPU so many times slower."""

    def __init__(self, browser: Browser, url: str, cookie: dict[str, Any], slowdown: int) -> None:
        self._url, self._slowdown = url, slowdown
        self._context: BrowserContext = browser.new_context(viewport={"width": 1440, "height": 900})
        self._context.add_cookies([{**cookie, "url": url}])
        self._context.add_init_script(WATCH)

    def load(self, chat: str) -> Load:
        with self._page() as page:
            return self._open(page, chat)

    def changes(self, chat: str, others: list[str]) -> list[Change]:
        with self._page() as page:
            self._open(page, chat)
            return [Change(**page.evaluate(CHANGE, other)) for other in others]

    def read(self, chat: str, first: str, last: str) -> LongChat:
        """To the question `first` and back to the question `last`."""
        with self._page() as page:
            opened = self._open(page, chat)
            up = Reading(**page.evaluate(READ, {"words": first, "step": -900}))
            down = Reading(**page.evaluate(READ, {"words": last, "step": 900}))
            return LongChat(opened.usable, up, down, key=page.evaluate(TYPE))

    def close(self) -> None:
        self._context.close()

    def _open(self, page: Page, chat: str) -> Load:
        page.goto(f"{self._url}/c/{chat}/")
        usable = page.evaluate("usable")
        page.wait_for_load_state("networkidle")
        return Load(**page.evaluate(FETCHED), usable=usable)

    @contextmanager
    def _page(self) -> Iterator[Page]:
        page = self._context.new_page()
        devtools = self._context.new_cdp_session(page)
        devtools.send("Emulation.setCPUThrottlingRate", {"rate": self._slowdown})
        yield page
        page.close()
