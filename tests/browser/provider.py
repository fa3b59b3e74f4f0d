"""The scripted provider in a thread of its own, with scripts for what one sees."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator, Mapping
from functools import partial
from typing import Any, Self

from chatapp.upstream.scripted.http import Received
from chatapp.upstream.scripted.provider import ScriptedProvider
from chatapp.upstream.scripted.scripts import SCRIPTS
from chatapp.upstream.scripted.scripts.answer import Object, Script, ScriptedAnswer, answer, message, said
from chatapp.upstream.scripted.scripts.call import ScriptedCall
from chatapp.upstream.scripted.scripts.faults import rejection
from chatapp.upstream.scripted.scripts.response import Hold, Response, Step
from chatapp.upstream.scripted.scripts.text import LOREM
from tests.browser.reply_scripts import REPLIES
from tests.samples.scripts import OWN, refused_then_ok
from tests.timeouts import TIMEOUT

# Whatever a careless page would lose, double, trim or take for something else.
TALE = "\n".join(
    [
        LOREM.strip(), "Two  spaces, a\ttab, a no-break\u00a0space, zero\u200bwidth.", "",
        "Zażółć gęślą jaźń, 漢字かな, العربية, e\u0301, 👩‍👩‍👧‍👦 🇵🇱, 1 < 2 && \"3\" > '2'.", "",
        "    indented\n", "A line\u2028separator and a \\\\ backslash.  ", "The end.",
    ]
)  # fmt: skip
PIECES = [TALE[at : at + 3] for at in range(0, len(TALE), 3)]
GATES = len(PIECES) // 3, 2 * len(PIECES) // 3


def tale(call: ScriptedCall) -> ScriptedAnswer:
    """Three characters at a time, a gate after each third of the text."""
    return answer(message(TALE), _thirds(call.model))


def told(gates: int) -> str:
    """What of the tale has been said when so many gates are open."""
    return "".join(PIECES[: [*GATES, None][gates]])


def _thirds(gate: str) -> Iterator[Object | Step]:
    for number, piece in enumerate(PIECES):
        if number in GATES:
            yield Hold(gate)
        yield {"content": piece}


def halves(call: ScriptedCall) -> ScriptedAnswer:
    """Words, then a gate; asked to continue, it says the rest."""
    if any(other.get("role") == "assistant" for other in call.messages):
        return said("and this is the second half.")
    words = "This is the first half,"
    return answer(message(words), [{"content": words}, Hold(call.model)])


def lines(call: ScriptedCall) -> ScriptedAnswer:
    """Sixty paragraphs, and after the gate sixty more."""
    text = "".join(f"Paragraph {number}.\n\n" for number in range(1, 121))
    half = text.index("Paragraph 61.")
    return answer(message(text), [{"content": text[:half]}, Hold(call.model), {"content": text[half:]}])


def sentences(call: ScriptedCall) -> ScriptedAnswer:
    """A gate in the middle of the second sentence."""
    deltas: list[Object | Step] = [
        {"content": "This is heard. And th"},
        Hold(call.model),
        {"content": "is too."},
    ]
    return answer(message("This is heard. And this too."), deltas)


def wrong_then_ok(call: ScriptedCall) -> ScriptedAnswer | Response:
    return rejection(400, "This model has a bad day.") if call.attempt == 1 else said("A better day.")


def only_thinking(call: ScriptedCall) -> ScriptedAnswer:
    return answer({**message(None), "reasoning_content": "Hm."}, [{"reasoning_content": "Hm."}])


def nothing(call: ScriptedCall) -> ScriptedAnswer:
    return answer(message(""), [])


def markup_error(call: ScriptedCall) -> Response:
    return rejection(400, "<b onclick=alert(1)>no</b> <script>alert(1)</script> **not bold**")


def twice(call: ScriptedCall) -> ScriptedAnswer:
    """Says which attempt it is."""
    return said(f"Answer number {call.attempt}.")


SHOWN: dict[str, Script] = {
    "tale": tale,
    "halves": halves,
    "lines": lines,
    "wrong-then-ok": wrong_then_ok,
    "error-markup": markup_error,
    "twice": twice,
    "only-thinking": only_thinking,
    "nothing": nothing,
    "busy-once": partial(refused_then_ok, {"retry-after": "2"}),
    "sentences": sentences,
    **REPLIES,
}


class Provider:
    """Runs between enter and exit. A gate has the name of the model that waits at it."""

    def __init__(self, api_key: str | None = None, scripts: Mapping[str, Script] = SHOWN) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._scripted = ScriptedProvider({**SCRIPTS, **OWN, **scripts}, api_key)

    def __enter__(self) -> Self:
        self._thread.start()
        self._run(self._scripted.__aenter__())
        return self

    def __exit__(self, *_: object) -> None:
        self._run(self._scripted.__aexit__())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(TIMEOUT)
        self._loop.close()

    @property
    def base_url(self) -> str:
        return self._scripted.base_url

    def release(self, model: str) -> None:
        """Let an answer of this model go on from its gate, also when it comes there later."""
        self._loop.call_soon_threadsafe(self._scripted.gate(model).release)

    def reached(self, model: str, count: int = 1) -> None:
        """Returns when answers of this model have come to their gate so often."""
        self._run(self._scripted.gate(model).reached(count))

    def left(self, count: int) -> None:
        """Returns when so many calls in all were given up by the server."""
        self._run(self._scripted.wait_disconnect(count))

    @property
    def requests(self) -> list[Received]:
        """All that came, in their order."""
        return list(self._scripted.requests)

    @property
    def departures(self) -> int:
        return len(self._scripted.disconnects)

    def _run(self, work: Coroutine[Any, Any, Any]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(TIMEOUT)
