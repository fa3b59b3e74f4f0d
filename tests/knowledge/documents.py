"""Documents as files become them, without their jobs."""

from hashlib import sha256

from chatapp.accounts.models import User
from chatapp.extraction.extracted import Extracted, Page
from chatapp.files.models import Content
from chatapp.knowledge.intake import states
from chatapp.knowledge.intake.adoption import adopt
from chatapp.knowledge.models import Collection, Document, Intake


def taken_in(user: User, collection: Collection, name: str, *pages: str, paged: bool = False) -> Document:
    """The document of this name, whose next version has these pages."""
    digest = sha256("\0".join(pages).encode()).hexdigest()
    content, _ = Content.objects.get_or_create(sha256=digest, defaults={"size": 1})
    intake = Intake.objects.create(collection=collection, user=user, name=name, content=content)
    begun = states.begin(intake.pk)
    assert begun
    numbered = tuple(Page(number if paged else None, text) for number, text in enumerate(pages, 1))
    adopt(begun, Extracted("application/pdf" if paged else "text/markdown", name, numbered))
    return Document.objects.select_related("collection").get(intakes=intake)
