"""Adding web addresses on the page of a collection: who may, and what is refused in words."""

import pytest
from django.test import Client

from chatapp.accounts.models import User
from chatapp.knowledge.keeping import collections as keeping
from chatapp.knowledge.models import Collection, GrantRole, WebPage
from chatapp.knowledge.models.web_page import Every


@pytest.fixture
def plans(alice: User) -> Collection:
    return keeping.create(alice, keeping.Description("Plans", "", "english"))


@pytest.fixture
def browser(client: Client, alice: User) -> Client:
    client.force_login(alice)
    return client


def test_an_address_is_added_fetched_again_and_removed(browser: Client, plans: Collection) -> None:
    pages = f"/collections/{plans.slug}/web-pages/"
    shown = browser.post(pages, {"address": "https://example.org/a#b", "every": "168"}, follow=True).text
    page = WebPage.objects.get(collection=plans)
    assert (page.address, page.every) == ("https://example.org/a", Every.WEEK)
    assert "https://example.org/a" in shown
    assert "It is being fetched." in shown
    assert 'data-pending="1"' in shown
    assert browser.get(f"/collections/{plans.slug}/intakes/").json()["pending"] == 1
    WebPage.objects.update(failure="The server answers 500 <b>.")
    assert "The server answers 500 &lt;b&gt;." in browser.get(f"/documents/{plans.slug}/").text
    browser.post(f"{pages}{page.pk}/fetches/")
    page.refresh_from_db()
    assert page.failure == ""
    shown = browser.post(f"{pages}{page.pk}/removal/", follow=True).text
    assert "It is fetched no more." in shown
    assert not WebPage.objects.filter(pk=page.pk).exists()


@pytest.mark.parametrize("address", ["", "nonsense", "file:///etc/passwd", "https://me:secret@example.org/"])
def test_what_is_no_address_is_refused_in_words(browser: Client, plans: Collection, address: str) -> None:
    answer = browser.post(
        f"/collections/{plans.slug}/web-pages/", {"address": address, "every": "24"}, follow=True
    )
    assert "address" in "".join(str(message) for message in answer.context["messages"])
    assert not WebPage.objects.filter(collection=plans).exists()


@pytest.mark.parametrize(("role", "status"), [(GrantRole.READER, 404), (None, 404), (GrantRole.EDITOR, 302)])
def test_only_editors_add_and_change(
    client: Client, plans: Collection, alice: User, bob: User, role: GrantRole | None, status: int
) -> None:
    page = WebPage.objects.create(collection=plans, address="https://example.org/")
    if role:
        keeping.share(alice, plans, bob, role)
    client.force_login(bob)
    pages = f"/collections/{plans.slug}/web-pages/"
    assert client.post(pages, {"address": "https://example.org/b", "every": "24"}).status_code == status
    assert client.post(f"{pages}{page.pk}/fetches/").status_code == status
    assert client.post(f"{pages}{page.pk}/removal/").status_code == status
    shown = client.get(f"/documents/{plans.slug}/")
    if role == GrantRole.READER:
        assert "https://example.org" not in shown.text
