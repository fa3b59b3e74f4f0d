"""The pages with which people make, describe, share and delete their collections."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from chatapp.accounts.models import User
from chatapp.accounts.team import groups
from chatapp.knowledge.ingestion import Source, reindex, sync
from chatapp.knowledge.keeping import collections as keeping
from chatapp.knowledge.models import Collection, GrantRole, Posting

VERBS = ("description/", "grants/", "grants/1/removal/", "openness/", "owner/", "deletion/", "restoration/")


@pytest.fixture
def plans(alice: User) -> Collection:
    return keeping.create(alice, keeping.Description("Plans", "For next year.", "english"))


@pytest.fixture
def browse(db: None) -> Callable[[User], Client]:
    def opened(user: User) -> Client:
        browser = Client()
        browser.force_login(user)
        return browser

    return opened


def test_a_member_makes_a_collection(browse: Callable[[User], Client], alice: User, bob: User) -> None:
    browser = browse(alice)
    assert "German" in browser.get("/collections/").text
    made = browser.post("/collections/", {"name": "Travel <b>", "description": "", "language": "german"})
    collection = Collection.objects.get(owner=alice)
    assert made["Location"] == f"/documents/{collection.slug}/"
    assert (collection.name, collection.language) == ("Travel <b>", "german")
    assert "Travel &lt;b&gt;" in browser.get(made["Location"]).text
    assert browser.post("/collections/", {"name": "x", "language": "klingon"}).status_code == 422
    assert "Travel" not in browse(bob).get("/documents/").text


def test_the_owner_shares_by_address_or_by_the_name_of_a_group(
    browse: Callable[[User], Client], plans: Collection, alice: User, bob: User, ada: User
) -> None:
    groups.create(ada, "Sales")
    browser, page = browse(alice), f"/collections/{plans.slug}/"
    browser.post(f"{page}grants/", {"holder": "BOB@example.com", "role": "editor"})
    done = browser.post(f"{page}grants/", {"holder": "sales", "role": "reader"}, follow=True).text
    assert "Sales may read it now." in done
    assert {(str(grant.holder), grant.role) for grant in plans.grants.all()} == {
        ("Bob", "editor"),
        ("Sales", "reader"),
    }
    for holder in ("nobody@example.com", "alice@example.com"):
        assert browser.post(f"{page}grants/", {"holder": holder, "role": "reader"}).status_code == 422
    browser.post(f"{page}grants/{plans.grants.get(user=bob).pk}/removal/")
    assert not plans.grants.filter(user=bob).exists()
    browser.post(f"{page}openness/", {"open": "1"})
    assert "Everybody" in browse(bob).get("/documents/").text


def test_an_editor_describes_and_does_not_share(
    browse: Callable[[User], Client], plans: Collection, alice: User, bob: User
) -> None:
    keeping.share(alice, plans, bob, GrantRole.EDITOR)
    browser, page = browse(bob), f"/collections/{plans.slug}/"
    assert "Its owner says who may." in browser.get(page).text
    browser.post(f"{page}description/", {"name": "New plans", "description": "", "language": "english"})
    plans.refresh_from_db()
    assert plans.name == "New plans"
    for verb in VERBS[1:]:
        assert browser.post(page + verb, {"holder": "x", "role": "editor", "open": "1"}).status_code == 404


@pytest.mark.parametrize("reads", [False, True])
def test_strangers_and_readers_get_404_of_every_verb(
    browse: Callable[[User], Client], plans: Collection, alice: User, charlie: User, reads: bool
) -> None:
    if reads:
        keeping.share(alice, plans, charlie, GrantRole.READER)
    browser, page = browse(charlie), f"/collections/{plans.slug}/"
    assert browser.get(f"/documents/{plans.slug}/").status_code == (200 if reads else 404)
    assert browser.get(page).status_code == 404
    for verb in VERBS:
        sent = {"name": "x", "holder": "charlie@example.com", "role": "editor", "open": "1"}
        assert browser.post(page + verb, sent).status_code == 404
    plans.refresh_from_db()
    assert (plans.name, plans.open_to_all, plans.deleted_at) == ("Plans", False, None)


def test_a_deletion_is_undone_from_the_list(
    browse: Callable[[User], Client], plans: Collection, alice: User, bob: User
) -> None:
    browser = browse(alice)
    gone = browser.post(f"/collections/{plans.slug}/deletion/")["Location"]
    assert browser.get(f"/documents/{plans.slug}/").status_code == 404
    assert "“Plans” is deleted." in browser.get(gone).text
    assert "Plans" not in browse(bob).get(gone).text
    assert browser.post(f"/collections/{plans.slug}/restoration/")["Location"] == f"/documents/{plans.slug}/"
    assert browser.get(f"/documents/{plans.slug}/").status_code == 200


def test_an_admin_lets_a_collection_follow_a_folder(
    client: Client, ada: User, alice: User, tmp_path: Path, settings: Settings
) -> None:
    (tmp_path / "handbook").mkdir()
    settings.WATCH_DIR = tmp_path
    hers, members = (keeping.create(one, keeping.Description("Plans", "", "english")) for one in (ada, alice))
    client.force_login(ada)
    page = f"/collections/{hers.slug}/"
    assert '<option value="handbook">' in client.get(page).text
    assert "Is it mounted?" in client.post(f"{page}folder/", {"path": "nowhere"}, follow=True).text
    assert (
        "It follows <strong>handbook</strong>"
        in client.post(f"{page}folder/", {"path": "handbook"}, follow=True).text
    )
    assert "It is followed no more." in client.post(f"{page}folder/removal/", follow=True).text
    client.force_login(alice)
    page = f"/collections/{members.slug}/"
    assert "Watched folder" not in client.get(page).text
    assert client.post(f"{page}folder/", {"path": "handbook"}).status_code == 404


def test_an_owner_hands_a_collection_over_and_may_edit_it_then(
    browse: Callable[[User], Client], plans: Collection, alice: User, bob: User
) -> None:
    keeping.share(alice, plans, bob, GrantRole.READER)
    browser, page = browse(alice), f"/collections/{plans.slug}/"
    assert browser.post(f"{page}owner/", {"person": "nobody@example.com"}).status_code == 422
    assert "Bob owns it now" in browser.post(f"{page}owner/", {"person": "Bob@example.com"}, follow=True).text
    plans.refresh_from_db()
    assert plans.owner == bob
    assert [(grant.holder, grant.role) for grant in plans.grants.all()] == [(alice, "editor")]
    assert browser.post(f"{page}owner/", {"person": "alice@example.com"}).status_code == 404


def test_another_language_makes_its_documents_be_indexed_anew(
    browse: Callable[[User], Client], plans: Collection, alice: User
) -> None:
    sync(plans, [Source("houses", "Houses", "Viele Häuser.")])
    browser, page = browse(alice), f"/collections/{plans.slug}/"
    said = {"name": "Plans", "description": "", "language": "german"}
    assert "indexed anew" in browser.post(f"{page}description/", said, follow=True).text
    assert list(plans.documents.values_list("recipe", flat=True)) == [0]
    reindex()
    assert Posting.objects.filter(collection=plans, term="haus").exists()
    assert "indexed anew" not in browser.post(f"{page}description/", said, follow=True).text
    assert browser.post(f"{page}description/", {**said, "language": "klingon"}).status_code == 422
