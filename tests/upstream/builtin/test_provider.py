"""The built-in model: it searches, quotes, says what it is, and speaks the protocol like any provider."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from chatapp.tools.knowledge import LONGEST_QUERY
from chatapp.upstream.builtin.provider import PACE, BuiltIn
from chatapp.upstream.builtin.reply import CLOSING
from chatapp.upstream.client import Upstream
from chatapp.upstream.endpoint import Endpoint
from chatapp.upstream.errors import Rejected
from chatapp.wire.request.chat import Request
from tests.upstream.asking import SEARCH_TOOL, answered, asked, found, gathered

pytestmark = pytest.mark.anyio

LONG = "Cats sleep a lot. " * 40


def passages(*texts: str, **fields: Any) -> str:
    return json.dumps(
        {
            "passages": [
                {
                    "number": number,
                    "title": "Cats",
                    "heading": "Sleep",
                    "url": "/documents/1",
                    "text": text,
                    **fields,
                }
                for number, text in enumerate(texts, 1)
            ]
        }
    )


@pytest.fixture
async def builtin() -> AsyncIterator[Upstream]:
    upstream = Upstream(Endpoint("0", "builtin:"), BuiltIn(pace=0))
    yield upstream
    await upstream.aclose()


async def said(builtin: Upstream, request: Request) -> str:
    return (await answered(builtin, request)).message.text


async def test_it_searches_for_the_users_question(builtin: Upstream) -> None:
    completion = await answered(builtin, asked("built-in", tools=[SEARCH_TOOL]))
    (call,) = completion.message.tool_calls
    assert json.loads(call.raw["function"]["arguments"]) == {"query": "How do cats sleep?"}
    assert call.raw["function"]["name"] == "search_knowledge"
    assert completion.choices[0].finish_reason == "tool_calls"
    assert completion.message.raw["content"] is None


async def test_it_quotes_the_best_three_passages_with_their_markers(builtin: Upstream) -> None:
    text = await said(builtin, found(passages("## Sleep\n\nCurled up.", "In boxes.", "By day.", "Never.")))
    assert "**Cats › Sleep** [1]\n\n> Curled up." in text
    assert "[2]\n\n> In boxes." in text
    assert "[3]\n\n> By day." in text
    assert "Never." not in text
    assert text.endswith(CLOSING)


@pytest.mark.parametrize(
    ("scores", "said_first"),
    [
        ((0.7, 0.4), "This is what the documents say:"),
        ((0.45, 0.4), "The documents may not answer this. These passages come nearest:"),
    ],
)
async def test_it_says_where_the_documents_may_not_answer(
    builtin: Upstream, scores: tuple[float, ...], said_first: str
) -> None:
    data = json.loads(passages("Curled up.", "In boxes."))
    for passage, score in zip(data["passages"], scores, strict=True):
        passage["score"] = score
    text = await said(builtin, found(json.dumps(data)))
    assert text.startswith(said_first)
    assert "Curled up." in text


async def test_it_quotes_no_passage_that_is_likely_to_be_about_something_else(builtin: Upstream) -> None:
    data = json.loads(passages("Curled up.", "In boxes.", "By day."))
    data["passages"][1]["match"] = "weak"
    text = await said(builtin, found(json.dumps(data)))
    assert "Curled up." in text
    assert "In boxes." not in text
    assert "[3]\n\n> By day." in text


async def test_it_says_what_it_is_once_in_a_chat(builtin: Upstream) -> None:
    before = [
        {"role": "user", "content": "Hello"},
        {"role": "assistant", "content": f"Hello!\n\n{CLOSING}"},
    ]
    request = found(passages("Curled up."))
    text = await said(builtin, request.with_(messages=[*before, *request.raw["messages"]]))
    assert text.endswith("> Curled up.")
    again = await said(
        builtin,
        asked("built-in").with_(messages=[before[0], {"role": "assistant", "content": "Hi."}, before[0]]),
    )
    assert again.endswith(CLOSING)


async def test_it_ends_a_long_quote_with_a_sentence(builtin: Upstream) -> None:
    text = await said(builtin, found(passages(LONG)))
    assert "Cats sleep a lot. …" in text
    assert len(text.removesuffix(CLOSING)) < 500


async def test_it_cuts_no_code_in_the_middle(builtin: Upstream) -> None:
    text = await said(builtin, found(passages("Type this:\n\n```\n" + "x = 1\n" * 80 + "```\n\nThen wait.")))
    assert "> Type this: …\n" in text
    assert "```" not in text


async def test_it_quotes_every_line(builtin: Upstream) -> None:
    assert "> one\n>\n> two" in await said(builtin, found(passages("one\n\ntwo")))


async def test_it_says_so_when_nothing_was_found(builtin: Upstream) -> None:
    text = await said(builtin, found(passages()))
    assert "found nothing" in text
    assert text.count("\n- ") == 3


async def test_it_declines_where_the_match_is_weak_and_names_the_nearest_sections(builtin: Upstream) -> None:
    data = json.loads(passages("Curled up.", "In boxes.", heading="[a](//evil.example) `x`"))
    data["passages"] += [{**data["passages"][0], "heading": f"Near {number}"} for number in range(4)]
    text = await said(builtin, found(json.dumps({**data, "match": "weak"})))
    assert "This is what the documents say" not in text
    assert "Curled up." not in text
    assert text.startswith("The documents do not seem to answer that.")
    assert [line for line in text.splitlines() if line.startswith("- ")] == [
        r"- [Cats › \[a\](//evil.example) \`x\`](</documents/1>)",
        "- [Cats › Near 0](</documents/1>)",
        "- [Cats › Near 1](</documents/1>)",
    ]
    assert text.endswith(CLOSING)


async def test_it_says_which_words_were_searched_for_instead(builtin: Upstream) -> None:
    data = {**json.loads(passages("Curled up.")), "corrections": [{"said": "sleap", "searched": "sleep"}]}
    for match, follows in ("good", "This is what"), ("weak", "The documents do not"):
        text = await said(builtin, found(json.dumps({**data, "match": match})))
        head, _, rest = text.partition("\n\n")
        assert head == "I searched for “sleep” instead of “sleap”, which is in none of your documents."
        assert rest.startswith(follows)


async def test_it_says_so_when_a_weak_match_found_nothing(builtin: Upstream) -> None:
    assert "found nothing" in await said(builtin, found('{"match": "weak", "note": "…", "passages": []}'))


async def test_it_searches_for_a_follow_up_with_the_words_of_the_conversation(builtin: Upstream) -> None:
    told = ["Hello!", "How do I make a backup?", "continue", "and how long does that take?"]
    messages = [{"role": "user", "content": text} for text in told]
    (call,) = (
        await answered(builtin, asked("built-in", tools=[SEARCH_TOOL]).with_(messages=messages))
    ).message.tool_calls
    query = json.loads(call.raw["function"]["arguments"])["query"]
    assert query == "How do I make a backup? and how long does that take?"


async def test_a_question_of_any_length_is_searched_for_as_far_as_the_search_takes_it(
    builtin: Upstream,
) -> None:
    for question in ("long " * 1000, f"and it? {'it ' * 330}"):
        messages = [{"role": "user", "content": text} for text in ("How do cats sleep?", question)]
        request = asked("built-in", tools=[SEARCH_TOOL]).with_(messages=messages)
        (call,) = (await answered(builtin, request)).message.tool_calls
        assert len(json.loads(call.raw["function"]["arguments"])["query"]) == LONGEST_QUERY


@pytest.mark.parametrize(
    "result", ["a plain error", "[]", '{"passages": 1}', '{"passages": [{"title": 1}]}', "null"]
)
async def test_it_survives_any_result(builtin: Upstream, result: str) -> None:
    assert f"did not work. It said: {result}" in await said(builtin, found(result))


@pytest.mark.parametrize("greeting", ["Hi!", "hello there", "", "Good morning"])
async def test_it_greets_and_gives_examples(builtin: Upstream, greeting: str) -> None:
    text = await said(builtin, asked("built-in", greeting, tools=[SEARCH_TOOL]))
    assert text.startswith("Hello!")
    assert text.count("\n- ") == 3
    assert "not a language model" in text


@pytest.mark.parametrize(
    "question",
    [
        "What can you do?",
        "What can you help me with?",
        "what can you do for me",
        "how can you help",
        "Help!",
        "can you help me please",
        "Who are you?",
        "hi, who are you?",
        "what is this?",
        "What's this thing",
        "what can I ask you",
        "How does this work?",
    ],
)
async def test_it_introduces_itself_without_a_search(builtin: Upstream, question: str) -> None:
    text = await said(builtin, asked("built-in", question, tools=[SEARCH_TOOL]))
    assert text.startswith("I am the assistant")
    assert text.count("\n- ") == 3
    assert "[1]" not in text


@pytest.mark.parametrize(
    "question",
    [
        "What is this error 429?",
        "help me invite a colleague",
        "How do you work out the price?",
        "What is a chat?",
    ],
)
async def test_it_searches_for_a_question_that_only_begins_like_one_about_itself(
    builtin: Upstream, question: str
) -> None:
    completion = await answered(builtin, asked("built-in", question, tools=[SEARCH_TOOL]))
    assert len(completion.message.tool_calls) == 1


async def test_it_says_how_to_reach_a_language_model_whether_one_is_connected_or_not(
    builtin: Upstream,
) -> None:
    text = await said(builtin, asked("built-in", "Hi!"))
    connected, missing = text.index("choose it in the model picker"), text.index("If there is none")
    assert connected < missing < text.index("Admin › Providers") < text.index("`OPENAI_API_KEY`")


async def test_it_says_so_when_it_may_not_search(builtin: Upstream) -> None:
    assert "can only quote" in await said(builtin, asked("built-in"))
    assert "can only quote" in await said(builtin, asked("built-in", tools=[SEARCH_TOOL], tool_choice="none"))


async def test_it_goes_on_where_an_answer_broke_off(builtin: Upstream) -> None:
    request = found(passages("Curled up."))
    whole = await said(builtin, request)
    line = "Continue your last message exactly where it stops. Do not repeat anything."
    begun: list[dict[str, Any]] = [*request.raw["messages"][:-2]]
    begun += [{"role": "assistant", "content": whole[:30]}, {"role": "user", "content": line}]
    (call,) = (await answered(builtin, request.with_(messages=begun))).message.tool_calls
    assert json.loads(call.raw["function"]["arguments"]) == {"query": "How do cats sleep?"}
    rest = await said(builtin, request.with_(messages=[*begun, *request.raw["messages"][-2:]]))
    assert whole[:30] + rest == whole


async def test_it_stops_at_the_limit_of_tokens(builtin: Upstream) -> None:
    completion = await answered(builtin, asked("built-in", max_completion_tokens=3))
    assert completion.message.text == "I can only"
    assert completion.choices[0].finish_reason == "length"


async def test_it_streams_what_it_answers_at_once(builtin: Upstream) -> None:
    streamed = await answered(builtin, asked("built-in", n=2, stream_options={"include_usage": True}))
    whole = (await builtin.complete(asked("built-in", n=2))).completion
    assert streamed.raw["choices"] == whole.raw["choices"]
    assert streamed.raw["usage"] == whole.raw["usage"]
    assert len(whole.choices) == 2
    assert whole.usage is not None
    assert whole.usage.prompt_tokens == 4


async def test_it_streams_word_by_word_and_the_same_each_time(builtin: Upstream) -> None:
    chunks = await gathered(builtin, asked("built-in"))
    assert len(chunks) > 20
    assert await said(builtin, asked("built-in")) == await said(builtin, asked("built-in"))


async def test_it_types_a_typical_answer_in_less_than_two_seconds(builtin: Upstream) -> None:
    """Counted, not timed: a busy machine adds to it what it likes."""
    section = "A section of the manual is about fifty words long. " * 6
    chunks = await gathered(builtin, found(passages(section, section, section)))
    assert 1.2 < len(chunks) * PACE < 1.8


async def test_a_malformed_request_is_refused(builtin: Upstream) -> None:
    with pytest.raises(Rejected) as caught:
        await builtin.complete(Request({"model": "built-in", "messages": [{"role": "king"}]}))
    assert caught.value.status == 400
    assert caught.value.body is not None
    assert caught.value.body.param == "messages[0].role"
