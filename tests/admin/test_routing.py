"""Aliases and fallbacks on the page of a model."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from chatapp.accounts.models import AuditEntry
from chatapp.providers.models import Alias, Fallback, Model, Provider

LIST = "/admin/providers/model/"


@pytest.fixture
def provider(db: None) -> Provider:
    return Provider.objects.create(name="North", base_url="http://127.0.0.1:9/v1")


@pytest.fixture
def page(admin_page: Client, provider: Provider) -> Page:
    return Page(admin_page, Model.objects.create(provider=provider, name="main"))


class Page:
    """The model's form as a browser fills it."""

    def __init__(self, client: Client, model: Model) -> None:
        self.client, self.model = client, model

    @property
    def address(self) -> str:
        return reverse("admin:providers_model_change", args=[self.model.pk])

    def save(self, aliases: Sequence[str] = (), to: Sequence[tuple[int, Model]] = ()) -> str:
        """Adds these; what stands on the page then, or nothing when it was saved."""
        rows = {f"aliases-{number}-name": name for number, name in enumerate(aliases)}
        for number, (position, model) in enumerate(to):
            rows |= {f"fallbacks-{number}-position": str(position), f"fallbacks-{number}-to": str(model.pk)}
        totals = {"aliases": len(aliases), "fallbacks": len(to), "prices": 0}
        counts = {f"{part}-TOTAL_FORMS": str(total) for part, total in totals.items()}
        initial = {f"{part}-INITIAL_FORMS": "0" for part in totals}
        response = self.client.post(self.address, {"chat": "on", **counts, **initial, **rows})
        return "" if response.status_code == 302 else response.content.decode()

    def another(self, name: str) -> Model:
        return Model.objects.create(provider=self.model.provider, name=name)


def _names(model: Model) -> list[str]:
    return [alias.name for alias in model.aliases.all()]


def test_a_model_gets_aliases_without_the_spaces_at_their_ends(page: Page) -> None:
    assert page.save(["fast", "  openai/gpt  "]) == ""
    assert _names(page.model) == ["fast", "openai/gpt"]


def test_an_alias_may_have_the_name_of_a_model_and_the_page_says_that_it_wins(page: Page) -> None:
    page.another("gpt")
    assert page.save(["gpt"]) == ""
    assert "It wins over a model that has this name." in page.client.get(page.address).content.decode()


def test_an_alias_leads_to_one_model_only(page: Page) -> None:
    Alias.objects.create(name="fast", model=page.another("other"))
    assert "“fast” is an alias of other (North) already." in page.save(["fast"])
    assert "An alias is listed twice" in page.save(["slow", "slow"])
    assert _names(page.model) == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("a" * 201, "at most 200 characters"),
        ("a\nb", "only characters that one can see"),
        ("a\0b", "Null characters are not allowed"),
    ],
)
def test_what_is_no_name_is_refused_at_its_field(page: Page, name: str, words: str) -> None:
    assert words in page.save([name])
    assert _names(page.model) == []


def test_an_alias_is_renamed_never_emptied_and_goes(page: Page) -> None:
    page.save(["fast"])
    alias = Alias.objects.get()
    form = {"chat": "on", "aliases-0-id": str(alias.pk), "aliases-0-model": str(page.model.pk)}
    form |= {f"{part}-TOTAL_FORMS": "0" for part in ("fallbacks", "prices")}
    form |= {f"{part}-INITIAL_FORMS": "0" for part in ("fallbacks", "prices")}
    form |= {"aliases-TOTAL_FORMS": "1", "aliases-INITIAL_FORMS": "1"}
    refused = page.client.post(page.address, {**form, "aliases-0-name": "   "})
    assert "This field is required" in refused.content.decode()
    page.client.post(page.address, {**form, "aliases-0-name": "faster"})
    assert _names(page.model) == ["faster"]
    page.client.post(page.address, {**form, "aliases-0-name": "faster", "aliases-0-DELETE": "on"})
    assert _names(page.model) == []


def test_fallbacks_keep_the_order_of_their_positions_and_are_numbered_from_one(page: Page) -> None:
    names = ["second", "third", "first"]
    models = [page.another(name) for name in names]
    assert page.save(to=list(zip((7, 7, 0), models, strict=True))) == ""
    found = [(fallback.position, fallback.to.name) for fallback in page.model.fallbacks.all()]
    assert found == [(1, "first"), (2, "second"), (3, "third")]


def test_a_model_does_not_fall_back_to_itself_nor_twice_to_another(page: Page) -> None:
    other = page.another("other")
    assert "A model cannot fall back to itself" in page.save(to=[(1, page.model)])
    assert "A model is listed twice" in page.save(to=[(1, other), (2, other)])
    assert not Fallback.objects.exists()


def test_a_model_falls_back_to_five_others_at_most(page: Page) -> None:
    others = [(number, page.another(f"other-{number}")) for number in range(6)]
    assert "A model falls back to at most 5 others" in page.save(to=others)
    assert page.save(to=others[:5]) == ""
    assert page.model.fallbacks.count() == 5


def test_models_are_told_apart_by_their_provider_where_one_is_chosen(page: Page) -> None:
    south = Provider.objects.create(name="South", base_url="http://127.0.0.1:9/v2")
    Alias.objects.create(name="fast", model=Model.objects.create(provider=south, name="main"))
    asked = {"app_label": "providers", "model_name": "fallback", "field_name": "to"}
    for term, names in (("main", ["main (North)", "main (South)"]), ("fast", ["main (South)"])):
        found = page.client.get("/admin/autocomplete/", {**asked, "term": term}).json()["results"]
        assert [row["text"] for row in found] == names
    page.save(to=[(1, south.models.get())])
    assert "main (South)" in page.client.get(page.address).content.decode()


def test_the_list_shows_aliases_and_fallbacks_in_as_many_queries_for_ten_models_as_for_one(
    page: Page, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    page.save(["fast", "cheap"], [(1, page.another("spare"))])
    with CaptureQueriesContext(connection) as few:
        shown = page.client.get(LIST).content.decode()
    assert "cheap, fast" in shown
    assert "spare (North)" in shown
    for number in range(10):
        model = page.another(f"more-{number}")
        Alias.objects.create(name=f"also-{number}", model=model)
        Fallback.objects.create(model=model, to=page.model)
    with django_assert_num_queries(len(few)):
        page.client.get(LIST)


def test_a_provider_shows_the_short_name_that_its_models_are_asked_by(page: Page) -> None:
    provider = page.model.provider
    shown = page.client.get(reverse("admin:providers_provider_change", args=[provider.pk])).content.decode()
    assert "north (in names for the API: north/model)" in shown


def test_a_model_is_found_by_its_alias(page: Page) -> None:
    page.save(["fast", "faster"])
    page.another("slow")
    found = page.client.get(LIST, {"q": "fast"}).context["cl"].result_list
    assert list(found) == [page.model]


def test_what_an_admin_does_to_them_is_in_the_audit_log(page: Page) -> None:
    page.save(["fast"], [(1, page.another("spare"))])
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.target) == ("model.changed", "North: main")
    assert entry.detail == {"fields": ["aliases", "fallbacks"]}


def test_a_reviewer_sees_them_and_changes_nothing(page: Page, review_page: Client) -> None:
    page.save(["fast"], [(1, page.another("spare"))])
    shown = review_page.get(page.address).content.decode()
    assert "fast" in shown
    assert "spare" in shown
    assert Page(review_page, page.model).client.post(page.address, {"chat": "on"}).status_code == 403


def test_deleting_a_provider_shortens_the_lists_of_those_who_fall_back_to_it(page: Page) -> None:
    south = Provider.objects.create(name="South", base_url="http://127.0.0.1:9/v2")
    away, near = Model.objects.create(provider=south, name="away"), page.another("near")
    Alias.objects.create(name="far", model=away)
    page.save(to=[(1, away), (2, near)])
    page.client.post(f"/admin/providers/provider/{south.pk}/delete/", {"post": "yes"})
    assert [fallback.to for fallback in page.model.fallbacks.all()] == [near]
    assert not Alias.objects.exists()
