"""Makes a person with a log-in and chats in the server's database: prints JSON. Run in the server's environment."""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatapp.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402

from chatapp.accounts.models import User  # noqa: E402
from chatapp.conversations.models import Conversation, Message  # noqa: E402

EXCHANGES = 6
LONG_EXCHANGES = 2_500
ANSWER = """### A heading of answer {number}

Some **bold** words, a [link](https://example.com/), `code`, and the formula $e^{{i\\pi}} + 1 = 0$.

| name | value | unit |
|---|---|---|
| first | 1 | s |
| second | 2 | kB |

```python
def answer(question: str) -> str:
    \"\"\"Said {number} times.\"\"\"
    return " ".join(word for word in question.split() if len(word) > {number})
```

1. A list with a paragraph that is long enough to be broken where the page is narrow, as answers are.
2. And a second item.

> A quote, and the end of answer {number}.
"""


def chat(owner: User, number: int, exchanges: int = EXCHANGES) -> str:
    conversation = Conversation.objects.create(owner=owner, title=f"Chat {number}")
    path: list[Message] = []
    for at in range(2 * exchanges):
        role = "assistant" if at % 2 else "user"
        text = ANSWER.format(number=at) if at % 2 else f"Question {at} of chat {number}?"
        parent = path[-1] if path else None
        path.append(
            Message(conversation=conversation, parent=parent, role=role, body={"role": role, "content": text})
        )
    Message.objects.bulk_create(path)
    Conversation.objects.filter(pk=conversation.pk).update(active_leaf_id=path[-1].pk)
    return str(conversation.pk)


if __name__ == "__main__":
    person = User.objects.create(email="bench@example.com", name="Bench")
    browser = Client()
    browser.force_login(person)
    session = browser.cookies[settings.SESSION_COOKIE_NAME]
    ids = [chat(person, number) for number in range(int(sys.argv[1]))]
    long = chat(person, len(ids), LONG_EXCHANGES)
    cookie = {"name": session.key, "value": session.value}
    json.dump({"cookie": cookie, "chats": ids, "long": long, "exchanges": LONG_EXCHANGES}, sys.stdout)
