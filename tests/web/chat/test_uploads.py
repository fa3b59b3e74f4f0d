"""Bringing files to a collection by its page: who may, and what is answered."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from chatapp.accounts.models import User
from chatapp.knowledge.keeping import collections as keeping
from chatapp.knowledge.models import Collection, GrantRole, Intake


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> None:
    files = settings.STORAGES["files"]
    options = {**files["OPTIONS"], "location": tmp_path}
    settings.STORAGES = {**settings.STORAGES, "files": {**files, "OPTIONS": options}}


@pytest.fixture
def plans(alice: User) -> Collection:
    return keeping.create(alice, keeping.Description("Plans", "", "english"))


@pytest.fixture
def browser(client: Client, alice: User) -> Client:
    client.force_login(alice)
    return client


def file(name: str = "a.txt", data: bytes = b"A.") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def test_files_arrive_with_their_folders_and_wait(browser: Client, plans: Collection) -> None:
    address = f"/collections/{plans.slug}/"
    sent = {"files": [file(), file("b.txt", b"B.")], "path": ["../rules/a.txt", "b <i>.txt"]}
    script = {"x-requested-with": "fetch"}
    answer = browser.post(f"{address}files/", sent, headers=script)
    assert (answer.status_code, answer.json()) == (201, {"arrived": 2, "known": 0})
    state = browser.get(f"{address}intakes/").json()
    assert (state["pending"], state["failed"], state["documents"]) == (2, 0, 0)
    assert [(row["name"], row["label"]) for row in state["rows"]] == [
        ("rules/a.txt", "Waiting"),
        ("b <i>.txt", "Waiting"),
    ]


def test_without_scripts_the_form_does_it(browser: Client, plans: Collection) -> None:
    page = f"/documents/{plans.slug}/"
    answer = browser.post(f"/collections/{plans.slug}/files/", {"files": [file()]})
    assert answer["Location"] == page
    assert "<document-intakes" in browser.get(page).text
    nothing = browser.post(f"/collections/{plans.slug}/files/", follow=True)
    assert "There was no file in it." in nothing.text


def test_a_file_that_is_too_large_is_refused_in_words(
    browser: Client, plans: Collection, settings: Settings
) -> None:
    settings.MAX_BODY_BYTES = 1 << 20
    large = file("large.txt", b"x" * ((1 << 20) + 1))
    script = {"x-requested-with": "fetch"}
    answer = browser.post(f"/collections/{plans.slug}/files/", {"files": large}, headers=script)
    assert (answer.status_code, answer.json()) == (413, {"error": "A file may have 1 MB."})
    assert not Intake.objects.exists()


def test_what_failed_is_tried_again_or_dismissed(browser: Client, plans: Collection) -> None:
    browser.post(f"/collections/{plans.slug}/files/", {"files": [file()]})
    intake = plans.intakes.get()
    Intake.objects.update(state="failed", reason="Broken.")
    browser.post(f"/collections/{plans.slug}/intakes/{intake.pk}/retry/")
    intake.refresh_from_db()
    assert (intake.state, intake.reason) == ("waiting", "")
    browser.post(f"/collections/{plans.slug}/intakes/{intake.pk}/dismissal/")
    assert plans.intakes.exists(), "what waits is not dismissed"
    Intake.objects.update(state="failed")
    browser.post(f"/collections/{plans.slug}/intakes/{intake.pk}/dismissal/")
    assert not plans.intakes.exists()


@pytest.mark.parametrize("reads", [False, True])
def test_strangers_and_readers_bring_nothing_and_see_nothing_of_it(
    client: Client, plans: Collection, alice: User, charlie: User, reads: bool
) -> None:
    if reads:
        keeping.share(alice, plans, charlie, GrantRole.READER)
    client.force_login(charlie)
    assert client.post(f"/collections/{plans.slug}/files/", {"files": [file()]}).status_code == 404
    assert client.get(f"/collections/{plans.slug}/intakes/").status_code == 404
    for verb in ("retry", "dismissal"):
        assert client.post(f"/collections/{plans.slug}/intakes/1/{verb}/").status_code == 404
    assert not Intake.objects.exists()
    assert "<document-intakes" not in client.get(f"/documents/{plans.slug}/").text
