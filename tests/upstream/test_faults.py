"""Every fault of a provider has its name, and says whether and when to try again."""

import pytest

from chatapp.upstream.client import Upstream
from chatapp.upstream.endpoint import Endpoint, Timeouts
from chatapp.upstream.errors import Break, ConnectFailed, Phase, Rejected, StreamBroken, TimedOut
from chatapp.upstream.scripted.provider import ScriptedProvider
from chatapp.upstream.scripted.scripts.text import numbered
from chatapp.wire.accumulate.accumulator import Accumulator
from tests.upstream.asking import KEY, answered, asked, broken, read_into

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("status", "retryable"),
    [
        *((status, False) for status in (400, 401, 403, 404, 413)),
        *((status, True) for status in (408, 409, 429, 500, 502, 503, 529)),
    ],
)
async def test_a_status_is_a_rejection(upstream: Upstream, status: int, retryable: bool) -> None:
    request = asked(f"error-{status}")
    error, _ = await broken(upstream, request, Rejected)
    assert (error.status, error.retryable) == (status, retryable)
    assert error.request_id == f"req_error_{status}"
    assert error.body is not None
    assert error.body.message == f"This is the scripted error {status}."
    assert str(error).endswith(f"({status}): This is the scripted error {status}.")
    with pytest.raises(Rejected) as caught:
        await upstream.complete(request)
    assert (caught.value.status, caught.value.retryable) == (status, retryable)


async def test_retry_after_is_kept_in_seconds(upstream: Upstream) -> None:
    assert (await broken(upstream, asked("error-429"), Rejected))[0].retry_after == 2.0
    assert (await broken(upstream, asked("error-429-ms"), Rejected))[0].retry_after == 0.15
    assert (await broken(upstream, asked("error-500"), Rejected))[0].retry_after is None
    far = (await broken(upstream, asked("error-503-date"), Rejected))[0].retry_after
    assert far is not None
    assert far > 1e6


@pytest.mark.parametrize(
    ("model", "status", "retryable", "words"),
    [
        ("error-text", 500, True, "The model is unknown."),
        ("error-detail", 404, False, "Not Found"),
        ("error-list", 400, False, "Bad list."),
        ("error-html", 502, True, "502 Bad Gateway"),
        ("error-empty", 503, True, "no message"),
        ("error-inside-200", 429, True, "Quota used up."),
        ("page-200", 200, False, "A web page answers"),
        ("redirect", 307, False, "as its base URL"),
    ],
)
async def test_an_error_of_any_shape_is_a_rejection(
    upstream: Upstream, model: str, status: int, retryable: bool, words: str
) -> None:
    error, text = await broken(upstream, asked(model), Rejected)
    assert (error.status, error.retryable, text) == (status, retryable, "")
    assert words in str(error)
    with pytest.raises(Rejected) as caught:
        await upstream.complete(asked(model))
    assert str(caught.value) == str(error)


@pytest.mark.parametrize(
    ("model", "kind"),
    [
        ("error-event-3", Break.ERROR_EVENT),
        ("error-event-named-3", Break.ERROR_EVENT),
        ("cut-3", Break.CONNECTION_CUT),
        ("cut-end-3", Break.CONNECTION_CUT),
        ("malformed-3", Break.MALFORMED_CHUNK),
    ],
)
async def test_a_stream_that_breaks_keeps_what_came_before(
    upstream: Upstream, model: str, kind: Break
) -> None:
    error, text = await broken(upstream, asked(model), StreamBroken)
    assert (error.kind, error.retryable, text) == (kind, True, numbered(3))
    assert error.request_id == "req_1"


@pytest.mark.parametrize("model", ["cut-300", "cut-end-300"])
async def test_a_slow_reader_too_gets_what_came_before_the_cut(upstream: Upstream, model: str) -> None:
    accumulator = Accumulator()
    async with upstream.stream(asked(model)) as stream:
        await upstream.models()  # by now the cut has reached our socket
        with pytest.raises(StreamBroken, match="broke in the middle"):
            await read_into(accumulator, stream)
    assert accumulator.text == numbered(300)


async def test_an_error_event_says_what_it_means(upstream: Upstream) -> None:
    error, text = await broken(upstream, asked("error-event-first"), StreamBroken)
    assert (error.kind, error.status, text) == (Break.ERROR_EVENT, 529, "")
    assert error.body is not None
    assert error.body.type == "overloaded_error"


async def test_a_missing_done_comes_after_the_whole_text(upstream: Upstream) -> None:
    error, text = await broken(upstream, asked("no-done"), StreamBroken)
    assert (error.kind, text) == (Break.MISSING_DONE, numbered(20))


async def test_a_missing_finish_reason_is_no_error(upstream: Upstream) -> None:
    assert (await answered(upstream, asked("no-finish-reason"))).message.text == numbered(20)


@pytest.mark.parametrize("model", ["cut-3", "cut-end-3", "malformed-3"])
async def test_a_whole_answer_can_break_too(upstream: Upstream, model: str) -> None:
    with pytest.raises(StreamBroken):
        await upstream.complete(asked(model))


async def test_a_refused_connection_says_so(provider: ScriptedProvider) -> None:
    async with ScriptedProvider() as gone:
        endpoint = Endpoint("gone", gone.base_url)
    upstream = Upstream(endpoint)
    error, _ = await broken(upstream, asked("echo"), ConnectFailed)
    assert error.retryable
    assert str(error) == f"The provider refused the connection at {endpoint.base_url}: is it running?"
    await upstream.aclose()


async def test_a_provider_that_hangs_up_is_no_timeout(upstream: Upstream) -> None:
    error, _ = await broken(upstream, asked("hang-up"), ConnectFailed)
    assert error.retryable
    assert "hung up before it answered" in str(error)


async def test_an_unknown_host_says_so() -> None:
    upstream = Upstream(Endpoint("nowhere", "http://nowhere.invalid/v1"))
    error, _ = await broken(upstream, asked("echo"), ConnectFailed)
    assert "was not found" in str(error)
    await upstream.aclose()


async def test_http_on_a_tls_port_says_so(provider: ScriptedProvider) -> None:
    upstream = Upstream(Endpoint("tls", provider.base_url.replace("http:", "https:")))
    error, _ = await broken(upstream, asked("echo"), ConnectFailed)
    assert "provider" in str(error)
    await upstream.aclose()


@pytest.mark.parametrize("base_url", ["http:///v1", "http://[/v1", "http://host:port/v1", "http://a b/v1"])
async def test_a_base_url_that_is_none_is_no_crash(base_url: str) -> None:
    upstream = Upstream(Endpoint("odd", base_url))
    with pytest.raises(ConnectFailed):
        await upstream.models()
    await upstream.aclose()


async def test_a_silent_provider_is_left(provider: ScriptedProvider) -> None:
    # The headers may take as long as connecting and a silence together.
    limits = Timeouts(connect=1.5, read_idle=0.5)
    upstream = Upstream(Endpoint("silent", provider.base_url, KEY, timeouts=limits))
    error, _ = await broken(upstream, asked("silence"), TimedOut)
    assert (error.phase, error.retryable) == (Phase.IDLE, True)
    await upstream.aclose()


async def test_a_stream_that_falls_silent_is_left_and_keeps_its_text(
    hasty: Upstream, provider: ScriptedProvider
) -> None:
    error, text = await broken(hasty, asked("silence-after-3"), TimedOut)
    assert (error.phase, text, error.request_id) == (Phase.IDLE, numbered(3), "req_1")
    await provider.wait_disconnect()


async def test_fail_twice_then_ok_counts_the_same_messages(upstream: Upstream) -> None:
    request = asked("fail-2-then-ok")
    for _ in range(2):
        error, _ = await broken(upstream, request, Rejected)
        assert (error.status, error.retry_after) == (503, 0.01)
    assert (await answered(upstream, request)).message.text == "How do cats sleep?"
    await broken(upstream, asked("fail-2-then-ok", "Another question"), Rejected)


async def test_a_wrong_key_is_rejected(provider: ScriptedProvider) -> None:
    upstream = Upstream(Endpoint("wrong", provider.base_url, KEY + "x"))
    error, _ = await broken(upstream, asked("echo"), Rejected)
    assert (error.status, error.retryable) == (401, False)
    await upstream.aclose()
