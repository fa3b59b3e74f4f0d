"""What a browser gets when it follows a link to a download."""

from __future__ import annotations

from asgiref.sync import async_to_sync
from django.http import StreamingHttpResponse
from django.test import Client

from chatapp.accounts.models import User


def browser_of(person: User) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


def download(person: User, address: str) -> bytes:
    response = browser_of(person).get(address)
    assert response.status_code == 200, response.content
    assert isinstance(response, StreamingHttpResponse)
    return async_to_sync(_whole)(response)


async def _whole(response: StreamingHttpResponse) -> bytes:
    return b"".join([part async for part in response])  # type: ignore[misc]
