"""Makes people with log-ins, and long chats, in the server's database: prints JSON. Run in the server's environment."""

import json
import os
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatapp.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402

from chatapp.accounts.models import User  # noqa: E402
from chatapp.conversations.models import Conversation, Message  # noqa: E402
from chatapp.providers.models import Model  # noqa: E402


def wait_for_model() -> None:
    """Discovery runs after the server is up."""
    while not Model.objects.filter(name="bench").exists():
        time.sleep(0.1)


def cookies(count: int) -> list[str]:
    made = []
    for number in range(count):
        user, _ = User.objects.get_or_create(
            email=f"bench{number}@example.com", defaults={"name": f"Bench {number}"}
        )
        browser = Client()
        browser.force_login(user)
        made.append(f"{settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}")
    return made


def long_chat(length: int) -> dict[str, str]:
    """A chat of the first person with so many messages of some 400 characters."""
    owner = User.objects.get(email="bench0@example.com")
    conversation = Conversation.objects.create(owner=owner, title=f"{length} messages")
    parent, rows = None, []
    for number in range(length):
        role = "assistant" if number % 2 else "user"
        body = {"role": role, "content": f"Message {number}. " + "Some words of it. " * 22}
        parent = Message(conversation=conversation, parent=parent, role=role, body=body)
        rows.append(parent)
    Message.objects.bulk_create(rows, batch_size=500)
    Conversation.objects.filter(pk=conversation.pk).update(active_leaf_id=parent.pk if parent else None)
    return {"conversation": str(conversation.pk), "parent": str(parent.pk) if parent else ""}


if __name__ == "__main__":
    wait_for_model()
    people, lengths = int(sys.argv[1]), [int(text) for text in sys.argv[2:]]
    json.dump({"cookies": cookies(people), "chats": {n: long_chat(n) for n in lengths}}, sys.stdout)
