"""The files of a stored call: its texts as they were, to the byte, and the scripts that ask it again."""

from __future__ import annotations

from django.http import Http404, HttpResponse

from chatapp.completions.view.content import Content
from chatapp.web.activity.replay_script import curl, python
from chatapp.wire.json.jsontext import loads


def file_of(content: Content, name: str, base_url: str) -> HttpResponse:
    """Raises Http404 where nothing is kept, and where there is no such file."""
    if content.request is None or content.response is None:
        raise Http404
    match name:
        case "request.json":
            return HttpResponse(content.request, content_type="application/json")
        case "response.json":
            return HttpResponse(content.response, content_type="application/json")
        case "script.sh":
            return _script(curl(base_url, loads(content.request)))
        case "script.py":
            return _script(python(base_url, loads(content.request)))
    raise Http404


def _script(text: str) -> HttpResponse:
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
