"""What a user's script does with langchain-openai; run by `.build/clients/bin/python`."""

import asyncio
from typing import Any

from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI, OpenAIEmbeddings
from pydantic import BaseModel
from telling import API_KEY, BASE_URL, QUESTION, raised, tell


class Cat(BaseModel):
    """A cat."""

    name: str
    age: int


class Weather(BaseModel):
    """The weather of a place."""

    query: str


@tool
def get_weather(query: str) -> str:
    """The weather of a place."""
    return f"Sunny in {query}"


def chat(model: str, **options: Any) -> ChatOpenAI:
    return ChatOpenAI(model=model, base_url=BASE_URL, api_key=API_KEY, max_retries=0, **options)


def invoke() -> Any:
    answer = chat("words-5").invoke([SystemMessage("Be brief."), HumanMessage(QUESTION)])
    return {"text": answer.text, "usage": answer.usage_metadata, "head": answer.response_metadata}


def stream() -> Any:
    chunks = list(chat("words-5", stream_usage=True).stream(QUESTION))
    whole = chunks[0]
    for chunk in chunks[1:]:
        whole += chunk
    return {"count": len(chunks), "text": whole.text, "usage": whole.usage_metadata}


def asynchronous() -> Any:
    async def ask() -> list[str]:
        model = chat("words-5")
        answer = await model.ainvoke(QUESTION)
        return [answer.text, "".join([chunk.text async for chunk in model.astream(QUESTION)])]

    return asyncio.run(ask())


def tools() -> Any:
    model = chat("tool-fragments").bind_tools([get_weather])
    answer = model.invoke(QUESTION)
    [call] = answer.tool_calls
    result = get_weather.invoke(call)
    assert isinstance(result, ToolMessage)
    return {"args": call["args"], "said": model.invoke([HumanMessage(QUESTION), answer, result]).text}


def streamed_tools() -> Any:
    whole = None
    for chunk in chat("tool-parallel").bind_tools([get_weather]).stream(QUESTION):
        whole = chunk if whole is None else whole + chunk
    assert isinstance(whole, AIMessage)
    return [call["args"] for call in whole.tool_calls]


def structured() -> Any:
    by_schema = chat("json").with_structured_output(Cat, strict=True).invoke("Ann")
    by_tool = chat("tool-whole").with_structured_output(Weather, method="function_calling").invoke("Berlin")
    assert isinstance(by_schema, Cat)
    assert isinstance(by_tool, Weather)
    return [by_schema.model_dump(), by_tool.model_dump()]


def logprobs() -> Any:
    answer = chat("logprobs", logprobs=True).invoke(QUESTION)
    return "".join(token["token"] for token in answer.response_metadata["logprobs"]["content"])


def embeddings() -> Any:
    made = OpenAIEmbeddings(
        model="embed", base_url=BASE_URL, api_key=API_KEY, check_embedding_ctx_length=False, max_retries=0
    )
    return [len(made.embed_query("cats")), [len(one) for one in made.embed_documents(["cats", "dogs"])]]


def errors() -> Any:
    wrong = ChatOpenAI(model="echo", base_url=BASE_URL, api_key="sk-chatapp-wrong", max_retries=0)
    return {
        "key": raised(lambda: wrong.invoke(QUESTION)),
        "model": raised(lambda: chat("no-such-model").invoke(QUESTION)),
        "limit": raised(lambda: chat("error-429").invoke(QUESTION)),
        "middle": raised(lambda: list(chat("error-event").stream(QUESTION))),
    }


tell(invoke, stream, asynchronous, tools, streamed_tools, structured, logprobs, embeddings, errors)
