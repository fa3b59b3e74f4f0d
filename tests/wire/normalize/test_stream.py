"""A stream on its way out: what stands in its chunks, and when."""

from typing import Any

import pytest

from chatapp.wire.accumulate.accumulator import Accumulator
from chatapp.wire.json import jsontext
from chatapp.wire.normalize.stream import OutgoingStream
from chatapp.wire.stream.decoder import ChunkDecoder
from chatapp.wire.stream.errors import ErrorEvent
from chatapp.wire.types.chunk import Chunk
from chatapp.wire.types.error_body import ErrorBody
from tests.wire.sending import ESTIMATE, IDENTITY, Sending, by_the_client, deltas, events, read_again, sent
from tests.wire.telling import HEAD, chunk

USAGE = {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}
HELLO = [chunk({"role": "assistant", "content": ""}), chunk({"content": "Hi"}), chunk({}, "stop")]
LOGPROBS = {"content": [{"token": "a", "logprob": -1.0, "bytes": [97], "top_logprobs": []}], "refusal": None}


def call(index: int, arguments: str, **more: Any) -> dict[str, Any]:
    return {"tool_calls": [{"index": index, **more, "function": {"arguments": arguments}}]}


def named(index: int, id: str | None, name: str, arguments: str = "") -> dict[str, Any]:
    body = {"name": name, "arguments": arguments}
    return {"tool_calls": [{"index": index, "id": id, "type": "function", "function": body}]}


def test_every_chunk_has_our_id_and_the_same_head() -> None:
    later = Chunk({**HELLO[2].raw, "id": "other", "created": 9, "model": "other"})
    found = events(sent([*HELLO[:2], later], include_usage=False))
    heads = [{key: value for key, value in one.items() if key != "choices"} for one in found]
    head = {"id": IDENTITY.id, "object": "chat.completion.chunk", "created": HEAD["created"], "model": "m"}
    assert heads == [{**head, "provider": "acme", "metadata": {"team": "blue"}}, head, head]


def test_an_answer_without_a_head_gets_one() -> None:
    (first, *_) = events(sent([Chunk({"choices": [{"delta": {"content": "a"}}]})]))
    assert (first["created"], first["model"], first["choices"][0]["index"]) == (
        IDENTITY.created,
        "asked-for",
        0,
    )


def test_a_head_without_choices_waits_for_the_first_ones() -> None:
    """Azure begins with a chunk that has neither a model nor choices."""
    azure = Chunk({"id": "", "model": "", "created": 0, "choices": [], "prompt_filter_results": [{"x": 1}]})
    first, second, *_ = events(sent([azure, *HELLO]))
    assert (first["model"], first["prompt_filter_results"]) == ("m", [{"x": 1}])
    assert "prompt_filter_results" not in second


def test_fields_of_the_head_stay_and_the_names_that_are_ours_are_ours() -> None:
    chunks = [Chunk({**one.raw, "citations": ["u"], "provider": "theirs", "metadata": 3}) for one in HELLO]
    found = events(sent(chunks))
    assert [one.get("citations") for one in found[:3]] == [["u"]] * 3
    assert [one.get("provider") for one in found] == ["acme", None, None, None]


def test_what_is_known_of_the_server_is_in_each_later_chunk() -> None:
    told = Chunk({**HELLO[1].raw, "service_tier": "flex", "system_fingerprint": "fp"})
    found = events(sent([HELLO[0], told, HELLO[2]]))
    assert [one.get("service_tier") for one in found] == [None, "flex", "flex", "flex"]
    assert [one.get("system_fingerprint") for one in found] == [None, "fp", "fp", "fp"]


@pytest.mark.parametrize("tier", ["on_demand", 7, None])
def test_a_service_tier_of_no_document_is_null(tier: Any) -> None:
    (first, *_) = events(sent([Chunk({**HELLO[1].raw, "service_tier": tier})]))
    assert first["service_tier"] is None


REPORTS = {
    "alone": [*HELLO, Chunk({**HEAD, "choices": [], "usage": USAGE})],
    "beside the end": [*HELLO[:2], Chunk({**HELLO[2].raw, "usage": USAGE})],
    "within the choice": [*HELLO[:2], chunk({}, "stop", usage=USAGE)],
    "growing": [
        Chunk({**one.raw, "usage": {**USAGE, "total_tokens": n}})
        for n, one in zip((1, 2, 3), HELLO, strict=True)
    ],
}


@pytest.mark.parametrize("report", REPORTS)
def test_usage_comes_once_and_last(report: str) -> None:
    *others, last = events(sent(REPORTS[report]))
    assert len(others) == 3
    assert all(one["usage"] is None and "usage" not in one["choices"][0] for one in others)
    assert (last["choices"], last["usage"]) == ([], USAGE)


@pytest.mark.parametrize("report", REPORTS)
def test_who_did_not_ask_for_usage_gets_none(report: str) -> None:
    found = events(sent(REPORTS[report], include_usage=False))
    assert len(found) == 3
    assert not any("usage" in one for one in found)


def test_usage_that_nobody_reported_is_what_the_end_is_given() -> None:
    assert events(sent(HELLO))[-1]["usage"] == ESTIMATE


def test_fields_beside_a_usage_that_was_not_asked_for_still_come() -> None:
    report = Chunk({**HEAD, "choices": [], "usage": USAGE, "timings": {"ms": 5}})
    last = events(sent([*HELLO, report], include_usage=False))[-1]
    assert last["timings"] == {"ms": 5}
    assert last["choices"] == [{"index": 0, "delta": {}, "logprobs": None, "finish_reason": None}]


def test_a_stream_of_nothing_has_one_chunk_all_the_same() -> None:
    (only,) = events(sent([], include_usage=False))
    assert (only["choices"], only["provider"], only["model"]) == ([], "acme", "asked-for")


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"content": "a"}, "stop"),
        (named(0, "a", "get", "{}"), "tool_calls"),
        ({"function_call": {"name": "get", "arguments": "{}"}}, "function_call"),
    ],
)
def test_a_missing_finish_reason_is_made_up_for(said: dict[str, Any], reason: str) -> None:
    assert read_again(sent([chunk(said)]))["choices"][0]["finish_reason"] == reason


@pytest.mark.parametrize(
    ("theirs", "ours"), [("end_turn", "stop"), ("MAX_TOKENS", "length"), ("odd", "stop")]
)
def test_finish_reasons_are_those_of_the_api(theirs: str, ours: str) -> None:
    found = events(sent([chunk({"content": "a"}), chunk({}, theirs)]))
    assert [one["choices"][0]["finish_reason"] for one in found[:-1]] == [None, ours]
    last = found[-2]["choices"][0]
    assert last["native_finish_reason"] == theirs
    assert "native_finish_reason" not in found[0]["choices"][0]


def test_a_finish_reason_of_the_api_needs_no_other_word_beside() -> None:
    found = events(sent([chunk({"content": "a"}), chunk({}, "stop")]))
    assert "native_finish_reason" not in found[-2]["choices"][0]


def test_a_name_that_is_ours_in_the_head_keeps_the_providers_own_in_upstream() -> None:
    raw: dict[str, Any] = {
        **chunk({"content": "a"}).raw,
        "provider": "theirs",
        "metadata": {"region": "north"},
    }
    first, *_ = events(sent([Chunk(raw)]))
    assert (first["provider"], first["metadata"]) == (IDENTITY.provider, dict(IDENTITY.metadata))
    assert first["upstream"] == {"provider": "theirs", "metadata": {"region": "north"}}


def test_a_delta_of_text_goes_out_at_once_and_alone() -> None:
    out = Sending()
    out.feed(HELLO[0])
    (only,) = events(out.feed(HELLO[1]) + b"data: [DONE]\n\n")
    assert only["choices"] == [
        {"index": 0, "delta": {"content": "Hi"}, "logprobs": None, "finish_reason": None}
    ]


def test_role_and_empty_texts_are_not_said_again() -> None:
    chunks = [chunk({"role": "assistant", "content": word, "refusal": ""}) for word in ("", "a", "", "b")]
    assert deltas(sent(chunks))[:3] == [
        {"role": "assistant", "content": None},
        {"content": "a"},
        {"content": "b"},
    ]


def test_a_content_that_stays_empty_is_told_at_the_end() -> None:
    found = deltas(sent([HELLO[0], HELLO[2]]))
    assert found == [{"role": "assistant", "content": None}, {"content": ""}]


def test_half_a_pair_waits_for_the_other_half() -> None:
    out = Sending()
    out.feed(chunk({"content": "a"}))
    assert out.feed(chunk({"content": "\ud83d"})) == b""
    assert "😀".encode() in out.feed(chunk({"content": "\ude00"}))


def test_half_a_pair_whose_other_half_never_comes_can_be_read_by_strict_readers() -> None:
    stream = sent([chunk({"content": "a\ud83d"}), chunk({"content": " b"}), chunk({"x\ud83d": "\ude00"})])
    assert deltas(stream)[1:3] == [{"content": "\ufffd b"}, {"x\ufffd": "\ufffd"}]


def test_big_integers_stay_as_they_are() -> None:
    assert events(sent([Chunk({**HELLO[1].raw, "big": 2**80})]))[0]["big"] == 2**80


def test_a_call_goes_out_when_its_name_is_whole() -> None:
    out = Sending()
    out.feed(HELLO[0])
    assert out.feed(chunk(named(0, "a", "get_"))) == b""
    assert out.feed(chunk(named(0, None, "weather"))) == b""
    stream = out.feed(chunk(call(0, '{"x"'))) + out.feed(chunk(call(0, ":1}"))) + b"data: [DONE]\n\n"
    first = {
        "index": 0,
        "id": "a",
        "type": "function",
        "function": {"name": "get_weather", "arguments": '{"x"'},
    }
    assert deltas(stream) == [
        {"tool_calls": [first]},
        {"tool_calls": [{"index": 0, "function": {"arguments": ":1}"}}]},
    ]


def test_calls_are_counted_without_gaps_in_the_order_of_their_indexes() -> None:
    chunks = [chunk(named(1, "a", "get", '{"x":1}')), chunk(named(4, "b", "put", '{"y":2}'))]
    found = [one for delta in deltas(sent(chunks)) for one in delta.get("tool_calls", [])]
    assert [(one["index"], one["id"]) for one in found] == [(0, "a"), (1, "b")]


def test_a_call_that_waits_goes_out_before_a_later_one() -> None:
    chunks = [chunk(named(0, None, "get")), chunk(named(1, "b", "put", '{"y"')), chunk(call(0, '{"x":1}'))]
    message = read_again(sent([*chunks, chunk(call(1, ":2}"))]))["choices"][0]["message"]
    assert [one["function"] for one in message["tool_calls"]] == [
        {"name": "get", "arguments": '{"x":1}'},
        {"name": "put", "arguments": '{"y":2}'},
    ]
    assert [one["id"] for one in message["tool_calls"]] == [IDENTITY.id_of_part("call", 0), "b"]


def test_fields_of_a_call_come_whenever_they_come() -> None:
    late = {"tool_calls": [{"index": 0, "extra_content": {"sign": "s"}, "function": {"note": "n"}}]}
    chunks = [
        chunk(named(0, "a", "get", '{"x"')),
        chunk(call(0, ":1}")),
        chunk(late),
        chunk({}, "tool_calls"),
    ]
    (found,) = read_again(sent(chunks))["choices"][0]["message"]["tool_calls"]
    assert (found["extra_content"], found["function"]["note"]) == ({"sign": "s"}, "n")


def test_the_end_comes_after_the_calls_so_that_clients_tell_of_the_last_one() -> None:
    *_, said, end = deltas(
        sent([HELLO[0], chunk(named(0, "a", "get", '{"x":1}'), "tool_calls")], include_usage=False)
    )
    assert (list(said), end) == (["tool_calls"], {})


def message(finish_reason: str | None = None, **fields: Any) -> Chunk:
    choice = {"index": 0, "message": {"role": "assistant", **fields}, "finish_reason": finish_reason}
    return Chunk({**HEAD, "choices": [choice]})


def test_a_message_that_grows_becomes_true_deltas() -> None:
    chunks = [
        HELLO[1],
        message(content="Hi you", reasoning="h"),
        message("stop", content="Hi you!", reasoning="hm"),
    ]
    assert deltas(sent(chunks)) == [
        {"role": "assistant", "content": "Hi"},
        {"content": " you", "reasoning": "h"},
        {"content": "!", "reasoning": "m"},
    ]


def test_a_completion_in_the_place_of_a_stream_is_one() -> None:
    whole = Chunk({**message("stop", content="Hi").raw, "object": "chat.completion", "usage": USAGE})
    assert [one["object"] for one in events(sent([whole]))] == ["chat.completion.chunk"] * 2
    assert deltas(sent([whole])) == [{"role": "assistant", "content": "Hi"}]


def test_logprobs_of_an_opening_are_counted_once_by_the_official_client() -> None:
    chunks = [HELLO[0], chunk({"content": "a"}, index=1, logprobs=LOGPROBS)]
    assert len(by_the_client(sent(chunks))[1]["logprobs"]["content"]) == 1


def test_choices_open_in_the_order_in_which_the_official_client_can_find_them() -> None:
    chunks = [
        chunk({"content": "b"}, index=2),
        chunk({"content": "a"}, index=0),
        chunk({"content": "c"}, index=1),
    ]
    first = events(sent(chunks))[0]
    assert [one["index"] for one in first["choices"]] == [0, 1, 2]
    assert [one["message"]["content"] for one in by_the_client(sent(chunks))] == ["a", "c", "b"]


@pytest.mark.parametrize("index", [-1, 10**9, 2.0, "x", None])
def test_an_index_that_is_none_breaks_nothing(index: Any) -> None:
    found = read_again(sent([chunk({"content": "a"}), chunk({"content": "b"}, index=index)]))["choices"]
    assert [one["index"] for one in found] == list(range(len(found)))
    assert "".join(one["message"]["content"] or "" for one in found) == "ab"


def test_choices_that_nobody_can_have_asked_for_are_left_out() -> None:
    said = [{"index": index, "delta": {"content": "a"}, "finish_reason": "stop"} for index in range(20_000)]
    found = read_again(sent([Chunk({**HEAD, "choices": said})]))["choices"]
    assert [one["index"] for one in found] == list(range(128))


def test_very_many_calls_in_one_chunk_go_out_in_their_order() -> None:
    body = {"name": "f", "arguments": "{}"}
    calls = [{"id": f"c{place}", "type": "function", "function": body} for place in range(5_000)]
    message = read_again(sent([chunk({"tool_calls": calls}, "tool_calls")]))["choices"][0]["message"]
    assert [one["id"] for one in message["tool_calls"]] == [one["id"] for one in calls]


def test_annotations_come_once_with_the_end() -> None:
    cited = {"type": "url_citation", "url_citation": {"url": "https://example.com", "title": "Example"}}
    chunks = [chunk({"content": "a"}), *[chunk({"annotations": [cited]})] * 2, chunk({}, "stop")]
    *_, end = deltas(sent(chunks))
    places = {"start_index": 0, "end_index": 0}
    assert end == {"annotations": [{**cited, "url_citation": {**cited["url_citation"], **places}}] * 2}
    late = [*chunks, chunk({"annotations": [cited]})]
    assert [one.get("index") for one in deltas(sent(late))[-1]["annotations"]] == [2]
    by_the_client(sent(late))


def test_annotations_of_ours_go_out_as_they_come_and_are_counted() -> None:
    chunks = [
        chunk({"content": "a", "annotations": [{"type": "x"}]}),
        chunk({"annotations": [{"type": "y"}]}),
    ]
    answer = Accumulator()
    stream = OutgoingStream(answer, IDENTITY, include_usage=False, obfuscation=None, live_annotations=True)
    written = b"".join(stream.feed(one, answer.feed(one)) for one in [*chunks, chunk({}, "stop")])
    found = deltas(written + stream.close(ESTIMATE))
    lists = [delta["annotations"] for delta in found if "annotations" in delta]
    assert lists == [[{"type": "x"}], [{"index": 1, "type": "y"}]]


def test_objects_that_come_in_several_lists_are_counted() -> None:
    chunks = [chunk({"images": [{"url": url}]}) for url in ("a", "b", "b")]
    images = [delta["images"] for delta in deltas(sent(chunks)) if "images" in delta]
    assert images == [[{"url": "a"}], [{"index": 1, "url": "b"}], [{"index": 2, "url": "b"}]]
    by_the_client(sent(chunks))


def test_unknown_numbers_are_told_once_for_the_client_sums_them_up() -> None:
    chunks = [chunk({"content": word, "n": 1, "mood": "m"}) for word in "ab"]
    assert deltas(sent(chunks))[1] == {"content": "b", "mood": "m"}


def test_speech_in_padded_pieces_is_one_text_when_it_is_joined() -> None:
    chunks = [chunk({"audio": {"id": "au", "data": piece}}) for piece in ("YWI=", "Yw==", "ZA==")]
    (choice,) = by_the_client(sent(chunks))
    audio = {"id": "au", "data": "YWJjZA==", "transcript": "", "expires_at": 0}
    assert choice["message"]["audio"] == audio


def test_speech_that_cannot_be_read_goes_out_as_it_came() -> None:
    chunks = [chunk({"audio": {"data": piece}}) for piece in ("YWI=", "?=", "Yw")]
    assert read_again(sent(chunks))["choices"][0]["message"]["audio"]["data"] == "YWI=?=Yw"


@pytest.mark.parametrize(("wish", "kept"), [(None, "xyz"), (False, None), (True, "xyz")])
def test_the_padding_of_the_provider_is_passed_on_unless_the_caller_refuses(
    wish: bool | None, kept: str
) -> None:
    (first, *_) = events(sent([Chunk({**HELLO[1].raw, "obfuscation": "xyz"})], obfuscation=wish))
    assert first.get("obfuscation") == kept


def test_who_asks_for_padding_gets_chunks_whose_sizes_say_little() -> None:
    words = [chunk({"content": "x" * length}) for length in range(1, 30)]
    data = [one[6:] for one in sent(words, obfuscation=True).split(b"\n\n")[:-2]]
    assert all("obfuscation" in jsontext.loads(one) for one in data)
    assert {len(one) % 64 for one in data} == {0}
    assert not any("obfuscation" in one for one in events(sent(words)))


def test_an_error_is_an_event_that_clients_raise() -> None:
    body = ErrorBody.of("Busy \ud83d", type="server_error", code="busy")
    batch = ChunkDecoder().feed(OutgoingStream.error(body))
    assert isinstance(batch.error, ErrorEvent)
    assert batch.error.body.to_json()["error"] == {
        "message": "Busy \ufffd",
        "type": "server_error",
        "param": None,
        "code": "busy",
    }
