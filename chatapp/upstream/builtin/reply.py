"""What the built-in model says: a search, or quotes from what the search found. Pure and deterministic."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chatapp.upstream.builtin.excerpt import excerpt
from chatapp.upstream.builtin.follow_up import completed
from chatapp.upstream.builtin.small_talk import asks_what_it_is, is_greeting
from chatapp.wire.errors import Malformed
from chatapp.wire.json import jsontext
from chatapp.wire.request.chat import Request
from chatapp.wire.types.messages import Message

SEARCH = "search_knowledge"
_QUOTES = 3
_LONGEST_QUERY = 1000
"""Characters that the search takes."""
_QUOTE_LENGTH = 400
_SURE_FIT = 0.5
"""Measured on five collections: 86 to 88 % of the questions that the documents nearly answer stay below, and 39 to 62 %
of those that they answer. Words alone cannot part them; below it is left to the reader."""
_CONTINUE = re.compile(r"\W*continue(\W*$|\s+your last message\b)", re.I)
_MARK = re.compile(r"[\\`*_\[\]<>~$]")
# What stands in a message for a file, as the server puts it there.
_FILE = re.compile(
    r"The attached file “[^\n]*”:\n\n<file>\n.*?\n</file>|\[The (?:image|recording|file) “[^\n]*\]", re.DOTALL
)
_HEADINGS = re.compile(r"(#+ .*\n+)+")

CLOSING = (
    "*I am the built-in model: I quote your documents, I am not a language model. To talk with one, choose it in "
    "the model picker. If there is none, an admin adds a provider on the page Admin › Providers, or sets "
    "`OPENAI_API_KEY` and starts the server again.*"
)
_EXAMPLES = """You can ask, for example:

- How do I connect a provider?
- How do I invite a colleague?
- What happens to an answer when I close the page?"""
_HELLO = f"Hello! I answer with quotes from your documents and from the manual of this chat.\n\n{_EXAMPLES}"
_MYSELF = (
    "I am the assistant that this chat has from the start. Ask me how to use it, how to run its server, or what "
    "is in your documents: I search them, quote what fits best, and link each quote to its place. I cannot "
    f"write, summarise or translate: that takes a language model.\n\n{_EXAMPLES}"
)
_NOTHING = f"I found nothing about that in the documents. Other words may help.\n\n{_EXAMPLES}"
_NOT_ANSWERED = (
    "The documents do not seem to answer that. Other words may help; these sections are the nearest:"
)
_SAID = "This is what the documents say:"
PERHAPS_SAID = "The documents may not answer this. These passages come nearest:"
_NO_QUESTION = "What do you want to know of it? I search the files of this chat, and quote what fits best."
_NO_SEARCH = "I can only quote documents, and the search of the documents is not switched on for this chat."


@dataclass(frozen=True, slots=True)
class Reply:
    """Either a text, or a query to search the documents for; `files_only`: those of the chat."""

    text: str = ""
    query: str = ""
    files_only: bool = False


def reply_to(request: Request) -> Reply:
    """Searches for the user's question where it may; quotes where the last message is what was found.

    The first answer of a chat ends with what this model is.
    """
    asked, already, told = _asked(request.messages)
    question = _words(asked)
    last = request.messages[-1]
    if last.role == "tool":
        return Reply(_rest(_closed(_found(last.text), told), already))
    if not question and asked:
        return Reply(_rest(_closed(_NO_QUESTION, told), already))
    if asks_what_it_is(question):
        return Reply(_closed(_MYSELF, told))
    if is_greeting(question):
        return Reply(_closed(_HELLO, told))
    if not _may_search(request):
        return Reply(_rest(_closed(_NO_SEARCH, told), already))
    return Reply(query=_query(request.messages, question), files_only=question != asked.strip())


def _asked(messages: Sequence[Message]) -> tuple[str, str, bool]:
    """The question with its files, what is there of its answer already ("continue" asks for the rest of it), and
    whether an answer before it has said what this model is."""
    already = ""
    for place in range(len(messages) - 1, -1, -1):
        message = messages[place]
        if message.role == "assistant":
            already = message.text + already
        elif message.role == "user" and not _CONTINUE.match(message.text):
            told = any(CLOSING in before.text for before in messages[:place] if before.role == "assistant")
            return message.text, already, told
    return messages[-1].text, "", False


def _words(text: str) -> str:
    """What the person wrote: without what stands for files."""
    return _FILE.sub("", text).strip()


def _query(messages: Sequence[Message], question: str) -> str:
    """The question, with those before it where it only makes sense after them."""
    said = [_words(message.text) for message in reversed(messages) if message.role == "user"]
    before = said[said.index(question) + 1 :] if question in said else []
    earlier = [text for text in before if not _is_no_question(text)]
    if len(question) > _LONGEST_QUERY:
        return question[:_LONGEST_QUERY]
    return completed(question, earlier)[-_LONGEST_QUERY:]


def _is_no_question(text: str) -> bool:
    return bool(_CONTINUE.match(text)) or is_greeting(text) or asks_what_it_is(text)


def _rest(text: str, already: str) -> str:
    """What is missing of the answer; all of it where it has changed since, or was complete."""
    return text.removeprefix(already) or text


def _may_search(request: Request) -> bool:
    return request.raw.get("tool_choice") != "none" and any(tool.name == SEARCH for tool in request.tools)


def _found(result: str) -> str:
    try:
        data = jsontext.loads(result)
        passages = data["passages"]
        nearest = dict.fromkeys(_link(passage) for passage in passages) if data.get("match") == "weak" else {}
        likely = [passage for passage in passages if passage.get("match") != "weak"]
        quotes = [_quote(passage) for passage in likely[:_QUOTES]]
        meant = [_correction(one) for one in data.get("corrections", [])]
    except (Malformed, TypeError, KeyError, AttributeError):
        return f"The search of the documents did not work. It said: {result[:200]}"
    if not passages:
        return _NOTHING
    if nearest:
        return "\n".join([*(f"{one}\n" for one in meant), _NOT_ANSWERED, "", *list(nearest)[:_QUOTES]])
    sure = max(passage.get("score") or 1 for passage in likely[:_QUOTES]) >= _SURE_FIT
    return "\n\n".join([*meant, _SAID if sure else PERHAPS_SAID, *quotes])


def _correction(one: Mapping[str, Any]) -> str:
    return (
        f"I searched for “{one['searched']}” instead of “{one['said']}”, which is in none of your documents."
    )


def _quote(passage: Mapping[str, Any]) -> str:
    """Title and heading with the marker, and the text as a block quote."""
    lines = excerpt(_without_headings(passage["text"]), _QUOTE_LENGTH).splitlines()
    quoted = "\n".join(f"> {line}".rstrip() for line in lines)
    return f"**{_place(passage)}** [{passage['number']}]\n\n{quoted}"


def _link(passage: Mapping[str, Any]) -> str:
    """Title and heading as an item of a list, which opens the document there."""
    label = _MARK.sub(r"\\\g<0>", _place(passage))
    return f"- [{label}](<{passage['url']}>)"


def _place(passage: Mapping[str, Any]) -> str:
    return " › ".join(dict.fromkeys(name for name in (passage.get("title"), passage.get("heading")) if name))


def _without_headings(text: str) -> str:
    found = _HEADINGS.match(text.lstrip())
    return text.lstrip()[found.end() if found else 0 :].strip()


def _closed(text: str, told: bool) -> str:
    return text if told else f"{text}\n\n{CLOSING}"
