"""Files in chats as the search knows them, without their jobs."""

from uuid import uuid4

from chatapp.accounts.models import User
from chatapp.conversations.models import Attachment
from chatapp.extraction.extracted import Extracted, Page
from chatapp.files import store
from chatapp.knowledge.intake import states
from chatapp.knowledge.intake.adoption import adopt
from chatapp.knowledge.models import Intake
from chatapp.knowledge.sources import chat_files

LEASE = "The lease of the kiosk ends when the ferry stops in November."
LONG = f"# The kiosk\n\n{LEASE}\n\n" + "\n\n".join(f"Shelf {n} holds postcards." for n in range(1500))


def attached(owner: User, name: str = "kiosk.md", text: str = LONG) -> Attachment:
    """Its job waits."""
    content = store.save([uuid4().bytes])
    collection = chat_files.add(owner, name, uuid4().hex, content)
    return Attachment.objects.create(
        owner=owner, content=content, name=name, media_type="text/markdown", text=text, collection=collection
    )


def indexed(attachment: Attachment) -> Attachment:
    intake = Intake.objects.get(collection=attachment.collection)
    begun = states.begin(intake.pk)
    assert begun
    adopt(begun, Extracted(attachment.media_type, attachment.name, (Page(None, attachment.text),)))
    return attachment
