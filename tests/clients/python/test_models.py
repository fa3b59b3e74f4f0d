"""Models and embeddings, by the official Python client."""

import math
from typing import Any

import openai
import pytest
from openai import OpenAI

from tests.clients.asking import asks
from tests.clients.site import Site


def test_the_models_of_all_providers_are_listed(client: OpenAI) -> None:
    models = {model.id: model for model in client.models.list()}
    assert {"echo", "words-5", "embed", "fast"} <= set(models)
    assert models["echo"].object == "model"
    assert models["echo"].created > 0
    assert models["echo"].owned_by


def test_a_name_of_two_providers_is_listed_for_each(client: OpenAI) -> None:
    names = [model.id for model in client.models.list() if model.id.endswith("shared")]
    assert "second/shared" in names
    assert len(names) == 2
    assert "shared" not in names
    for name in ["shared", *names]:
        assert (
            client.chat.completions.create(model=name, messages=asks("Hi")).choices[0].message.content == "Hi"
        )


def test_a_model_is_looked_up_by_its_name(client: OpenAI) -> None:
    assert client.models.retrieve("words-5").id == "words-5"
    assert client.models.retrieve("fast").id == "fast"
    assert client.models.retrieve("second/shared").id == "second/shared"
    with pytest.raises(openai.NotFoundError) as raised:
        client.models.retrieve("no-such-model")
    assert raised.value.code == "model_not_found"


def test_another_name_of_a_model_answers(client: OpenAI) -> None:
    assert client.chat.completions.create(model="fast", messages=asks()).choices[0].message.content


def test_a_key_with_a_limit_lists_only_what_it_can_ask(site: Site) -> None:
    with site.openai("echo-only") as client:
        assert [model.id for model in client.models.list()] == ["echo"]


def test_embeddings_are_numbers_whatever_way_they_travel(client: OpenAI) -> None:
    texts = ["cats sleep", "Sleep, cats!", "dogs bark"]
    packed = client.embeddings.create(model="embed", input=texts)
    plain = client.embeddings.create(model="embed", input=texts, encoding_format="float")
    cats, again, dogs = (item.embedding for item in packed.data)
    assert cats == again != dogs
    assert math.hypot(*cats) == pytest.approx(1)
    assert [item.index for item in packed.data] == [0, 1, 2]
    for one, other in zip(packed.data, plain.data, strict=True):
        assert one.embedding == pytest.approx(other.embedding)
    assert packed.usage.prompt_tokens == packed.usage.total_tokens == 6


@pytest.mark.parametrize("given", ["cats sleep", [1, 2, 3], [[1, 2], [3]]])
def test_embeddings_of_a_text_and_of_tokens(client: OpenAI, given: Any) -> None:
    made = client.embeddings.create(model="embed", input=given, dimensions=8)
    assert {len(item.embedding) for item in made.data} == {8}
    assert len(made.data) == (2 if given == [[1, 2], [3]] else 1)


def test_embeddings_of_nothing_are_refused(client: OpenAI) -> None:
    with pytest.raises(openai.BadRequestError) as raised:
        client.embeddings.create(model="embed", input=["cats", ""])
    assert raised.value.param == "input[1]"


@pytest.mark.anyio
async def test_the_asynchronous_client_embeds_and_lists_too(site: Site) -> None:
    async with site.async_openai() as client:
        made = await client.embeddings.create(model="embed", input="cats")
        names = [model.id async for model in client.models.list()]
    assert len(made.data) == 1
    assert "echo" in names
