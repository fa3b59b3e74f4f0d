"""The five calls on stored completions, by the official Python client."""

from typing import Any

import openai
import pytest
from openai import OpenAI
from openai.types.chat import ChatCompletion

from tests.clients.asking import asks, unique
from tests.clients.site import Site


@pytest.fixture
def label() -> dict[str, str]:
    """The metadata of the completions of one test: what other tests store is not seen."""
    return {"test": unique("Test")}


def test_what_was_stored_is_given_back_as_it_was(client: OpenAI, label: dict[str, str]) -> None:
    made = _stored(client, label)
    again = client.chat.completions.retrieve(made.id)
    assert again.id == made.id
    assert again.choices == made.choices
    assert again.usage == made.usage
    assert (again.created, again.model, again.object) == (made.created, made.model, made.object)
    assert again.metadata == label


def test_what_was_streamed_is_stored_too(client: OpenAI, label: dict[str, str]) -> None:
    with client.chat.completions.stream(
        model="words-5", messages=asks(), store=True, metadata=label, stream_options={"include_usage": True}
    ) as stream:
        final = stream.get_final_completion()
    again = client.chat.completions.retrieve(final.id)
    assert again.choices[0].message.content == final.choices[0].message.content
    assert again.usage == final.usage


def test_only_what_should_be_stored_is_stored(client: OpenAI, label: dict[str, str]) -> None:
    made = client.chat.completions.create(model="words-5", messages=asks(), metadata=label)
    assert list(client.chat.completions.list(metadata=label)) == []
    with pytest.raises(openai.NotFoundError):
        client.chat.completions.retrieve(made.id)


def test_pages_follow_one_another_by_themselves(client: OpenAI, label: dict[str, str]) -> None:
    made = [_stored(client, label).id for _ in range(5)]
    first = client.chat.completions.list(limit=2, metadata=label)
    assert [one.id for one in first.data] == made[:2]
    assert first.has_more
    assert [one.id for one in client.chat.completions.list(limit=2, metadata=label)] == made
    down = client.chat.completions.list(limit=2, metadata=label, order="desc")
    assert [one.id for one in down] == made[::-1]
    after = client.chat.completions.list(limit=2, metadata=label, after=made[1])
    assert [one.id for one in after] == made[2:]


@pytest.mark.anyio
async def test_pages_follow_one_another_asynchronously(site: Site, label: dict[str, str]) -> None:
    async with site.async_openai() as client:
        made = [
            await client.chat.completions.create(model="echo", messages=asks(), store=True, metadata=label)
            for _ in range(3)
        ]
        listed = [one.id async for one in client.chat.completions.list(limit=2, metadata=label)]
    assert listed == [one.id for one in made]


def test_a_list_goes_on_while_it_is_deleted(client: OpenAI, label: dict[str, str]) -> None:
    made = [_stored(client, label).id for _ in range(5)]
    deleted = [
        client.chat.completions.delete(one.id)
        for one in client.chat.completions.list(limit=2, metadata=label)
    ]
    assert [one.id for one in deleted] == made
    assert all(one.deleted and one.object == "chat.completion.deleted" for one in deleted)
    assert list(client.chat.completions.list(metadata=label)) == []


def test_a_list_is_narrowed_by_model_and_by_all_labels(client: OpenAI, label: dict[str, str]) -> None:
    words = _stored(client, {**label, "team": "cats"})
    echo = _stored(client, {**label, "team": "dogs"}, model="echo")
    assert _ids(client, metadata=label) == [words.id, echo.id]
    assert _ids(client, metadata={**label, "team": "dogs"}) == [echo.id]
    assert _ids(client, metadata={**label, "team": "birds"}) == []
    assert _ids(client, metadata=label, model="words-5") == [words.id]
    assert _ids(client, metadata=label, model="lorem") == []


def test_labels_are_replaced_as_a_whole(client: OpenAI, label: dict[str, str]) -> None:
    made = _stored(client, {**label, "team": "cats"})
    other = {"test": label["test"], "state": "reviewed"}
    updated = client.chat.completions.update(made.id, metadata=other)
    assert updated.id == made.id
    assert updated.choices == made.choices
    assert updated.metadata == other
    assert _ids(client, metadata={**label, "team": "cats"}) == []
    assert _ids(client, metadata=other) == [made.id]


def test_what_was_deleted_is_not_found(client: OpenAI, label: dict[str, str]) -> None:
    made = _stored(client, label)
    assert client.chat.completions.delete(made.id).deleted
    for call in (
        client.chat.completions.retrieve,
        client.chat.completions.delete,
        client.chat.completions.messages.list,
    ):
        with pytest.raises(openai.NotFoundError):
            call(made.id)
    with pytest.raises(openai.NotFoundError):
        client.chat.completions.update(made.id, metadata=label)


def test_the_messages_of_a_completion_are_the_whole_conversation(
    client: OpenAI, label: dict[str, str]
) -> None:
    parts: Any = [
        {"type": "text", "text": "Look:"},
        {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}},
    ]
    messages: Any = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": parts}]
    made = client.chat.completions.create(model="words-5", messages=messages, store=True, metadata=label)
    listed = list(client.chat.completions.messages.list(made.id, limit=1))
    assert [message.role for message in listed][-1] == "assistant"
    assert [(message.role, message.content) for message in listed if message.content_parts is None] == [
        ("system", "Be brief."),
        ("assistant", made.choices[0].message.content),
    ]
    [shown] = [message for message in listed if message.content_parts is not None]
    assert [part.type for part in shown.content_parts or []] == ["text", "image_url"]
    assert len({message.id for message in listed}) == 3
    down = client.chat.completions.messages.list(made.id, order="desc")
    assert [message.id for message in down] == [message.id for message in reversed(listed)]


def test_a_stranger_finds_nothing_of_it(site: Site, client: OpenAI, label: dict[str, str]) -> None:
    made = _stored(client, label)
    with site.openai("bob") as bob:
        assert _ids(bob, metadata=label) == []
        for call in (
            bob.chat.completions.retrieve,
            bob.chat.completions.delete,
            bob.chat.completions.messages.list,
        ):
            with pytest.raises(openai.NotFoundError):
                call(made.id)
        with pytest.raises(openai.NotFoundError):
            bob.chat.completions.update(made.id, metadata={})
        with pytest.raises(openai.NotFoundError):
            bob.chat.completions.list(after=made.id)
    assert client.chat.completions.retrieve(made.id).id == made.id


def test_a_key_that_only_reads_reads_what_is_stored_and_changes_nothing(
    site: Site, client: OpenAI, label: dict[str, str]
) -> None:
    made = _stored(client, label)
    with site.openai("read-only") as reader:
        assert reader.chat.completions.retrieve(made.id).id == made.id
        assert _ids(reader, metadata=label) == [made.id]
        assert len(list(reader.chat.completions.messages.list(made.id))) == 2
        with pytest.raises(openai.PermissionDeniedError):
            reader.chat.completions.delete(made.id)
        with pytest.raises(openai.PermissionDeniedError):
            reader.chat.completions.update(made.id, metadata={})


@pytest.mark.parametrize("limit", [0, 101])
def test_a_page_that_is_too_small_or_too_large_is_refused(client: OpenAI, limit: int) -> None:
    with pytest.raises(openai.BadRequestError) as raised:
        client.chat.completions.list(limit=limit)
    assert raised.value.param == "limit"


def _stored(client: OpenAI, metadata: dict[str, str], model: str = "words-5") -> ChatCompletion:
    return client.chat.completions.create(model=model, messages=asks(), store=True, metadata=metadata)


def _ids(client: OpenAI, **narrowed: Any) -> list[str]:
    return [one.id for one in client.chat.completions.list(**narrowed)]
