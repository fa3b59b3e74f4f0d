"""Every way to what stands in a document, as a keeper, a reader, a person of another group, and a stranger."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Self

import pytest
from asgiref.sync import sync_to_async

from chatapp.accounts.models import Group
from chatapp.conversations.models import Attachment, Message, ToolCall
from chatapp.knowledge.keeping import verified
from chatapp.knowledge.models import (
    Collection,
    Document,
    Gap,
    Grant,
    GrantRole,
    SentFile,
    VerifiedAnswer,
    WebPage,
)
from chatapp.shares.models import Audience
from chatapp.shares.sharing import share
from chatapp.tools.base import ToolContext
from chatapp.tools.registry import built_in_registry
from chatapp.wiring import Services
from tests.api.script import script_of
from tests.engine import Person
from tests.knowledge.documents import taken_in
from tests.samples.attached import attached, indexed
from tests.web.rows import conversation, exchange

pytestmark = pytest.mark.anyio

TEXT = "# Orchard\n\nThe plan of the orchard names the xylophonist."
FILE = "The plan of the harbour names the bassoonist."
STREAMED = "a file"
KEEPER, READERS, NOBODY = {"keeper"}, {"keeper", "reader"}, set[str]()


@dataclass(frozen=True)
class World:
    """`answers`: of each person, an answer that was given when they still could read the passage."""

    people: dict[str, Person]
    services: Services
    document: Document
    verified: VerifiedAnswer
    file: Attachment
    answers: dict[str, Message]
    token: str

    @classmethod
    def made(cls, services: Services) -> Self:
        people = {name: Person(name.title()) for name in ("keeper", "reader", "other", "stranger")}
        keeper = people["keeper"].user
        vault = Collection.objects.create(name="Vault", slug="vault", owner=keeper)
        for name in ("reader", "other"):
            Group.objects.create(name=name).members.add(people[name].user)
        Grant.objects.create(collection=vault, group=Group.objects.get(name="reader"), role=GrantRole.READER)
        document = taken_in(keeper, vault, "orchard.md", TEXT)
        Gap.objects.create(collection=vault, question="Where is the xylophonist?", weak=True)
        WebPage.objects.create(collection=vault, address="https://example.com/xylophonist")
        SentFile.objects.create(
            collection=vault, name="xylophonist.md", content=document.content, document=document, user=keeper
        )
        drafted = verified.Draft("Who keeps the orchard?", "", "The xylophonist keeps it.")
        answer = verified.write(keeper, vault, drafted)
        answers = {name: _answered(person, document) for name, person in people.items()}
        shared = share(answers["keeper"].conversation, Audience.TEAM)
        file = indexed(attached(keeper, "harbour.md", FILE))
        answers["keeper"].parent.attachments.add(file)
        return cls(people, services, document, answer, file, answers, shared.token)

    @property
    def file_address(self) -> str:
        document = Document.objects.select_related("collection").get(collection=self.file.collection)
        return f"{document.collection.slug}/{document.slug}"


def _answered(person: Person, document: Document) -> Message:
    answer = exchange(conversation(person.user), "Who?", "It is named [1].")
    url = f"/documents/vault/{document.slug}/?version=1"
    passage = {
        "number": 1,
        "title": "Orchard",
        "heading": "",
        "url": url,
        "text": "The xylophonist.",
        "score": 1,
    }
    ToolCall.objects.create(
        turn=answer.turn,
        message=answer,
        call_id="c",
        name="search_knowledge",
        result=json.dumps({"passages": [passage]}),
    )
    answer.conversation.refresh_from_db()
    return answer


Way = Callable[[World, str], Awaitable[str]]


def page(address: str) -> Way:
    """What a page says; `address` has fields of the world."""

    @sync_to_async
    def way(world: World, name: str) -> str:
        answer = world.answers[name]
        path = address.format(world=world, own=answer, keepers=world.answers["keeper"])
        response = world.people[name].browser.get(path)
        if response.status_code != 200:
            return ""
        return STREAMED if response.streaming else response.content.decode()

    return way


def tool(name: str, **arguments: str) -> Way:
    """What a model is told for this person; of a file, in a chat that it is not attached to."""

    async def way(world: World, person: str) -> str:
        address = await sync_to_async(lambda: world.file_address)()
        given = {key: value.format(world=world, file=address) for key, value in arguments.items()}
        context = ToolContext(world.services.pool, world.people[person].user.pk)
        return (await built_in_registry().call(name, json.dumps(given), context)).content

    return way


def api(method: str, path: str, body: object = None) -> Way:
    async def way(world: World, person: str) -> str:
        async with script_of(world.people[person].user) as script:
            response = await script.send(method, path, body)
        return response.text if response.status_code == 200 else ""

    return way


# Way -> the secret word, and who comes to it.
WAYS: dict[str, tuple[Way, str, set[str]]] = {
    "search page": (page("/search/documents/?q=plan+orchard"), "xylophonist", READERS),
    "list of collections": (page("/documents/"), "Vault", READERS),
    "page of the collection": (page("/documents/vault/"), "Orchard", READERS),
    "web addresses of the collection": (page("/documents/vault/"), "example.com/xylophonist", KEEPER),
    "document": (page("/documents/vault/{world.document.slug}/"), "xylophonist", READERS),
    "search inside": (page("/documents/vault/{world.document.slug}/?q=orchard"), "xylophonist", READERS),
    "citation of a version": (
        page("/documents/vault/{world.document.slug}/?version=1"),
        "xylophonist",
        READERS,
    ),
    "verified answer": (page("/documents/vault/{world.verified.document.slug}/"), "xylophonist", READERS),
    "form of a verified answer": (
        page("/collections/vault/answers/{world.verified.document.slug}/"),
        "xylophonist",
        KEEPER,
    ),
    "gaps": (page("/collections/vault/gaps/"), "xylophonist", KEEPER),
    "form of an assistant": (page("/assistants/new/"), "Vault", READERS),
    "what was retrieved": (
        page("/c/{own.conversation_id}/turns/{own.turn_id}/passages/"),
        "xylophonist",
        READERS,
    ),
    "what somebody else retrieved": (
        page("/c/{keepers.conversation_id}/turns/{keepers.turn_id}/passages/"),
        "xylophonist",
        KEEPER,
    ),
    "export of a chat": (page("/c/{keepers.conversation_id}/export/?format=json"), STREAMED, KEEPER),
    "share": (page("/s/{world.token}/"), "xylophonist", NOBODY),
    "search_knowledge": (tool("search_knowledge", query="plan orchard"), "xylophonist", READERS),
    "read_document": (tool("read_document", document="vault/{world.document.slug}"), "xylophonist", READERS),
    "list_documents": (tool("list_documents"), "rchard", READERS),
    "/v1/search": (api("POST", "/v1/search", {"query": "plan orchard"}), "xylophonist", READERS),
    "/v1/search of the collection": (
        api("POST", "/v1/search", {"query": "plan", "collections": ["vault"]}),
        "xylophonist",
        READERS,
    ),
    "/v1/files": (api("GET", "/v1/files"), "xylophonist.md", READERS),
    "file of a chat": (page("/attachments/{world.file.pk}/"), STREAMED, KEEPER),
    "text of a file": (page("/documents/{world.file_address}/"), "bassoonist", KEEPER),
    "collection of a file": (page("/documents/{world.file.collection.slug}/"), "harbour", NOBODY),
    "gaps of a file": (page("/collections/{world.file.collection.slug}/gaps/"), "harbour", NOBODY),
    "settings of a file": (page("/collections/{world.file.collection.slug}/"), "harbour", NOBODY),
    "search page, of a file": (page("/search/documents/?q=plan+names"), "bassoonist", NOBODY),
    "search inside a file": (
        page("/search/documents/?q=plan&collection={world.file.collection.slug}"),
        "bassoonist",
        NOBODY,
    ),
    "list of collections, with files": (page("/documents/"), "harbour", NOBODY),
    "form of an assistant, with files": (page("/assistants/new/"), "harbour", NOBODY),
    "search_knowledge elsewhere": (tool("search_knowledge", query="plan harbour"), "bassoonist", NOBODY),
    "read_document elsewhere": (tool("read_document", document="{file}"), "bassoonist", NOBODY),
    "list_documents elsewhere": (tool("list_documents"), "harbour", NOBODY),
    "/v1/search, of a file": (api("POST", "/v1/search", {"query": "plan harbour"}), "bassoonist", NOBODY),
    "/v1/files, of a file": (api("GET", "/v1/files"), "harbour", NOBODY),
}


@pytest.fixture
async def world(engine: Services) -> AsyncIterator[World]:
    yield await sync_to_async(World.made)(engine)
    await Collection.objects.filter(slug="vault").adelete()


async def test_each_way_leads_those_to_a_passage_who_may_read_it_and_nobody_else(world: World) -> None:
    came: dict[str, set[str]] = {}
    for way, (go, secret, _) in WAYS.items():
        texts = {name: await go(world, name) for name in world.people}
        came[way] = {name for name, text in texts.items() if secret in text}
    assert came == {way: who for way, (_, _, who) in WAYS.items()}
