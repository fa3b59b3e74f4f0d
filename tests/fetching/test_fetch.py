"""One file by its address: from a real server, within limits, and from nowhere inside."""

import asyncio
import gzip
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from io import BytesIO

import pytest

from chatapp.fetching.errors import FetchError
from chatapp.fetching.fetch import Fetched, Validators, address, fetch
from chatapp.fetching.network import Network
from tests.servers.remote_files import RemoteFiles, serving

MOST = 1 << 20
resolved: list[str] = []


async def resolve(host: str, port: int) -> list[str]:
    """`wiki.test` is this machine, and all else is what it says."""
    resolved.append(host)
    return ["127.0.0.1"] if host == "wiki.test" else [host]


LOCAL = Network(frozenset({"wiki.test"}), resolve)


@pytest.fixture(scope="module")
def remote() -> Iterator[RemoteFiles]:
    with serving() as files:
        yield files


def fetched(url: str, known: Validators | None = None, *, seconds: float = 30) -> tuple[Fetched, bytes]:
    into = BytesIO()
    known = known or Validators()
    call = fetch(address(url), into, LOCAL, most=MOST, known=known, user_agent="test", seconds=seconds)
    return asyncio.run(call), into.getvalue()


def test_a_file_comes_with_its_type_and_what_it_is_known_by(remote: RemoteFiles) -> None:
    remote.put("/a", b"<h1>A</h1>", Content_Type="text/html; charset=utf-8", ETag='"1"', Last_Modified="Mon")
    resolved.clear()
    got, body = fetched(remote.url("/a#part"))
    assert body == b"<h1>A</h1>"
    assert got == Fetched(True, "text/html", Validators('"1"', "Mon"))
    assert resolved == ["wiki.test"]
    path, headers = remote.asked[-1]
    assert (path, headers["host"], headers["user-agent"]) == ("/a", f"wiki.test:{remote.port}", "test")


def test_what_did_not_change_is_not_sent_again(remote: RemoteFiles) -> None:
    remote.put("/same", b"", 304)
    got, body = fetched(remote.url("/same"), Validators('"1"', "Mon"))
    assert (got.is_new, body) == (False, b"")
    headers = remote.asked[-1][1]
    assert (headers["if-none-match"], headers["if-modified-since"]) == ('"1"', "Mon")


def test_redirects_are_followed_a_few_times(remote: RemoteFiles) -> None:
    remote.put("/old", b"", 301, Location="/new")
    remote.put("/new", b"New.")
    assert fetched(remote.url("/old"))[1] == b"New."
    remote.put("/round", b"", 302, Location="/round")
    with pytest.raises(FetchError, match="leads on to other addresses more than 5 times"):
        fetched(remote.url("/round"))


@pytest.mark.parametrize(
    "inside",
    ["http://169.254.169.254/latest/meta-data/", "http://127.0.0.1:1/", "http://[::1]/", "http://10.0.0.1/"],
)
def test_a_redirect_to_the_inside_is_refused(remote: RemoteFiles, inside: str) -> None:
    remote.put("/trap", b"", 302, Location=inside)
    with pytest.raises(FetchError, match="inside of a private network"):
        fetched(remote.url("/trap"))


@pytest.mark.parametrize("elsewhere", ["file:///etc/passwd", "gopher://wiki.test/", "http://a:b@wiki.test/"])
def test_a_redirect_to_what_is_no_web_address_is_refused(remote: RemoteFiles, elsewhere: str) -> None:
    remote.put("/odd", b"", 302, Location=elsewhere)
    with pytest.raises(FetchError, match=r"begins with https|Leave name and password"):
        fetched(remote.url("/odd"))


def test_a_name_is_resolved_once_and_connected_to_where_it_was_judged(remote: RemoteFiles) -> None:
    remote.put("/a", b"A.")
    said = [["127.0.0.1"], ["10.0.0.1"]]

    async def rebinding(host: str, port: int) -> list[str]:
        return said.pop(0)

    network = Network(frozenset({"wiki.test"}), rebinding)
    into = BytesIO()
    asyncio.run(fetch(address(remote.url("/a")), into, network, most=MOST, user_agent="test"))
    assert (into.getvalue(), said) == (b"A.", [["10.0.0.1"]])


def test_an_address_that_never_ends_ends_at_the_limit_of_bytes_or_of_time(remote: RemoteFiles) -> None:
    def endless(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        try:
            while True:
                request.wfile.write(b"x" * 65536)
        except OSError:
            pass

    remote.answers["/endless"] = endless
    with pytest.raises(FetchError, match="more than the 1 MB that a file may have"):
        fetched(remote.url("/endless"))

    def silent(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", "10")
        request.end_headers()
        request.rfile.read(1)

    remote.answers["/silent"] = silent
    with pytest.raises(FetchError, match=r"did not send all of it within 0.2 seconds"):
        fetched(remote.url("/silent"), seconds=0.2)


def test_gzip_is_unpacked_within_the_same_limit(remote: RemoteFiles) -> None:
    remote.put("/packed", gzip.compress(b"Packed."), Content_Encoding="gzip")
    assert fetched(remote.url("/packed"))[1] == b"Packed."
    remote.put("/bomb", gzip.compress(b"\0" * (64 << 20)), Content_Encoding="gzip")
    with pytest.raises(FetchError, match="more than the 1 MB"):
        fetched(remote.url("/bomb"))
    remote.put("/lie", b"not packed", Content_Encoding="gzip")
    with pytest.raises(FetchError, match="says that it is gzip"):
        fetched(remote.url("/lie"))
    remote.put("/twice", b"", Content_Encoding="gzip, gzip")
    with pytest.raises(FetchError, match="encoding that was not asked for"):
        fetched(remote.url("/twice"))


@pytest.mark.parametrize(
    ("status", "said"), [(404, "nothing at this address"), (403, "only its own users"), (500, "answers 500")]
)
def test_a_refusal_is_said_in_words(remote: RemoteFiles, status: int, said: str) -> None:
    remote.put("/refused", b"", status)
    with pytest.raises(FetchError, match=said):
        fetched(remote.url("/refused"))


@pytest.mark.parametrize(
    "given",
    ["", "wiki", "ftp://wiki.test/", "http:///a", "https://me:secret@wiki.test/", "x" * 3000],
)
def test_what_is_no_web_address_is_refused_at_once(given: str) -> None:
    with pytest.raises(FetchError):
        address(given)


def test_a_server_that_is_not_there_is_said_to_be_so() -> None:
    with pytest.raises(FetchError, match="The connection failed"):
        fetched("http://wiki.test:1/")
