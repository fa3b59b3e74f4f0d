"""What a user's script does with litellm as a client; run by `.build/clients/bin/python`."""

import asyncio
import os
from typing import Any

# Else it asks the network for a list of prices.
os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"

import litellm
from telling import API_KEY, BASE_URL, QUESTION, raised, tell

MESSAGES = [{"role": "user", "content": QUESTION}]
WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "parameters": {"type": "object", "properties": {"query": {"type": "string"}}},
    },
}
litellm.suppress_debug_info = True


def asked(model: str, **parameters: Any) -> dict[str, Any]:
    own = {"api_base": BASE_URL, "api_key": API_KEY, "max_retries": 0}
    return {"model": f"openai/{model}", "messages": MESSAGES, **own, **parameters}


def completion() -> Any:
    answer = litellm.completion(**asked("words-5", metadata={"team": "cats"}))
    return {"text": answer.choices[0].message.content, "usage": answer.usage.model_dump()}


def stream() -> Any:
    chunks = list(litellm.completion(**asked("words-5", stream=True, stream_options={"include_usage": True})))
    built = litellm.stream_chunk_builder(chunks, messages=MESSAGES)
    return {
        "text": "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices),
        "built": built.choices[0].message.content,
        "total": built.usage.total_tokens,
    }


def asynchronous() -> Any:
    async def ask() -> list[str]:
        whole = await litellm.acompletion(**asked("words-5"))
        parts = await litellm.acompletion(**asked("words-5", stream=True))
        texts = [chunk.choices[0].delta.content or "" async for chunk in parts]
        return [whole.choices[0].message.content, "".join(texts)]

    return asyncio.run(ask())


def tools() -> Any:
    whole = litellm.completion(**asked("tool-fragments", tools=[WEATHER]))
    chunks = list(litellm.completion(**asked("tool-fragments", tools=[WEATHER], stream=True)))
    built = litellm.stream_chunk_builder(chunks)
    return [answer.choices[0].message.tool_calls[0].function.arguments for answer in (whole, built)]


def thought() -> Any:
    message = litellm.completion(**asked("reasoning")).choices[0].message
    return {"content": message.content, "reasoning_content": message.reasoning_content}


def embedding() -> Any:
    made = litellm.embedding(
        model="openai/embed", input=["cats", "dogs"], api_base=BASE_URL, api_key=API_KEY, max_retries=0
    )
    return [len(one["embedding"]) for one in made.data]


def errors() -> Any:
    def middle() -> None:
        list(litellm.completion(**asked("error-event", stream=True)))

    return {
        "key": raised(lambda: litellm.completion(**{**asked("echo"), "api_key": "sk-chatapp-wrong"})),
        "model": raised(lambda: litellm.completion(**asked("no-such-model"))),
        "place": raised(lambda: litellm.completion(**asked("echo", n=0))),
        "limit": raised(lambda: litellm.completion(**asked("error-429"))),
        "down": raised(lambda: litellm.completion(**asked("error-503"))),
        "middle": raised(middle),
    }


tell(completion, stream, asynchronous, tools, thought, embedding, errors)
