"""What watchers of the server ask: `/healthz`, `/readyz` and `/metrics`.

They are answered before Django looks at the `Host` header: probes and scrapers ask by address.
"""

import hmac
from collections.abc import Awaitable, Callable
from datetime import timedelta
from inspect import iscoroutinefunction
from ipaddress import ip_address

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import DatabaseError
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.http.request import split_domain_port
from django.utils.decorators import sync_and_async_middleware
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from chatapp import wiring
from chatapp.conversations.models import Runner
from chatapp.turns import metrics as turn_metrics
from chatapp.turns.store.lease import Rhythm
from chatapp.web.boot import schema
from chatapp.web.server.lifecycle import State, lifecycle


@sync_and_async_middleware
def probes(get_response: Callable[[HttpRequest], HttpResponseBase | Awaitable[HttpResponseBase]]) -> object:
    if iscoroutinefunction(get_response):

        async def answer_async(request: HttpRequest) -> HttpResponseBase:
            if request.path == "/healthz":
                return healthz(request)  # nothing in it waits: no thread, whatever else there is to do
            probe = PROBES.get(request.path)
            return await (sync_to_async(probe)(request) if probe else get_response(request))

        return answer_async

    def answer(request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        return PROBES.get(request.path, get_response)(request)

    return answer


def healthz(request: HttpRequest) -> HttpResponse:
    """The process is alive; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request: HttpRequest) -> JsonResponse:
    """200, or 503 with the reasons why no work should be sent here."""
    reasons = _reasons()
    return JsonResponse({"ready": not reasons, "reasons": reasons}, status=503 if reasons else 200)


def metrics(request: HttpRequest) -> HttpResponse:
    if not _may_scrape(request):
        words = "Send METRICS_TOKEN as a bearer token, or ask on this machine by 127.0.0.1 or localhost.\n"
        return HttpResponse(words, content_type="text/plain", status=403)
    if services := wiring.running():
        running = services.runner.running, services.calls.running
        turn_metrics.observe(*running, services.presence.count, services.pool.get_stats())
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)


PROBES: dict[str, Callable[[HttpRequest], HttpResponse]] = {
    "/healthz": healthz,
    "/readyz": readyz,
    "/metrics": metrics,
}


def _reasons() -> list[str]:
    if lifecycle.state is not State.READY:
        return [f"the server is {lifecycle.state.value}"]
    try:
        if schema.missing():
            return ["the database misses migrations: restart the server"]
        return [] if _runner_lives() else ["the runner of this process has lost its heartbeat"]
    except DatabaseError:
        return ["the database cannot be reached"]


def _runner_lives() -> bool:
    services = wiring.running()
    alive = Runner.objects.filter(heartbeat_at__gt=Now() - timedelta(seconds=Rhythm.silence))
    return services is not None and alive.filter(pk=services.runner.id).exists()


def _may_scrape(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        expected = f"Bearer {settings.METRICS_TOKEN}".encode()
        return hmac.compare_digest(request.headers.get("Authorization", "").encode(), expected)
    # A proxy on the same machine asks for others; so does a browser on it, for a page whose name leads to 127.0.0.1.
    forwarded = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    domain, _ = split_domain_port(request.META.get("HTTP_HOST", "").lower())
    named = domain == "localhost" or _is_loopback(domain.strip("[]"))
    return not forwarded and named and _is_loopback(request.META.get("REMOTE_ADDR", ""))


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
