"""A page for an address that does not take the method: Django's own answer is empty, and a browser's page blank."""

from collections.abc import Awaitable, Callable
from inspect import iscoroutinefunction
from typing import Any, cast

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils.decorators import sync_and_async_middleware


@sync_and_async_middleware
def not_allowed_page(
    get_response: Callable[[HttpRequest], HttpResponseBase | Awaitable[HttpResponseBase]],
) -> Callable[[HttpRequest], Any]:
    if iscoroutinefunction(get_response):

        async def answer_async(request: HttpRequest) -> HttpResponseBase:
            response = await get_response(request)
            return await sync_to_async(_filled)(request, response) if _is_blank(response) else response

        return answer_async

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = cast(HttpResponseBase, get_response(request))
        return _filled(request, response) if _is_blank(response) else response

    return answer


def _is_blank(response: HttpResponseBase) -> bool:
    return isinstance(response, HttpResponseNotAllowed) and not response.content


def _filled(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    page = render(request, "405.html", status=405)
    page.headers["Allow"] = response.headers["Allow"]
    return page
