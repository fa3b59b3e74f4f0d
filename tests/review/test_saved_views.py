"""Views: a page with its filters under a name, one's own or shared with everybody who reviews."""

import pytest
from django.test import Client

from chatapp.accounts.models import User
from chatapp.review.models import SavedView

pytestmark = pytest.mark.django_db
SAVE = "/admin/review/views/"


def save(client: Client, **fields: str) -> str:
    asked = {"name": "Costs", "page": "breakdown", "query": "by=group&period=last-month", **fields}
    return client.post(SAVE, asked, follow=True).text


def test_a_view_leads_to_the_page_as_it_was_saved(review_page: Client, rita: User) -> None:
    page = save(review_page, name="<b>Teams", query="by=group&period=last-month&before=x_1&page=3")
    assert "Saved." in page
    assert "&lt;b&gt;Teams" in page
    assert "<b>Teams" not in page
    [view] = SavedView.objects.all()
    assert view.address == "/admin/review/breakdown/?by=group&period=last-month"
    assert review_page.get(view.address).context["table"].by.name == "group"
    for here in ("", "calls/", "failures/", "speed/", "feedback/"):
        assert "&lt;b&gt;Teams" in review_page.get(f"/admin/review/{here}").text


def test_only_a_shared_view_is_seen_by_others(
    review_page: Client, admin_page: Client, rita: User, ada: User
) -> None:
    save(review_page, name="Ritas own")
    save(review_page, name="For all", shared="on")
    page = admin_page.get("/admin/review/").text
    assert "Ritas own" not in page
    assert "For all" in page
    assert "shared by rita@example.com" in page


def test_the_same_name_replaces_ones_own_view_and_nobody_elses(
    review_page: Client, admin_page: Client
) -> None:
    for client in (review_page, admin_page):
        save(client)
    save(review_page, page="calls", query="")
    assert sorted(SavedView.objects.values_list("owner__email", "page")) == [
        ("ada@example.com", "breakdown"),
        ("rita@example.com", "calls"),
    ]


def test_an_owner_deletes_a_view_and_an_admin_what_is_shared(
    review_page: Client, admin_page: Client, rita: User, ada: User
) -> None:
    own = SavedView.objects.create(owner=rita, name="own", page="calls")
    shared = SavedView.objects.create(owner=rita, name="shared", page="calls", shared=True)
    adas = SavedView.objects.create(owner=ada, name="ada's", page="calls", shared=True)
    assert admin_page.post(f"{SAVE}{own.pk}/delete/").status_code == 404
    assert review_page.post(f"{SAVE}{adas.pk}/delete/").status_code == 404
    assert admin_page.post(f"{SAVE}{shared.pk}/delete/").status_code == 302
    assert review_page.post(f"{SAVE}{own.pk}/delete/").status_code == 302
    assert list(SavedView.objects.all()) == [adas]


def test_an_owner_renames_a_view_and_nobody_else_does(
    review_page: Client, admin_page: Client, rita: User, ada: User
) -> None:
    view = SavedView.objects.create(owner=rita, name="old", page="calls", query="by=day", shared=True)
    other = SavedView.objects.create(owner=rita, name="other", page="calls")
    SavedView.objects.create(owner=ada, name="new", page="calls")
    address = f"{SAVE}{view.pk}/rename/"
    assert address in review_page.get("/admin/review/").text
    assert address not in admin_page.get("/admin/review/").text
    assert admin_page.post(address, {"name": "mine"}).status_code == 404
    assert review_page.post(f"{SAVE}{view.pk + 100}/rename/", {"name": "mine"}).status_code == 404

    page = review_page.post(address, {"name": " new "}, follow=True)
    assert "The view “old” is called “new” now." in page.text
    assert page.redirect_chain[-1][0] == "/admin/review/calls/?by=day"
    assert SavedView.objects.get(pk=view.pk).name == "new"
    page = review_page.post(address, {"name": "other"}, follow=True)
    assert "You have a view “other” already" in page.text
    for name in ("", "x" * 81, "a\0"):
        assert "was not renamed" in review_page.post(address, {"name": name}, follow=True).text
    assert sorted(SavedView.owned_by(rita).values_list("pk", "name")) == [
        (view.pk, "new"),
        (other.pk, "other"),
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"name": ""}, {"name": "x" * 81}, {"page": "../../c"}, {"page": "//evil.example"}, {"query": "x" * 2_001},
        {"name": "a\0"},
    ],
)  # fmt: skip
def test_nonsense_is_refused_in_words(review_page: Client, fields: dict[str, str]) -> None:
    assert "was not saved" in save(review_page, **fields)
    assert not SavedView.objects.exists()


def test_a_person_has_a_hundred_views_at_most(review_page: Client, rita: User) -> None:
    SavedView.objects.bulk_create(
        SavedView(owner=rita, name=f"{number}", page="calls") for number in range(SavedView.MOST)
    )
    assert "which is the most" in save(review_page)
    assert "Saved." in save(review_page, name="7")


def test_members_and_strangers_save_rename_and_delete_nothing(
    member_page: Client, client: Client, rita: User
) -> None:
    view = SavedView.objects.create(owner=rita, name="own", page="calls", shared=True)
    for address in (SAVE, f"{SAVE}{view.pk}/rename/", f"{SAVE}{view.pk}/delete/"):
        assert member_page.post(address, {"name": "x", "page": "calls"}).status_code == 404
        assert client.post(address, {"name": "x", "page": "calls"}).status_code == 302
        assert member_page.get(address).status_code == 404
    assert list(SavedView.objects.all()) == [view]
