"""A tree as rows of conversations. The ledger gets none: what the answers cost was paid elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils import timezone
from uuid_utils.compat import uuid7

from chatapp.accounts.models import User
from chatapp.assistants.models import Assistant
from chatapp.conversations import titles
from chatapp.conversations.models import (
    Attachment,
    Conversation,
    Folder,
    Message,
    TitleSource,
    ToolCall,
    Turn,
    TurnStatus,
)
from chatapp.exchange.errors import Broken
from chatapp.exchange.imports.arrangement import arrange, replies_of
from chatapp.exchange.imports.attaching import named_file, renamed
from chatapp.exchange.tree import Call, Node, Reply, Tree
from chatapp.providers.models import Model
from chatapp.wire.json.clean import clean_text

_BATCH: Final = 500
_TITLE: Final = 200
_MODEL: Final = 200


def write(owner: User, tree: Tree, files: Mapping[str, Attachment]) -> tuple[Conversation, int]:
    """The conversation with these files, by their keys in it, and how many circles of its messages were cut.

    In a transaction of the caller's. Raises Broken, and what the database refuses of a value.
    """
    arranged = arrange(tree)
    if not arranged.nodes:
        raise Broken("It has no messages.")
    nodes, replies = arranged.nodes, tree.replies
    if replies is None:
        nodes, replies = replies_of(nodes, tree.source)
    written = _Rows(owner, tree, nodes, replies, files)
    written.save(arranged.leaf)
    return written.conversation, arranged.cut


class _Rows:
    """Ids are given in the order of the tree: what stands beside each other is shown by them."""

    def __init__(
        self,
        owner: User,
        tree: Tree,
        nodes: Sequence[Node],
        replies: Sequence[Reply],
        files: Mapping[str, Attachment],
    ) -> None:
        self._files = files
        self._owner, self._tree, self._nodes, self._replies = owner, tree, nodes, replies
        self._ids: dict[str, UUID] = {node.key: uuid7() for node in nodes}
        self._turns: dict[str, UUID] = {reply.key: uuid7() for reply in replies}
        begun, used = _times(tree, nodes)
        self.conversation = Conversation(
            owner=owner,
            created_at=begun,
            updated_at=used,
            model=_model(tree.model),
            assistant=_assistant(tree.assistant),
            folder=_folder(owner, tree.folder),
            **{**_described(tree, nodes), **tree.columns},
        )

    def save(self, leaf: str | None) -> None:
        self.conversation.active_leaf_id = self._ids[leaf] if leaf else None
        self.conversation.save(force_insert=True)
        # Messages name turns and turns name messages: the database looks at the end of the transaction.
        Turn.objects.bulk_create(map(self._turn, self._replies), _BATCH)
        Message.objects.bulk_create(map(self._message, self._nodes), _BATCH)
        ToolCall.objects.bulk_create(map(self._call, self._tree.calls), _BATCH)
        Attachment.messages.through.objects.bulk_create(self._links(), _BATCH)

    def _message(self, node: Node) -> Message:
        assert node.body is not None
        return Message(
            id=self._ids[node.key],
            conversation=self.conversation,
            parent_id=_found(self._ids, node.parent),
            turn_id=_found(self._turns, node.reply),
            role=node.body["role"],
            body=renamed(node.body, self._files),
            continues_id=_found(self._ids, node.continues),
            reasoning_ms=node.reasoning_ms,
            created_at=node.created_at or self.conversation.created_at,
        )

    def _links(self) -> list[Any]:
        """Which message was sent with which file."""
        named = {
            (file.pk, self._ids[node.key])
            for node in self._nodes
            for part in _parts(node)
            if (file := named_file(part, self._files))
        }
        link = Attachment.messages.through
        return [link(attachment_id=file, message_id=message) for file, message in sorted(named)]

    def _turn(self, reply: Reply) -> Turn:
        id = self._turns[reply.key]
        columns = {
            "status": TurnStatus.DONE,
            "created_at": self.conversation.created_at,
            **reply.columns,
        }
        columns["model_name"] = clean_text(columns.get("model_name") or "")[:_MODEL]
        return Turn(
            id=id,
            conversation=self.conversation,
            owner=self._owner,
            client_id=f"import-{id.hex}",
            parent_id=self._must(self._ids, reply.parent),
            **columns,
        )

    def _call(self, call: Call) -> ToolCall:
        return ToolCall(
            message_id=self._must(self._ids, call.message),
            turn_id=self._must(self._turns, call.reply),
            **call.columns,
        )

    @staticmethod
    def _must(ids: Mapping[str, UUID], key: str) -> UUID:
        found = _found(ids, key)
        if found is None:
            raise Broken("A part of it belongs to a message that is not there.")
        return found


def _parts(node: Node) -> Sequence[Any]:
    content = node.body.get("content") if node.body else None
    return content if isinstance(content, list) else ()


def _found(ids: Mapping[str, UUID], key: str | None) -> UUID | None:
    return None if key is None else ids.get(key)


def _described(tree: Tree, nodes: Sequence[Node]) -> dict[str, Any]:
    asked = [node.body for node in nodes if node.body is not None and node.body["role"] == "user"]
    first = titles.first_words(asked[0]) if asked else ""
    title = " ".join(clean_text(tree.title).split())[:_TITLE]
    return {
        "title": title or titles.from_question(first),
        "title_source": TitleSource.USER if title else TitleSource.FIRST_WORDS,
        "preview": titles.first_words(asked[-1])[:_TITLE] if asked else "",
    }


def _times(tree: Tree, nodes: Sequence[Node]) -> tuple[datetime, datetime]:
    """When it began and was used last: as the file says, else by its messages, else now."""
    known = [node.created_at for node in nodes if node.created_at is not None]
    begun = tree.created_at or min(known, default=None) or timezone.now()
    return begun, tree.updated_at or max([begun, *known])


def _model(named: tuple[str, str] | None) -> Model | None:
    if named is None:
        return None
    provider, name = named
    return Model.objects.filter(provider__slug=provider, name=name).first()


def _assistant(name: str | None) -> Assistant | None:
    return Assistant.objects.filter(name=name).order_by("pk").first() if name else None


def _folder(owner: User, name: str | None) -> Folder | None:
    """The person's own of that name, made where there is none."""
    if not name:
        return None
    of_that_name = Folder.objects.filter(owner=owner, name=name).order_by("pk").first()
    return of_that_name or Folder.objects.create(owner=owner, name=name)
