"""The ids of request and person in the lines of the log."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseServerError
from django.template.loader import render_to_string

from chatapp.completions.public_id import request_id
from chatapp.logs.context import bound, identify, ids
from chatapp.logs.request import request_key

from .request_metrics import Application, Receive, Scope, Send


def identified(application: Application) -> Application:
    """Whatever a request or a socket does is done under its id."""

    async def identify_request(scope: Scope, receive: Receive, send: Send) -> None:
        name = request_id(request_key(scope))
        with bound(request=name):
            try:
                await application(scope, receive, send)
            except Exception as error:
                # Daphne writes it into the log where the id is not known any more.
                error.add_note(f"In the request {name}.")
                raise

    return identify_request


def identify_person(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """A middleware, below the one that authenticates the session."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            identify(request.user.pk)
        return get_response(request)

    return answer


def server_error(request: HttpRequest) -> HttpResponse:
    """The page of an error 500, with the id that its line in the log has. It asks nothing of the request, nor of the
    database: one of them may be what failed."""
    page = render_to_string("500.html", {"PRODUCT_NAME": settings.PRODUCT_NAME, "request_id": ids().request})
    return HttpResponseServerError(page)
