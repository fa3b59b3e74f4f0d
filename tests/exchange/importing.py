"""An import, as the page and the process beside the server do it."""

from __future__ import annotations

from chatapp.accounts.models import User
from chatapp.conversations.models import Conversation, Message
from chatapp.exchange.imports import uploading
from chatapp.exchange.imports.work import work
from chatapp.exchange.models import Import


def upload(owner: User, content: bytes, name: str = "conversations.json") -> Import:
    begun = uploading.begin(owner, name, len(content))
    for offset in range(0, len(content), uploading.PIECE):
        uploading.add(owner, begun.pk, offset, content[offset : offset + uploading.PIECE])
    return begun


def import_file(owner: User, content: bytes, name: str = "conversations.json") -> Import:
    begun = upload(owner, content, name)
    assert work() == 1
    begun.refresh_from_db()
    return begun


def problems(of: Import) -> list[str]:
    return [f"{each['place']}: {each['problem']}" for each in of.problems]


def only(owner: User) -> Conversation:
    return Conversation.objects.get(owner=owner)


def path(chat: Conversation) -> list[tuple[str, str]]:
    """The branch that is shown: who said what."""
    found = []
    message = Message.objects.filter(pk=chat.active_leaf_id).first()
    while message is not None:
        found.append((message.role, words(message)))
        message = message.parent
    return found[::-1]


def words(message: Message) -> str:
    content = message.body["content"]
    return content if isinstance(content, str) else content[0]["text"]
