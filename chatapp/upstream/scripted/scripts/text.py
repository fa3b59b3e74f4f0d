"""Scripts that answer with text: by length and pace, held at gates, and with characters that break things."""

from collections.abc import Iterator
from functools import cache

from chatapp.upstream.scripted.scripts.answer import (
    Script,
    ScriptedAnswer,
    answer,
    choice,
    delta,
    message,
    said,
    words,
)
from chatapp.upstream.scripted.scripts.call import ScriptedCall
from chatapp.upstream.scripted.scripts.response import Hold, Response, Step

LOREM = """# A short tour

A paragraph with **bold**, *italic*, `code` and a [link](https://example.com/).

## A table

| model | price | fast |
|---|---:|:---:|
| small | 0.10 | yes |
| large | 2.50 | no |

## Tasks

- [x] read the question
- [ ] answer it
  1. nested
  2. twice

```python
def greet(name: str) -> str:
    return f"Hello, {name}!"
```

> A quote of two lines,
> with a formula: $e^{i\\pi} + 1 = 0$

$$\\int_0^1 x^2\\,dx = \\tfrac{1}{3}$$
"""


@cache
def numbered(count: int) -> str:
    """`word1 word2 ...`: a lost, doubled or moved word shows."""
    return " ".join(f"word{number}" for number in range(1, count + 1))


def echo(call: ScriptedCall) -> ScriptedAnswer:
    return said(call.question or "(nothing)", rate=call.rate())


def lorem(call: ScriptedCall) -> ScriptedAnswer:
    return said(LOREM, rate=call.rate())


def many_words(call: ScriptedCall) -> ScriptedAnswer:
    count = call.count(100)
    pieces = (f" word{number}" if number > 1 else "word1" for number in range(1, count + 1))
    return said(numbered(count), pieces, rate=call.rate())


def gated(call: ScriptedCall) -> ScriptedAnswer:
    """Twenty words, then the gate named as the model; `gated-3` stops three times, every twenty words."""
    text = numbered(20 * (call.count(1) + 1))
    return answer(message(text), _gated(text, call.model), rate=call.rate())


def _gated(text: str, gate: str) -> Iterator[dict[str, str] | Step]:
    for number, word in enumerate(words(text)):
        if number and number % 20 == 0:
            yield Hold(gate)
        yield {"content": word}


def title(call: ScriptedCall) -> ScriptedAnswer:
    return said("A scripted title")


def megabyte(call: ScriptedCall) -> ScriptedAnswer:
    text = "0123456789abcdef" * 65_536
    return said(text, [text])


def nul(call: ScriptedCall) -> ScriptedAnswer:
    return said("before\0after", ["before", "\0", "after"])


def line_separators(call: ScriptedCall) -> ScriptedAnswer:
    """Characters at which Python's `splitlines` splits and an event stream does not."""
    return said("one\u2028two\u2029three\x85four", ["one\u2028two", "\u2029three", "\x85four"])


def surrogates_escaped(call: ScriptedCall) -> ScriptedAnswer:
    r"""An emoji as `\ud83d\ude00` within one chunk."""
    return said("a \U0001f600 b", ["a ", "\U0001f600", " b"], ascii_only=True)


def surrogates_split(call: ScriptedCall) -> ScriptedAnswer:
    """An emoji whose halves come in two chunks."""
    return said("a \U0001f600 b", ["a \ud83d", "\ude00 b"])


def surrogate_alone(call: ScriptedCall) -> ScriptedAnswer:
    """Half an emoji whose other half never comes."""
    return said("a \ud83d b", ["a \ud83d", " b"])


def crlf(call: ScriptedCall) -> ScriptedAnswer:
    return said(numbered(20), line_end=b"\r\n")


def comments(call: ScriptedCall) -> ScriptedAnswer:
    return said(numbered(20), before_event=b": keep-alive\n\n")


def big_integers(call: ScriptedCall) -> ScriptedAnswer:
    return said("big", extra={"big": 2**80, "seed": -(2**63) - 1})


def stream_ignored(call: ScriptedCall) -> Response:
    """JSON, also to a request with `stream`."""
    body = {**call.body, "stream": False}
    return said(numbered(20)).respond(ScriptedCall(call.number, call.attempt, body))


def several(call: ScriptedCall) -> ScriptedAnswer:
    """As many choices as `n` says, interleaved, and the last one first in every round."""
    count = int(call.body.get("n") or 2)
    texts = [f"choice {index} says {numbered(5)}" for index in range(count)]
    split = [list(words(text)) for text in texts]
    frames = [[delta({"role": "assistant", "content": ""}, index) for index in range(count)]]
    frames += [
        [delta({"content": split[index][number]}, index) for index in reversed(range(count))]
        for number in range(len(split[0]))
    ]
    frames += [[delta({}, index, "stop")] for index in reversed(range(count))]
    return ScriptedAnswer(frames, [choice(message(text), index=index) for index, text in enumerate(texts)])


TEXT: dict[str, Script] = {
    "echo": echo,
    "lorem": lorem,
    "words": many_words,
    "gated": gated,
    "several": several,
    "megabyte": megabyte,
    "nul": nul,
    "line-separators": line_separators,
    "surrogates-escaped": surrogates_escaped,
    "surrogates-split": surrogates_split,
    "surrogate-alone": surrogate_alone,
    "crlf": crlf,
    "comments": comments,
    "big-integers": big_integers,
    "stream-ignored": stream_ignored,
}
