"""The product's own documentation, the first collection: there from the start, and as new as the code."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.conf import settings

from chatapp.knowledge.ingestion import Source, Synced, sync
from chatapp.knowledge.models import Collection

__all__ = ["SLUG", "sync_product_docs"]

SLUG = "product"

# Between files in the repository; as pages, and quoted in a chat, they need the address of the page.
_file_link = re.compile(r"\]\(([\w-]+)\.md(#[^\s()]*)?\)")


def sync_product_docs() -> Synced:
    """Take in `docs/*.md` where they changed. Called at each start, after the migrations."""
    collection, _ = Collection.objects.get_or_create(
        slug=SLUG, defaults={"name": "About this product", "built_in": True}
    )
    return sync(collection, _sources())


def _sources() -> Iterator[Source]:
    for path in sorted((settings.BASE_DIR / "docs").glob("*.md")):
        text = _file_link.sub(rf"](/documents/{SLUG}/\1/\2)", path.read_text("utf-8"))
        yield Source(slug=path.stem, name=path.stem.replace("-", " ").capitalize(), text=text)
