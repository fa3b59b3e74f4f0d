"""Cookies whose name begins with `__Host-`, and the way there for people who were logged in before."""

from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse

from chatapp.accounts.sessions import PREFIXED, of_cookies


class HostSessionMiddleware(SessionMiddleware):
    """Goes on with a session of the time before, once, under the new name. Nothing else of that time is believed."""

    def process_request(self, request: HttpRequest) -> None:
        cookies = request.COOKIES
        earlier = settings.HOST_PREFIX and settings.SESSION_COOKIE_NAME not in cookies and of_cookies(cookies)
        if earlier:
            cookies[settings.SESSION_COOKIE_NAME] = earlier
            self._take_over_forms(request)
        super().process_request(request)
        if earlier:
            request.session[PREFIXED] = True

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        session = request.session
        if settings.HOST_PREFIX and session.modified and not session.is_empty():
            session[PREFIXED] = True
        return super().process_response(request, response)

    def _take_over_forms(self, request: HttpRequest) -> None:
        """A form that was open meanwhile is still good."""
        name = settings.CSRF_COOKIE_NAME
        earlier = request.COOKIES.get(name.removeprefix(settings.HOST_PREFIX))
        if earlier and name not in request.COOKIES:
            request.COOKIES[name] = earlier
            request.META["CSRF_COOKIE_NEEDS_UPDATE"] = True
