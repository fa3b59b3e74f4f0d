"""Answers in a form, by the official Python client."""

from enum import Enum

import openai
import pytest
from openai import OpenAI
from pydantic import BaseModel

from tests.browser.provider import Provider
from tests.clients.asking import asks


class Mood(Enum):
    SLEEPY = "sleepy"
    AWAKE = "awake"


class Cat(BaseModel):
    name: str
    mood: Mood


class Household(BaseModel):
    address: str
    rooms: int
    cats: list[Cat]


class Weather(BaseModel):
    """The weather of a place."""

    query: str


HOUSEHOLD = Household(address="Ann", rooms=7, cats=[Cat(name="Ann", mood=Mood.SLEEPY)] * 2)


def test_an_answer_is_parsed_into_a_class(client: OpenAI, provider: Provider) -> None:
    answer = client.chat.completions.parse(model="json", messages=asks("Ann"), response_format=Household)
    assert answer.choices[0].message.parsed == HOUSEHOLD
    wanted = provider.requests[-1].body["response_format"]
    assert wanted["type"] == "json_schema"
    assert wanted["json_schema"]["name"] == "Household"
    assert wanted["json_schema"]["strict"] is True


def test_a_streamed_answer_is_parsed_into_a_class(client: OpenAI) -> None:
    with client.chat.completions.stream(
        model="json", messages=asks("Ann"), response_format=Household
    ) as stream:
        final = stream.get_final_completion()
    assert final.choices[0].message.parsed == HOUSEHOLD


def test_a_tool_call_is_parsed_into_a_class(client: OpenAI) -> None:
    answer = client.chat.completions.parse(
        model="tool-fragments", messages=asks("Berlin"), tools=[openai.pydantic_function_tool(Weather)]
    )
    assert answer.choices[0].message.tool_calls is not None
    [call] = answer.choices[0].message.tool_calls
    assert call.function.parsed_arguments == Weather(query="Berlin")


def test_a_streamed_tool_call_is_parsed_into_a_class(client: OpenAI) -> None:
    with client.chat.completions.stream(
        model="tool-new-ids", messages=asks("Berlin"), tools=[openai.pydantic_function_tool(Weather)]
    ) as stream:
        final = stream.get_final_completion()
    assert final.choices[0].message.tool_calls is not None
    [call] = final.choices[0].message.tool_calls
    assert call.function.parsed_arguments == Weather(query="Berlin")


def test_an_answer_that_was_cut_short_is_not_parsed(client: OpenAI) -> None:
    with pytest.raises(openai.LengthFinishReasonError):
        client.chat.completions.parse(model="length", messages=asks(), response_format=Household)
    with pytest.raises(openai.ContentFilterFinishReasonError):
        client.chat.completions.parse(model="content-filter", messages=asks(), response_format=Household)


def test_a_refusal_is_no_object(client: OpenAI) -> None:
    answer = client.chat.completions.parse(model="refusal", messages=asks(), response_format=Household)
    message = answer.choices[0].message
    assert (message.parsed, message.refusal) == (None, "I cannot help with that.")
