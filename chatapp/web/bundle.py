"""The pages' modules and styles as they are served: merged by esbuild into a few files below `bundle/`.

Sources run as they stand in tests and with `DEBUG`, and where esbuild has no program for the machine.
"""

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.storage import staticfiles_storage
from django.contrib.staticfiles.utils import get_files
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import FileSystemStorage

PREFIX = "bundle"
# What esbuild names after its content. Imports name these files, so Django cannot rename them.
CHUNKS = "chunks"
OPTIONS = (
    "--bundle", "--splitting", "--format=esm", "--minify", "--target=es2022", "--log-level=warning",
    "--outbase=static/js", f"--chunk-names={CHUNKS}/[name]-[hash]",
)  # fmt: skip
# Paths below static/js, without the suffix: what the templates ask for. Each group shares chunks.
ENTRIES = (
    ("chat",),
    (
        "account/chat-import",
        "ui/code-sample",
        "ui/copy-field",
        "documents/document-intakes",
        "documents/document-reader",
        "ui/folded-part",
        "markdown/markdown-text",
        "account/model-lines",
        "account/older-calls",
        "account/password-field",
        "ui/tab-set",
    ),
)

_BASE = ("fonts", "tokens", "base", "button")
# What a template asks for -> names below static/css, in their order: a later one overrides an earlier one.
STYLES = {
    "base": _BASE,
    "chat": (
        *_BASE,
        "chat/layout", "chat/sidebar", "chat/keeping", "menu", "chat/chat-menu", "chat/thread", "answers/message",
        "answers/tool-call", "answers/structure", "answers/token-odds", "markdown", "code", "composer/composer",
        "composer/context", "composer/queue", "chat/temporary", "pages/prompts", "answers/beside",
        "composer/voice", "composer/files", "composer/models", "pages/assistants", "composer/settings",
        "answers/feedback", "answers/details", "answers/retrieved", "notice", "chat/chat-search", "chat/palette",
        "chat/comparison", "print",
    ),
}  # fmt: skip
# A merged style lies as deep as its sources: what their addresses name is found from both.
STYLE_OPTIONS = (
    "--bundle",
    "--minify",
    "--target=es2022",
    "--log-level=warning",
    "--loader=css",
    "--external:*.woff2",
)


def is_served() -> bool:
    return f"{PREFIX}/{ENTRIES[0][0]}.js" in getattr(staticfiles_storage, "hashed_files", {})


def entry(name: str) -> str:
    """The static path of a page's module."""
    if not any(name in group for group in ENTRIES):
        raise ValueError(f"{name} is none of the entries of the bundle.")
    return f"{PREFIX if is_served() else 'js'}/{name}.js"


def styles(name: str) -> Sequence[str]:
    """The static paths of a page's styles."""
    if is_served():
        return (f"{PREFIX}/{name}.css",)
    return [f"css/{source}.css" for source in STYLES[name]]


def build() -> bool:
    """Made anew, for `collectstatic` to find. False where esbuild is missing."""
    shutil.rmtree(_folder(), ignore_errors=True)
    program = _program()
    if program is None:
        return False
    for group in ENTRIES:
        sources = [f"static/js/{name}.js" for name in group]
        _merge(program, *sources, *OPTIONS, f"--outdir={_folder()}")
    for name, parts in STYLES.items():
        imports = "".join(f'@import "./static/css/{part}.css";' for part in parts)
        _merge(program, *STYLE_OPTIONS, f"--outfile={_folder() / name}.css", read=imports)
    return True


def _merge(program: Path, *arguments: str, read: str = "") -> None:
    done = subprocess.run(  # noqa: S603 - a program and files of this checkout
        [program, *arguments], cwd=settings.BASE_DIR, input=read, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise ImproperlyConfigured(f"The scripts and styles of the pages cannot be merged:\n{done.stderr}")


def recipe() -> bytes:
    """What `build` makes of the same sources changes with this."""
    version = settings.BASE_DIR / "node_modules" / "esbuild" / "package.json"
    return repr((ENTRIES, OPTIONS, STYLES, STYLE_OPTIONS)).encode() + (
        version.read_bytes() if version.exists() else b""
    )


def _program() -> Path | None:
    """The one that npm installed for this machine: it needs no Node."""
    return next((settings.BASE_DIR / "node_modules" / "@esbuild").glob("*/bin/esbuild"), None)


def _folder() -> Path:
    return Path(settings.STATIC_ROOT).with_name(PREFIX)


class BundleFinder(BaseFinder):
    """Finds what `build` made, for `collectstatic`."""

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        return [] if find_all else None

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        storage = FileSystemStorage(location=_folder())
        storage.prefix = PREFIX  # type: ignore[attr-defined]
        for path in get_files(storage, ignore_patterns) if _folder().is_dir() else ():
            yield path, storage
