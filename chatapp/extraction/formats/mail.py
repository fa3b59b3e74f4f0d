"""E-mail: who wrote whom, when, about what; the text; the names of what is attached."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from chatapp.extraction.extracted import Contents, Page
from chatapp.extraction.formats.encodings import decoded
from chatapp.extraction.formats.web import markdown

_SHOWN = ("From", "To", "Cc", "Date")


def read(data: bytes) -> Contents:
    message = message_from_bytes(data, _class=EmailMessage, policy=default)
    subject = str(message.get("Subject", "")).strip()
    return Contents((Page(None, "\n\n".join(_parts(message, subject))),), subject)


def _parts(message: EmailMessage, subject: str) -> Iterator[str]:
    if subject:
        yield f"# {subject}"
    yield "\n".join(f"- {name}: {message[name]}" for name in _SHOWN if message[name])
    yield _body(message)
    names = [part.get_filename() or "without a name" for part in message.iter_attachments()]
    if names:
        yield "\n".join(["Attached:", *(f"- {name}" for name in names)])


def _body(message: EmailMessage) -> str:
    body = message.get_body(("plain", "html"))
    if body is None:
        return ""
    content = body.get_payload(decode=True)
    text = decoded(content) if isinstance(content, bytes) else ""
    return markdown(text)[0] if body.get_content_type() == "text/html" else text.strip()
