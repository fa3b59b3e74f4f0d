"""Prices from the public list: the list itself as it is installed, read by its own process."""

import json
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from chatapp.accounts.models import AuditEntry
from chatapp.providers.models import Model, Price, Provider
from chatapp.providers.prices.importing import Imported, import_prices, import_uploaded
from chatapp.providers.prices.litellm_list import LiteLLMList
from tests.admin.conftest import admin_page, review_page, rita

__all__ = ["admin_page", "review_page", "rita"]

pytestmark = pytest.mark.django_db


def model(name: str, base_url: str = "https://api.openai.com/v1") -> Model:
    provider, _ = Provider.objects.get_or_create(
        slug=base_url[8:20], defaults={"name": base_url, "base_url": base_url}
    )
    return Model.objects.create(provider=provider, name=name)


def imported() -> Imported:
    return import_prices(Model.objects.all())


def test_models_get_the_prices_of_their_provider() -> None:
    known = model("gpt-4o-mini")
    dated = model("gpt-4o-mini-2024-07-18")
    done = imported()
    assert sorted(done.priced) == sorted([str(known), str(dated)])
    price = known.prices.get()
    assert (price.input, price.cached_input, price.output) == (
        Decimal("0.15"),
        Decimal("0.075"),
        Decimal("0.6"),
    )
    assert price.source.startswith("genai-prices ")


def test_a_name_alone_is_no_price_where_the_provider_is_not_known() -> None:
    own = model("gpt-4o-mini", "http://gpu.example.com:8000/v1")
    unknown = model("no-such-model")
    done = imported()
    assert sorted(done.unknown) == sorted([str(own), str(unknown)])
    assert not Price.objects.filter(model__in=[own, unknown]).exists()


def test_what_an_admin_entered_stays() -> None:
    entered = model("gpt-4o-mini")
    Price.objects.create(model=entered, input=7, output=8)
    assert imported().entered == [str(entered)]
    assert entered.prices.get().input == 7


def test_what_an_admin_uploaded_stays_with_its_tiers() -> None:
    row = model("gpt-4o-mini")
    entry = {"input_cost_per_token": 1e-6, "input_cost_per_token_batches": 5e-7, "litellm_provider": "openai"}
    listed = LiteLLMList.read(json.dumps({"gpt-4o-mini": entry}).encode())
    assert import_uploaded(Model.objects.all(), listed).priced == [str(row)]
    assert imported().entered == [str(row)]
    assert [tier["service_tier"] for tier in row.prices.get().tiers] == ["batch"]


def test_an_uploaded_list_takes_the_place_of_the_public_one() -> None:
    row = model("gpt-4o-mini")
    imported()
    entry = {"input_cost_per_token": 1e-6, "litellm_provider": "openai"}
    assert import_uploaded(
        Model.objects.all(), LiteLLMList.read(json.dumps({"gpt-4o-mini": entry}).encode())
    ).priced == [str(row)]
    assert row.prices.latest("valid_from").input == 1


def test_twice_is_once_and_a_new_list_adds_a_price() -> None:
    row = model("gpt-4o-mini")
    imported()
    assert imported().current == [str(row)]
    assert row.prices.count() == 1
    row.prices.update(input=1)
    assert imported().priced == [str(row)]
    assert [price.input for price in row.prices.order_by("valid_from")] == [1, Decimal("0.15")]


def test_prices_that_changed_keep_their_days() -> None:
    changed = model("o3")
    imported()
    rows = list(changed.prices.order_by("valid_from"))
    assert len(rows) > 1
    assert rows[0].input > rows[-1].input


def test_large_prompts_keep_their_price() -> None:
    row = model("claude-sonnet-4-5", "https://api.anthropic.com/v1")
    imported()
    price = row.prices.get()
    (tier,) = price.tiers
    assert (tier["service_tier"], tier["above"]) == ("", 200_000)
    assert Decimal(tier["input"]) > price.input
    assert Decimal(tier["output"]) > price.output
    assert imported().current == [str(row)]


def test_a_price_without_its_tiers_gets_them_by_a_row_of_its_own() -> None:
    row = model("claude-sonnet-4-5", "https://api.anthropic.com/v1")
    imported()
    row.prices.update(tiers=[])
    assert imported().priced == [str(row)]
    assert [bool(price.tiers) for price in row.prices.order_by("valid_from")] == [False, True]
    assert imported().current == [str(row)]


def test_an_admin_imports_for_the_chosen_models(admin_page: Client) -> None:
    chosen, other = model("gpt-4o-mini"), model("gpt-4o")
    query = {"action": "import_prices", "_selected_action": [chosen.pk]}
    response = admin_page.post(reverse("admin:providers_model_changelist"), query, follow=True)
    assert "Priced by genai-prices" in response.content.decode()
    assert (chosen.prices.count(), other.prices.count()) == (1, 0)
    assert AuditEntry.objects.get(action="prices.imported").detail["priced"] == [str(chosen)]


def test_a_reviewer_imports_nothing(review_page: Client) -> None:
    chosen = model("gpt-4o-mini")
    query = {"action": "import_prices", "_selected_action": [chosen.pk]}
    review_page.post(reverse("admin:providers_model_changelist"), query)
    assert not chosen.prices.exists()


def test_a_price_that_an_admin_changes_is_the_admins_own(admin_page: Client) -> None:
    row = model("gpt-4o-mini")
    imported()
    price = row.prices.get()
    address = reverse("admin:providers_model_change", args=[row.pk])
    page = admin_page.get(address)
    form = {
        field.html_name: field.value() or ""
        for formset in page.context["inline_admin_formsets"]
        for each in formset.formset.forms
        for field in each
    }
    for formset in page.context["inline_admin_formsets"]:
        form |= {field.html_name: field.value() for field in formset.formset.management_form}
    form |= {field.html_name: field.value() or "" for field in page.context["adminform"].form}
    moment = price.valid_from
    form |= {"prices-0-valid_from_0": f"{moment:%Y-%m-%d}", "prices-0-valid_from_1": f"{moment:%H:%M:%S}"}
    refused = admin_page.post(address, {**form, "prices-0-tiers": "flex, input 1"})
    assert "has no colon" in refused.text
    tiers = "flex: input 1, output 2\r\nabove 1000: input 3, output 4"
    response = admin_page.post(address, {**form, "prices-0-input": "9", "prices-0-tiers": tiers})
    assert response.status_code == 302
    price.refresh_from_db()
    assert (price.input, price.source) == (9, "")
    assert [(tier["service_tier"], tier["above"]) for tier in price.tiers] == [("flex", 0), ("", 1000)]
    assert imported().entered == [str(row)]
