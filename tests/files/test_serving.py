"""What a browser is given of a file, and what it may do with it."""

import pytest
from django.http import HttpRequest, StreamingHttpResponse
from django.test import RequestFactory

from chatapp.files import store
from chatapp.files.models import Content
from chatapp.files.serving import serve

from .test_store import folder

__all__ = ["folder"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folder")]
HOSTILE = 'x"\r\nSet-Cookie: a=b\r\n<script>.png'


def _request(**headers: str) -> HttpRequest:
    return RequestFactory().get("/", headers=headers)


@pytest.mark.parametrize(
    ("media_type", "served", "disposition"),
    [
        ("image/png", "image/png", "inline"),
        ("audio/mpeg", "audio/mpeg", "inline"),
        ("text/plain", "text/plain; charset=utf-8", "inline"),
        ("text/html", "application/octet-stream", "attachment"),
        ("image/svg+xml", "application/octet-stream", "attachment"),
        ("application/pdf", "application/octet-stream", "attachment"),
    ],
)
def test_a_browser_shows_only_what_is_no_program(media_type: str, served: str, disposition: str) -> None:
    response = serve(_request(), store.save([b"<script>"]), "x.bin", media_type)
    assert response.headers["Content-Type"] == served
    assert response.headers["Content-Disposition"].partition(";")[0] == disposition
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")


def test_a_name_cannot_write_a_header() -> None:
    response = serve(_request(), store.save([b"x"]), HOSTILE, "image/png")
    assert response.headers["Content-Disposition"].isascii()
    assert "\n" not in response.headers["Content-Disposition"]


def test_a_copy_is_asked_about_each_time() -> None:
    content = store.save([b"x"])
    response = serve(_request(), content, "x.png", "image/png")
    assert response.headers["Cache-Control"] == "private, no-cache"
    again = serve(_request(if_none_match=response.headers["ETag"]), content, "x.png", "image/png")
    assert (again.status_code, again.headers["ETag"]) == (304, response.headers["ETag"])
    assert not again.has_header("Content-Disposition")


@pytest.fixture
def large() -> Content:
    return store.save([b"0123456789" * 60_000])


@pytest.mark.anyio
async def test_it_comes_whole_and_in_parts(large: Content) -> None:
    response = serve(_request(), large, "x.png", "image/png", download=True)
    assert isinstance(response, StreamingHttpResponse)
    parts = [part async for part in response.streaming_content]  # type: ignore[union-attr]
    assert len(parts) == 3
    assert b"".join(parts) == b"0123456789" * 60_000
    assert response.headers["Content-Length"] == "600000"
