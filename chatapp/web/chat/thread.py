"""What the page shows of a conversation: questions and answers, made of the messages of the active path."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, ClassVar
from uuid import UUID

from chatapp.accounts.errors import NotFound
from chatapp.completions.turn_usage import TurnUsage, usage_of_turns
from chatapp.conversations.active_path import active_path, path_around, path_below
from chatapp.conversations.attachments.parts import attachment_id
from chatapp.conversations.branches import first_message, siblings
from chatapp.conversations.feedback import feedback_on
from chatapp.conversations.models import Conversation, Message, MessageRole, Turn
from chatapp.conversations.store.tool_calls import Outcomes, outcomes_of
from chatapp.turns.store.load import describe_message, describe_turn, outcome_of
from chatapp.turns.store.readable import messages_readable
from chatapp.wire.json.clean import clean_text
from chatapp.wire.json.jsontext import dumps_text

PAGE = 40
# What is brought above or below: less, since somebody reads meanwhile.
NEXT = 20


@dataclass(frozen=True)
class Question:
    """`siblings`: what stands below the same message, this one among them, as `conversations.branches` names it.

    `files`: what `conversations.attachments.parts` says of each that is attached, as JSON.
    """

    id: UUID
    parent: UUID | None
    text: str
    siblings: Sequence[UUID] = ()
    files: Sequence[str] = ()

    kind = "question"

    @property
    def ids(self) -> Collection[UUID | None]:
        return (self.id,)


@dataclass(frozen=True)
class Instructions:
    """What a script told the model before it asked: a chat that goes on from a call of the API has them."""

    text: str

    kind = "instructions"
    ids: ClassVar[Collection[UUID | None]] = ()


@dataclass(frozen=True)
class AnswerPart:
    """One message of the assistant."""

    id: UUID
    text: str


@dataclass(frozen=True)
class GivenResults:
    """What a person said of the calls of an answer: the first of the messages, and what it stands below.

    `siblings` as of a question.
    """

    id: UUID
    parent: UUID | None
    siblings: Sequence[UUID] = ()


@dataclass(frozen=True)
class ThreadAnswer:
    """All that one turn wrote, and the results of its calls that a person gave.

    `snapshot`: as in a `snapshot` frame (docs/protocol.md), without the question, which is an entry of its own, and
    without the texts of `parts`, which the page has as text. `siblings` as of a question. `feedback`: JSON of what its
    owner said of it, or empty.
    """

    turn_id: UUID | None
    parent: UUID | None
    parts: list[AnswerPart]
    snapshot: dict[str, Any]
    siblings: Sequence[UUID] = ()
    feedback: str = ""
    given: GivenResults | None = None

    kind = "answer"

    @property
    def ids(self) -> Collection[UUID | None]:
        return (self.turn_id, *(part.id for part in self.parts))


Entry = Question | Instructions | ThreadAnswer


@dataclass(frozen=True)
class Thread:
    """A section of the active path, which ends at the message `leaf`.

    `before` is the first message shown, where there are earlier ones, else null; `after` the last, for later ones.
    """

    entries: list[Entry]
    before: UUID | None
    after: UUID | None
    leaf: UUID | None

    def holds(self, entry: UUID) -> bool:
        """Whether it shows this message, or what this turn wrote."""
        return any(entry in shown.ids for shown in self.entries)


def thread_of(conversation: Conversation) -> Thread:
    """The end of the path."""
    return _section(conversation, _begun(active_path(conversation, limit=PAGE)))


def thread_before(conversation: Conversation, message: UUID) -> Thread:
    """The entries above a message."""
    return _section(conversation, _begun(active_path(conversation, before=message, limit=NEXT)))


def thread_after(conversation: Conversation, message: UUID) -> Thread:
    """The entries below a message."""
    return _section(conversation, _ended(conversation, path_below(conversation, message, NEXT)))


def thread_around(conversation: Conversation, entry: UUID) -> Thread:
    """The entries around a message, or around what a turn wrote. Raises NotFound if it is not on the path."""
    first = first_message(conversation, entry)
    messages = path_around(conversation, first.pk, PAGE) if first else []
    if not messages:
        raise NotFound
    return _section(conversation, _ended(conversation, _begun(messages)))


def _section(conversation: Conversation, messages: list[Message]) -> Thread:
    messages = messages_readable(conversation, messages)
    leaf = conversation.active_leaf_id
    earlier = bool(messages) and messages[0].parent_id is not None
    later = bool(messages) and messages[-1].pk != leaf
    entries = list(_entries(messages))
    if messages and not later:
        entries += _wordless(messages[-1])
    return Thread(
        entries=_judged(conversation, _beside(conversation, entries)),
        before=messages[0].pk if earlier else None,
        after=messages[-1].pk if later else None,
        leaf=leaf,
    )


def _begun(messages: list[Message]) -> list[Message]:
    """Without the end of a turn whose beginning is on the page before."""
    if not messages or messages[0].parent_id is None:
        return messages
    return messages[next(iter(_questions(messages)), 0) :]


def _ended(conversation: Conversation, messages: list[Message]) -> list[Message]:
    """Without the last question, whose answer may go on on the page after."""
    if not messages or messages[-1].pk == conversation.active_leaf_id:
        return messages
    *_, last = 0, *_questions(messages)
    return messages[:last] if last else messages


def _questions(messages: Sequence[Message]) -> Iterator[int]:
    return (place for place, message in enumerate(messages) if message.role == MessageRole.USER)


def _entries(messages: Iterable[Message]) -> Iterator[Entry]:
    """Each question and each instruction alone, and all that a turn wrote together."""
    messages = list(messages)
    turns = {message.turn_id for message in messages if message.turn_id}
    used = usage_of_turns(turns)
    outcomes = outcomes_of(turns) if any(message.role == MessageRole.TOOL for message in messages) else {}
    for (alone, _), group in groupby(_owned(messages), lambda owned: (_ALONE.get(owned[0].role), owned[1])):
        if alone:
            yield from (alone(message) for message, _ in group)
        else:
            yield _answer([message for message, _ in group], used, outcomes)


def _owned(messages: Iterable[Message]) -> Iterator[tuple[Message, UUID | None]]:
    """Each message with the turn that it is shown with: results that a person typed belong to their calls."""
    turn = None
    for message in messages:
        turn = turn if message.role == MessageRole.TOOL and message.turn_id is None else message.turn_id
        yield message, turn


def _wordless(leaf: Message) -> list[ThreadAnswer]:
    """The turn that began below the last message and has written nothing: it runs, or failed at once."""
    turn = Turn.objects.filter(parent=leaf, messages=None).order_by("-id").first()
    if turn is None:
        return []
    usage = usage_of_turns([turn.pk]).get(turn.pk)
    return [ThreadAnswer(turn.pk, leaf.pk, [], _snapshot(describe_turn(vars(turn), usage)))]


def _beside(conversation: Conversation, entries: list[Entry]) -> list[Entry]:
    """The entries with their siblings."""
    placed = [entry for entry in entries if not isinstance(entry, Instructions)]
    given = [entry.given for entry in placed if isinstance(entry, ThreadAnswer) and entry.given]
    found = siblings(conversation, {each.parent for each in (*placed, *given)})
    return [_among(entry, found) for entry in entries]


def _among(entry: Entry, found: Mapping[UUID | None, Sequence[UUID]]) -> Entry:
    if isinstance(entry, Instructions):
        return entry
    beside = replace(entry, siblings=found.get(entry.parent, ()))
    if isinstance(beside, ThreadAnswer) and beside.given:
        return replace(beside, given=replace(beside.given, siblings=found.get(beside.given.parent, ())))
    return beside


def _judged(conversation: Conversation, entries: list[Entry]) -> list[Entry]:
    """The answers with what the owner said of them."""
    last = {entry.parts[-1].id for entry in entries if isinstance(entry, ThreadAnswer) and entry.parts}
    said = feedback_on(last, conversation.owner_id) if last else {}
    return [
        replace(entry, feedback=dumps_text(said[entry.parts[-1].id]))
        if isinstance(entry, ThreadAnswer) and entry.parts and entry.parts[-1].id in said
        else entry
        for entry in entries
    ]


def _question(message: Message) -> Question:
    content = message.body.get("content")
    files = (
        [dumps_text(part["file"]) for part in content if attachment_id(part)]
        if isinstance(content, list)
        else []
    )
    return Question(message.pk, message.parent_id, plain_text(content), files=files)


def _instructions(message: Message) -> Instructions:
    return Instructions(plain_text(message.body.get("content")))


_ALONE: dict[str, Callable[[Message], Entry]] = {
    MessageRole.USER: _question,
    MessageRole.SYSTEM: _instructions,
    MessageRole.DEVELOPER: _instructions,
}


def _answer(messages: list[Message], used: Mapping[UUID, TurnUsage], outcomes: Outcomes) -> ThreadAnswer:
    first = messages[0]
    parts = [AnswerPart(m.pk, plain_text(m.body.get("content"))) for m in messages if _is_part(m)]
    # What a script's call brought in was written by no turn of ours.
    turn = {"parent": str(first.parent_id)}
    if first.turn:
        turn = describe_turn(vars(first.turn), used.get(first.turn.pk))
    snapshot = _snapshot(turn, messages, outcomes)
    return ThreadAnswer(first.turn_id, first.parent_id, parts, snapshot, given=_given(messages))


def _given(messages: Sequence[Message]) -> GivenResults | None:
    """Those behind what a turn of ours wrote; None in a copy, whose messages are of no turn."""
    own = messages[0].turn_id
    first = next((m for m in messages if own and m.turn_id is None), None)
    return GivenResults(first.pk, first.parent_id) if first else None


def _snapshot(
    turn: dict[str, Any], messages: Iterable[Message] = (), outcomes: Outcomes | None = None
) -> dict[str, Any]:
    described = [
        describe_message(_columns(each), outcome_of(each.turn_id, vars(each), outcomes or {}))
        for each in messages
    ]
    return {"turn": turn, "seq": 0, "messages": described}


def _columns(message: Message) -> dict[str, Any]:
    columns = vars(message)
    return {**columns, "body": {**message.body, "content": None}} if _is_part(message) else columns


def _is_part(message: Message) -> bool:
    return message.role == MessageRole.ASSISTANT


def plain_text(content: Any) -> str:
    """The text of a message's content, which is a text or a list of parts. A page cannot hold half a surrogate pair."""
    if isinstance(content, str):
        return clean_text(content)
    parts = content if isinstance(content, list) else []
    return clean_text(
        "".join(
            str(part.get("text") or part.get("refusal") or "") for part in parts if isinstance(part, dict)
        )
    )
