"""Server-sent events by the specification, in reads of any size."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatapp.wire.errors import TooLarge
from chatapp.wire.stream.sse import Event, SSEDecoder, encode


def decode(*reads: bytes) -> list[Event]:
    decoder = SSEDecoder()
    return [event for read in reads for event in decoder.feed(read)]


def data(*reads: bytes) -> list[bytes]:
    return [event.data for event in decode(*reads)]


@pytest.mark.parametrize(
    ("stream", "expected"),
    [
        (b"data: a\n\n", [b"a"]),
        (b"data:a\n\n", [b"a"]),
        (b"data:  a\n\n", [b" a"]),
        (b"data: a\r\rdata: b\r\r", [b"a", b"b"]),
        (b"data: a\r\n\r\ndata: b\r\n\r\n", [b"a", b"b"]),
        (b"data: a\r\n\ndata: b\n\r\n", [b"a", b"b"]),
        (b"data: a\ndata: b\ndata\n\n", [b"a\nb\n"]),
        (b"data\n\ndata\ndata\n\ndata:", [b"", b"\n"]),
        (b": comment\n\n:\ndata: a\n:x\n\n", [b"a"]),
        (b"\n\n\ndata: a\n\n\n\n", [b"a"]),
        (b"event: x\n\ndata: a\n\n", [b"a"]),
        (b"foo: bar\nDATA: x\ndatax: y\n data: z\ndata: a\n\n", [b"a"]),
        (b"\xef\xbb\xbfdata: a\n\n", [b"a"]),
        (b"data: a\n\n\xef\xbb\xbfdata: b\n\n", [b"a"]),
        (b"data: a\n\ndata: b\n", [b"a"]),
        ("data: a\u2028b\u0085c\x0bd\x0ce\x1cf\n\n".encode(), ["a\u2028b\u0085c\x0bd\x0ce\x1cf".encode()]),
        (b"data: a\0b\n\n", [b"a\0b"]),
    ],
    ids=repr,
)
def test_the_specification_is_followed(stream: bytes, expected: list[bytes]) -> None:
    assert data(stream) == expected
    assert data(*[bytes([byte]) for byte in stream]) == expected


def test_an_event_has_its_name_and_the_last_id() -> None:
    assert decode(b"event: error\nid: 7\ndata: a\n\ndata: b\n\nid\ndata: c\n\n") == [
        Event(b"a", "error", "7"),
        Event(b"b", "", "7"),
        Event(b"c", "", ""),
    ]


def test_an_id_with_a_nul_is_ignored() -> None:
    assert decode(b"id: 1\ndata: a\n\nid: 2\0\ndata: b\n\n")[1].id == "1"


def test_the_reconnection_time_is_kept_if_it_is_a_number() -> None:
    decoder = SSEDecoder()
    decoder.feed(b"retry: soon\n\n")
    assert decoder.retry is None
    decoder.feed(b"retry: 1500\n\n")
    assert decoder.retry == 1500


@pytest.mark.parametrize("rest", [b"data: b", b"data: b\n", b"data: b\r\n", b"da", b"event: x\n"])
def test_an_incomplete_event_is_dropped_and_its_data_told(rest: bytes) -> None:
    decoder = SSEDecoder()
    assert [event.data for event in decoder.feed(b"data: a\n\n" + rest)] == [b"a"]
    assert decoder.tail == (b"b" if b"b" in rest else b"")


lines = st.sampled_from(
    [b"data: x", b"data: \xf0\x9f\x98\x80", b"data", b"", b"", b": c", b"event: e", b"id: 1", b"retry: 5"]
)
ends = st.sampled_from([b"\n", b"\r", b"\r\n"])
streams = st.lists(st.tuples(lines, ends)).map(lambda pairs: b"".join(line + end for line, end in pairs))


@given(streams, st.booleans(), st.data())
def test_any_split_gives_the_same_events(stream: bytes, has_mark: bool, draw: st.DataObject) -> None:
    stream = b"\xef\xbb\xbf" * has_mark + stream
    cuts = sorted(draw.draw(st.lists(st.integers(0, len(stream)))))
    reads = [stream[a:b] for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
    assert decode(*reads) == decode(stream)


@given(st.binary(), st.sampled_from(["", "error"]))
def test_what_is_encoded_is_decoded(payload: bytes, name: str) -> None:
    lines = payload.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    assert decode(encode(payload, name)) == [Event(lines, name, "")]


@pytest.mark.parametrize("line", [b"data: ", b": ", b"id: "])
def test_an_endless_line_is_refused(line: bytes) -> None:
    decoder = SSEDecoder(max_event=1000)
    decoder.feed(line)
    for _ in range(9):
        decoder.feed(b"x" * 100)
    with pytest.raises(TooLarge):
        decoder.feed(b"x" * 100)


def test_endless_data_lines_are_refused_even_if_they_are_empty() -> None:
    decoder = SSEDecoder(max_event=1000)
    decoder.feed(b"data\n" * 1000)
    with pytest.raises(TooLarge):
        decoder.feed(b"data\n")


def test_what_was_complete_before_the_large_event_is_not_lost() -> None:
    with pytest.raises(TooLarge) as caught:
        SSEDecoder(max_event=100).feed(b"data: a\n\ndata: " + b"x" * 101)
    assert [event.data for event in caught.value.events] == [b"a"]


def test_the_limit_is_for_one_event_and_not_for_the_stream() -> None:
    decoder = SSEDecoder(max_event=100)
    for _ in range(100):
        assert len(decoder.feed(b": comment\ndata: " + b"x" * 50)) == 0
        assert len(decoder.feed(b"\n\n")) == 1


def test_endless_keep_alives_in_pieces_are_no_event() -> None:
    decoder = SSEDecoder(max_event=100)
    for _ in range(1000):
        assert decoder.feed(b": keep-") == []
        assert decoder.feed(b"alive\n") == []
    assert [event.data for event in decoder.feed(b"data: " + b"x" * 80 + b"\n\n")] == [b"x" * 80]


def test_a_large_event_in_small_reads_takes_linear_time() -> None:
    def seconds(size: int) -> float:
        decoder, stream = SSEDecoder(), b"data: " + b"x" * size + b"\n\n"
        start = time.process_time()
        events = [e for at in range(0, len(stream), 4096) for e in decoder.feed(stream[at : at + 4096])]
        assert len(events[0].data) == size
        return time.process_time() - start

    small, large = min(seconds(1 << 20) for _ in range(3)), min(seconds(16 << 20) for _ in range(2))
    assert large < 16 * small * 4 + 0.05
