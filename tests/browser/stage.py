"""One Chromium for all tests of the browser, in a thread of its own.

Playwright's loop runs in the thread that called it: in the main one it would be in the way of the async tests.
"""

import os
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from playwright.sync_api import BrowserContext, expect, sync_playwright

from tests.timeouts import TIMEOUT

Value = TypeVar("Value")

PATIENCE_MS = TIMEOUT * 1000
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--use-fake-device-for-media-stream",
]  # fmt: skip


class Stage:
    """The thread and the browser in it; every call to Playwright goes through `run`."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="stage")
        self.run(self._open)

    def run(self, act: Callable[..., Value], *arguments: Any, **named: Any) -> Value:
        return self._thread.submit(act, *arguments, **named).result()

    def context(self, **options: Any) -> BrowserContext:
        """A browser of nobody yet. Called within the thread."""
        usual = {"viewport": {"width": 1200, "height": 800}, "service_workers": "block"}
        context = self._browser.new_context(**{**usual, **options})
        context.set_default_timeout(PATIENCE_MS)
        return context

    def close(self) -> None:
        self.run(self._close)
        self._thread.shutdown()

    def _open(self) -> None:
        expect.set_options(timeout=PATIENCE_MS)
        path = os.environ.get("CHROMIUM") or shutil.which("chromium")
        self._playwright = sync_playwright().start()
        self._browser = self._playwright.chromium.launch(executable_path=path, args=FLAGS)

    def _close(self) -> None:
        self._browser.close()
        self._playwright.stop()
