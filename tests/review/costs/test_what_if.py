"""What the calls of a period would have cost at today's prices, and at those of LiteLLM's list."""

import json
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from chatapp.accounts.models import AuditEntry, User
from chatapp.providers.models import Model, Price, Provider
from chatapp.providers.prices.litellm_list import BadList, LiteLLMList, Tier
from tests.usage.rows import used

pytestmark = pytest.mark.django_db
PAGE = "/admin/review/prices/"
LIST = {
    "sample_spec": {"input_cost_per_token": "a number"},
    "gpt-5-mini": {
        "input_cost_per_token": 0.001, "output_cost_per_token": 2e-3, "cache_read_input_token_cost": 0.0001,
        "input_cost_per_token_batches": 0.0005, "output_cost_per_token_batches": 0.001, "litellm_provider": "openai",
    },
    "elsewhere/large": {"input_cost_per_token": 1e-6, "output_cost_per_token": 1e-6},
    "one/twice": {"input_cost_per_token": 1e-6}, "two/twice": {"input_cost_per_token": 2e-6},
    "broken": {"input_cost_per_token": -1}, "huge": {"input_cost_per_token": 1e300},
    "flag": {"input_cost_per_token": True},
}  # fmt: skip


def compare(client: Client, content: bytes = b"", **fields: str) -> Any:
    upload = SimpleUploadedFile("<b>list.json", content or json.dumps(LIST).encode())
    return client.post(PAGE, {"list": upload, **fields}, follow=True)


def test_a_list_prices_what_was_called_in_the_tier_that_is_asked_for(
    review_page: Client, alice: User
) -> None:
    used(alice, "0.05", cached_tokens=50)
    used(alice, None, model_name="unknown")
    for tier, expected in (("standard", "0.075"), ("batch", "0.06")):
        page = compare(review_page, tier=tier)
        found = {row.model: row.would for row in page.context["rows"]}
        assert found == {"gpt-5-mini": Decimal(expected), "unknown": None}
        assert page.context["would"] == Decimal(expected)
        assert page.context["spent"] == Decimal("0.05")
        assert "&lt;b&gt;list.json" in page.text
        assert "<b>list" not in page.text
        assert "1 of the models have no price" in page.text
    flex = compare(review_page, tier="flex")
    assert {row.would for row in flex.context["rows"]} == {None}


def test_at_the_prices_that_held_it_would_have_cost_what_it_cost(review_page: Client, alice: User) -> None:
    provider = Provider.objects.create(name="Somewhere", base_url="https://example.com/v1", slug="s")
    model = Model.objects.create(provider=provider, name="gpt-5-mini")
    Price.objects.create(model=model, input=Decimal(1000), output=Decimal(10_000), cached_input=Decimal(100))
    for _ in range(3):
        used(alice, "0.164", cached_tokens=40)
    page = review_page.get(PAGE)
    assert page.context["would"] == page.context["spent"] == Decimal("0.492")
    for row in page.context["rows"]:
        assert review_page.get(row.address).context["total"].calls == 3


def test_a_price_per_call_is_paid_for_each_call_that_was_read(review_page: Client, alice: User) -> None:
    used(alice, "0.05")
    used(alice, "0", status="failed", prompt_tokens=0, completion_tokens=0, total_tokens=0)
    used(alice, "0.05", status="failed", estimated=True)
    used(alice, "0.05", status="stopped", model_name="elsewhere")
    fee = {"gpt-5-mini": {"input_cost_per_token": 0, "input_cost_per_request": 0.005}}
    page = compare(review_page, json.dumps(fee).encode())
    found = {row.model: row.would for row in page.context["rows"]}
    assert found == {"gpt-5-mini": Decimal("0.01"), "elsewhere": None}
    assert "the price per call" in page.text

    provider = Provider.objects.create(name="Somewhere", base_url="https://example.com/v1", slug="s")
    model = Model.objects.create(provider=provider, name="elsewhere")
    Price.objects.create(model=model, input=Decimal(0), output=Decimal(0), per_call=Decimal("0.25"))
    assert review_page.get(PAGE).context["would"] == Decimal("0.25")
    only = review_page.get(f"{PAGE}?status=failed").context["rows"]
    assert [(row.model, row.totals.calls) for row in only] == [("gpt-5-mini", 2)]


@pytest.mark.parametrize(
    "content",
    [
        b"no json", b"[]", b"{}", b'{"a": {"input_cost_per_token": NaN}}', b"[" * 100_000, b"\xff\0",
        b'{"a": {"input_cost_per_token": 1e9999999999999999999}}',
    ],
)  # fmt: skip
def test_a_file_that_is_no_list_is_refused_in_words(review_page: Client, alice: User, content: bytes) -> None:
    used(alice)
    page = compare(review_page, content)
    assert "The file " in page.text
    assert page.context["name"] == "today's prices"


def test_a_model_is_known_by_its_name_or_by_that_behind_its_provider() -> None:
    listed = LiteLLMList.read(json.dumps(LIST).encode())
    assert len(listed) == 4
    assert listed.units("large") == listed.units("elsewhere/large")
    for name in ("twice", "broken", "huge", "flag", "sample_spec", ""):
        assert listed.units(name) is None
    assert listed.units("one/twice", Tier.BATCH) is None
    with pytest.raises(BadList, match="10 MB"):
        LiteLLMList.read(b" " * 10_000_001)


def test_a_price_that_no_column_holds_is_no_price(admin_page: Client) -> None:
    openai = Provider.objects.create(name="OpenAI", base_url="https://api.openai.com/v1", slug="o")
    large, largest = (Model.objects.create(provider=openai, name=name) for name in ("large", "largest"))
    listed = {
        "large": {"input_cost_per_token": 1, "litellm_provider": "openai"},
        "largest": {"input_cost_per_token": 0.999999999999, "litellm_provider": "openai"},
    }
    page = compare(admin_page, json.dumps(listed).encode(), take="1")
    assert "Priced by LiteLLM: largest." in page.text
    assert (large.prices.count(), largest.prices.get().input) == (0, Decimal("999999.999999"))


def test_members_and_strangers_compare_nothing(member_page: Client, client: Client, alice: User) -> None:
    for method in ("get", "post"):
        assert getattr(member_page, method)(PAGE).status_code == 404
        assert getattr(client, method)(PAGE).status_code == 302


def test_an_admin_takes_the_prices_of_a_list_over_with_all_tiers(
    admin_page: Client, review_page: Client, alice: User
) -> None:
    openai = Provider.objects.create(name="OpenAI", base_url="https://api.openai.com/v1", slug="o")
    own = Provider.objects.create(name="Own", base_url="http://gpu.example.com/v1", slug="own")
    known, namesake, entered = (
        Model.objects.create(provider=provider, name=name)
        for provider, name in ((openai, "gpt-5-mini"), (own, "gpt-5-mini"), (openai, "gpt-6"))
    )
    Price.objects.create(model=entered, input=1, output=1)
    listed = {
        "gpt-6": {"input_cost_per_token": 1, "litellm_provider": "openai"},
        "openai/gpt-5-mini": {"input_cost_per_token": 1, "litellm_provider": "azure"},
        "gpt-5-mini": {
            "input_cost_per_token": 2.5e-07, "output_cost_per_token": 2e-06, "litellm_provider": "openai",
            "cache_read_input_token_cost": 2.5e-08, "input_cost_per_token_flex": 1.25e-07,
            "output_cost_per_token_flex": 1e-06, "input_cost_per_token_above_200k_tokens": 5e-07,
            "input_cost_per_audio_token": 1e-05, "input_cost_per_request": 0.005,
            "input_cost_per_token_above_200k_tokens_priority": 1e-06, "input_cost_per_token_batches": None,
        },
    }  # fmt: skip
    content = json.dumps(listed).encode()
    assert compare(review_page, content, take="1").status_code == 403
    assert not Price.objects.filter(model=known).exists()
    page = compare(admin_page, content, take="1")
    assert "Priced by LiteLLM: gpt-5-mini." in page.text
    price = known.prices.get()
    assert (price.input, price.cached_input, price.audio_input, price.output, price.per_call, price.source) == (
        Decimal("0.25"), Decimal("0.025"), Decimal(10), Decimal(2), Decimal("0.005"), "LiteLLM",
    )  # fmt: skip
    kept = {"cached_input": "0.025", "audio_input": "10"}
    assert price.tiers == [
        {"service_tier": "", "above": 200_000, "input": "0.5", "output": "2", **kept},
        {"service_tier": "flex", "above": 0, "input": "0.125", "output": "1", **kept},
        {"service_tier": "flex", "above": 200_000, "input": "0.5", "output": "1", **kept},
        {"service_tier": "priority", "above": 200_000, "input": "1", "output": "2", **kept},
    ]
    assert (namesake.prices.count(), entered.prices.get().input) == (0, 1)
    assert AuditEntry.objects.get(action="prices.imported").detail["priced"] == ["gpt-5-mini"]
    assert "Nothing new: gpt-5-mini." in compare(admin_page, content, take="1").text
    assert known.prices.count() == 1
