"""Compression of pages."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class WholePagesMiddleware(GZipMiddleware):
    """Streams go as they are: Django makes each of their parts a gzip file of its own, and browsers read the first
    one only."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        return response if response.streaming else super().process_response(request, response)
