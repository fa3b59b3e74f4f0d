"""The product's documentation answers the questions that people have in their first days."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from psycopg import AsyncConnection

from chatapp.assistants.default import STARTERS
from chatapp.knowledge.ingestion import Synced
from chatapp.knowledge.models import Collection
from chatapp.knowledge.product_docs import sync_product_docs
from chatapp.knowledge.retrieval import search

QUESTIONS = {
    "How do I connect a provider?": "providers/#",
    "How do I invite a colleague?": "people/#",
    "What happens to an answer when I close the page?": "index/#what-happens-to-an-answer-when-i-close-the-page",
    "what does interrupted mean": "chatting/#what-does-interrupted-mean",
    "stop an answer": "chatting/#how-do-i-stop-an-answer",
    "The answer broke off, can it go on?": "chatting/#how-do-i-continue-an-answer-that-broke-off",
    "Who can read my chats?": "privacy-and-security/#who-can-read-my-chats",
    "Is my API key safe?": "api/#who-sees-my-api-keys",
    "Are the keys of providers safe?": "privacy-and-security/#how-are-provider-keys-protected",
    "make an API key": "api/#how-do-i-make-an-api-key",
    "my key was leaked, how do I revoke it": "api/#how-do-i-revoke-an-api-key",
    "Is there an API for scripts?": "index/#is-there-an-api-for-scripts",
    "API activity": "api/#where-do-i-see-the-api-activity-of-my-scripts",
    "continue an API call as a chat": "api/#how-do-i-continue-an-api-call-as-a-chat",
    "delete what a script stored": "api/#how-do-i-delete-what-a-script-stored",
    "createapikey": "api/#how-does-an-operator-make-an-api-key-without-a-browser",
    "I lost the SECRET_KEY": "privacy-and-security/#what-happens-if-we-lose-secret_key",
    "error 429 rate limit": "troubleshooting/#the-provider-is-busy-or-the-rate-limit-is-reached-429",
    "Error 401 unauthorized key": "troubleshooting/#the-provider-says-the-key-is-wrong-401-or-403",
    "models missing in the picker": "troubleshooting/#the-models-of-my-provider-are-not-in-the-picker",
    "What does unpriced mean?": "costs/#what-does-unpriced-mean",
    "How are tokens estimated?": "costs/#what-does-usage-not-reported-estimated-mean",
    "How much does a chat cost?": "costs/#",
    "keyboard shortcuts": "chatting/#which-keyboard-shortcuts-are-there",
    "new line without sending": "chatting/#how-do-i-write-a-message-of-several-lines",
    "delete a chat": "chatting/#how-do-i-rename-or-delete-a-chat",
    "What is a citation?": "knowledge/#how-do-i-read-a-citation",
    "why does the model not search": "knowledge/#why-does-my-model-not-search-the-documents",
    "dark mode": "chatting/#can-i-use-it-on-a-phone-and-in-the-dark",
    "websocket behind a proxy": "troubleshooting/#the-page-opens-but-answers-never-begin-behind-our-proxy",
    "OPENAI_BASE_URL": "configuration/#",
    "Which frames does the websocket send?": "protocol/#",
    "upload my own documents": "index/#can-i-upload-my-own-documents-or-attach-files",
    "I forgot my password": "troubleshooting/#i-forgot-my-password",
}

PLAIN_QUESTIONS = {
    "How do I connect a provider?": "providers/#how-do-i-connect-a-provider",
    "How do I invite a colleague?": "people/#how-do-i-invite-a-colleague",
    "What happens to an answer when I close the page?": "index/#what-happens-to-an-answer-when-i-close-the-page",
    "Where do I see what a chat costs?": "costs/#where-do-i-see-what-a-chat-costs",
    "how do i delete a conversation": "chatting/#how-do-i-rename-or-delete-a-chat",
    "delete my chat": "chatting/#how-do-i-rename-or-delete-a-chat",
    "rename a conversation": "chatting/#how-do-i-rename-or-delete-a-chat",
    "where is my data stored?": "privacy-and-security/#where-is-our-data-stored",
    "how to make backup": "operating/#how-do-i-make-a-backup",
    "How do I back up the data?": "operating/#how-do-i-make-a-backup",
    "what does it cost": "costs/#what-does-it-cost",
    "how much does it cost?": "costs/#what-does-it-cost",
    "how do I stop the server": "operating/#how-do-i-stop-the-server",
    "how do I restart the server": "operating/#how-do-i-stop-the-server",
    "how do I add a user": "people/#how-do-i-invite-a-colleague",
    "how do I change my password": "people/#how-do-i-change-my-own-name-or-password",
}


@pytest.mark.anyio
@pytest.mark.parametrize("question", QUESTIONS)
async def test_a_question_finds_its_section_among_the_first_three(
    manual: Collection, postgres: AsyncConnection[Any], question: str
) -> None:
    hits = await search(postgres, question, collections=[manual.pk], limit=3)
    expected = f"/documents/product/{QUESTIONS[question]}"
    assert any(hit.url.startswith(expected) for hit in hits), [hit.url for hit in hits]


@pytest.mark.anyio
@pytest.mark.parametrize("question", PLAIN_QUESTIONS)
async def test_a_plain_question_finds_its_section_first(
    manual: Collection, postgres: AsyncConnection[Any], question: str
) -> None:
    """First: that is what the built-in model begins with, and not with a page for developers."""
    hit, *_ = await search(postgres, question, collections=[manual.pk])
    assert hit.url == f"/documents/product/{PLAIN_QUESTIONS[question]}"


def test_the_starters_of_the_default_assistant_are_among_these_questions() -> None:
    """The first click of a newcomer, whom the built-in model answers, has to lead to the right passage."""
    assert set(STARTERS) <= set(PLAIN_QUESTIONS)
    assert len(STARTERS) == 4


def test_a_question_about_costs_is_answered_with_a_plain_sentence(db: None, manual: Collection) -> None:
    passage = manual.documents.get(slug="costs").passages.get(anchor="what-does-it-cost")
    assert passage.text.startswith("A chat costs what the provider of its model charges")


def test_every_page_of_the_manual_is_there(db: None, manual: Collection) -> None:
    pages = {path.stem for path in Path(settings.BASE_DIR, "docs").glob("*.md")}
    assert set(manual.documents.values_list("slug", flat=True)) == pages
    assert manual.built_in
    assert all(document.title and document.summary for document in manual.documents.all())


def test_every_question_of_the_manual_has_an_answer_of_its_own(db: None, manual: Collection) -> None:
    for passage in manual.documents.get(slug="chatting").passages.exclude(heading=""):
        assert passage.heading.endswith(("?", "…")), passage.heading
        assert passage.length > 20


def test_a_second_start_finds_nothing_to_do(db: None, manual: Collection) -> None:
    assert sync_product_docs() == Synced()


def test_links_between_pages_of_the_manual_lead_somewhere(db: None, manual: Collection) -> None:
    pages = {document.get_absolute_url(): document for document in manual.documents.all()}
    for document in pages.values():
        assert not re.search(r"\]\([^()]*\.md", document.text), document.slug
        for page, anchor in re.findall(r"\]\((/documents/[^()#]*)#?([^()]*)\)", document.text):
            assert page in pages, f"{document.slug} links to {page}"
            assert not anchor or pages[page].passages.filter(anchor=anchor).exists(), f"{page}#{anchor}"
