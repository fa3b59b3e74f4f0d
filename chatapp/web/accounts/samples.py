"""Lines to paste: the API of this server in Python, JavaScript and curl. A test runs all of them."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable
from dataclasses import dataclass
from string import Template
from typing import Final


@dataclass(frozen=True, slots=True)
class Sample:
    """`language`: as the highlighter names it."""

    title: str
    language: str
    code: str


@dataclass(frozen=True, slots=True)
class Client:
    """One way to call the API, and what has to be installed before (or nothing)."""

    id: str
    name: str
    install: str
    samples: tuple[Sample, ...]


def environment(base_url: str) -> Sample:
    """What the official clients read by themselves."""
    return Sample("Environment", "bash", _filled(_ENVIRONMENT, url=shlex.quote(base_url)))


def clients(base_url: str, model: str) -> tuple[Client, ...]:
    quoted = {"url": json.dumps(base_url), "model": json.dumps(model, ensure_ascii=False)}
    # Within the quotes of a shell, a quote ends them, is escaped, and opens them again.
    shell = {"url": shlex.quote(base_url), "model": quoted["model"].replace("'", "'\\''")}
    return (
        Client("python", "Python", "pip install openai", _samples("python", _PYTHON, quoted)),
        Client("javascript", "JavaScript", "npm install openai", _samples("javascript", _JAVASCRIPT, quoted)),
        Client("curl", "curl", "", _samples("bash", _CURL, shell)),
    )


def _samples(language: str, texts: Iterable[str], values: dict[str, str]) -> tuple[Sample, ...]:
    pairs = zip(_TITLES, texts, strict=True)
    return tuple(Sample(title, language, _filled(text, **values)) for title, text in pairs)


def _filled(text: str, **values: str) -> str:
    return _Text(text.strip("\n")).substitute(values)


class _Text(Template):
    """With `@`: the dollar is the shell's."""

    delimiter = "@"


_TITLES: Final = ("Ask", "Stream the answer", "Keep the answer, and find it again")

_ENVIRONMENT: Final = """
export OPENAI_BASE_URL=@url
export OPENAI_API_KEY=sk-chatapp-…
"""

_PYTHON: Final = (
    """
from openai import OpenAI

client = OpenAI(base_url=@url)  # reads OPENAI_API_KEY

completion = client.chat.completions.create(
    model=@model,
    messages=[{"role": "user", "content": "Say hello in five words."}],
)
print(completion.choices[0].message.content)
""",
    """
from openai import OpenAI

client = OpenAI(base_url=@url)  # reads OPENAI_API_KEY

stream = client.chat.completions.create(
    model=@model,
    messages=[{"role": "user", "content": "Say hello in five words."}],
    stream=True,
)
for chunk in stream:
    if chunk.choices:
        print(chunk.choices[0].delta.content or "", end="", flush=True)
print()
""",
    """
from openai import OpenAI

client = OpenAI(base_url=@url)  # reads OPENAI_API_KEY

client.chat.completions.create(
    model=@model,
    messages=[{"role": "user", "content": "Say hello in five words."}],
    store=True,
    metadata={"run": "nightly"},
)
for stored in client.chat.completions.list(metadata={"run": "nightly"}):
    print(stored.id, stored.choices[0].message.content)
""",
)

_JAVASCRIPT: Final = (
    """
import OpenAI from "openai";

const client = new OpenAI({ baseURL: @url }); // reads OPENAI_API_KEY

const completion = await client.chat.completions.create({
  model: @model,
  messages: [{ role: "user", content: "Say hello in five words." }],
});
console.log(completion.choices[0].message.content);
""",
    """
import OpenAI from "openai";

const client = new OpenAI({ baseURL: @url }); // reads OPENAI_API_KEY

const stream = await client.chat.completions.create({
  model: @model,
  messages: [{ role: "user", content: "Say hello in five words." }],
  stream: true,
});
for await (const chunk of stream) {
  process.stdout.write(chunk.choices[0]?.delta.content ?? "");
}
console.log();
""",
    """
import OpenAI from "openai";

const client = new OpenAI({ baseURL: @url }); // reads OPENAI_API_KEY

await client.chat.completions.create({
  model: @model,
  messages: [{ role: "user", content: "Say hello in five words." }],
  store: true,
  metadata: { run: "nightly" },
});
for await (const stored of client.chat.completions.list({ metadata: { run: "nightly" } })) {
  console.log(stored.id, stored.choices[0].message.content);
}
""",
)

_CURL: Final = (
    """
curl @url/chat/completions \\
  -H "Authorization: Bearer $OPENAI_API_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{
    "model": @model,
    "messages": [{"role": "user", "content": "Say hello in five words."}]
  }'
""",
    """
curl --no-buffer @url/chat/completions \\
  -H "Authorization: Bearer $OPENAI_API_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{
    "model": @model,
    "messages": [{"role": "user", "content": "Say hello in five words."}],
    "stream": true
  }'
""",
    """
curl @url/chat/completions \\
  -H "Authorization: Bearer $OPENAI_API_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{
    "model": @model,
    "messages": [{"role": "user", "content": "Say hello in five words."}],
    "store": true,
    "metadata": {"run": "nightly"}
  }'

curl --get @url/chat/completions \\
  -H "Authorization: Bearer $OPENAI_API_KEY" \\
  -d "metadata[run]=nightly"
""",
)
