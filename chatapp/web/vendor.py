"""Third-party browser files: exactly those that the pages use, found in `node_modules`, served below `vendor/`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

# Import name -> the static path of a third-party module.
MODULES = {
    "marked": "vendor/marked.mjs",
    "dompurify": "vendor/dompurify.mjs",
    "katex": "vendor/katex.mjs",
    "highlight.js": "vendor/highlight.mjs",
}

# Glob below node_modules -> static path; one that ends with a slash keeps the file's name.
FILES = {
    # As .mjs, so that the manifest storage does not look for a source map that nobody is served.
    "marked/lib/marked.esm.js": "vendor/marked.mjs",
    "dompurify/dist/purify.es.mjs": "vendor/dompurify.mjs",
    "katex/dist/katex.mjs": "vendor/katex.mjs",
    "katex/dist/katex.min.css": "vendor/katex/",
    "katex/dist/fonts/*": "vendor/katex/fonts/",
    "@highlightjs/cdn-assets/es/highlight.min.js": "vendor/highlight.mjs",
    "@fontsource-variable/hanken-grotesk/files/hanken-grotesk-latin-wght-*.woff2": "vendor/fonts/",
    "@fontsource-variable/hanken-grotesk/files/hanken-grotesk-latin-ext-wght-normal.woff2": "vendor/fonts/",
    "@fontsource-variable/newsreader/files/newsreader-latin-wght-normal.woff2": "vendor/fonts/",
    "@fontsource-variable/jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2": "vendor/fonts/",
}


class VendorFinder(BaseFinder):
    """Finds the files of `FILES`, for `collectstatic` and for a server that asks the finders."""

    def __init__(self, app_names: Any = None, *args: Any, **kwargs: Any) -> None:
        self.root: Path = settings.BASE_DIR / "node_modules"

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        found = [str(source) for name, source in self._sources() if name == path]
        return found if find_all else next(iter(found), None)

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        for name, source in self._sources():
            yield name, _OneFile(source)

    def _sources(self) -> Iterator[tuple[str, Path]]:
        for pattern, target in FILES.items():
            for source in sorted(self.root.glob(pattern)):
                yield (target + source.name if target.endswith("/") else target), source


class _OneFile(FileSystemStorage):
    """A storage of one file: `collectstatic` opens it by the name that it will be served under."""

    def __init__(self, source: Path) -> None:
        super().__init__(location=source.parent)
        self._source = source

    def path(self, name: str) -> str:
        return str(self._source)
