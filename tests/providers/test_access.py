from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from chatapp.providers import built_in
from chatapp.providers.access import chat_models
from chatapp.providers.models import BUILT_IN_URL, Model, Price, Provider

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider() -> Provider:
    return Provider.objects.create(name="Somewhere", base_url="https://example.com/v1")


def test_every_database_has_the_built_in_model_once() -> None:
    built_in.ensure()
    model = Model.objects.get(provider__base_url=BUILT_IN_URL)
    assert (model.name, model.tools, model.chat, model.provider.slug) == ("built-in", True, True, "built-in")


def test_the_built_in_model_is_free_until_an_admin_says_otherwise() -> None:
    model = Model.objects.get(provider__base_url=BUILT_IN_URL)
    built_in.ensure()
    price = model.prices.get()
    assert (price.input, price.output) == (Decimal(0), Decimal(0))
    Price.objects.create(model=model, input=1, output=2, valid_from=model.created_at - timedelta(days=365))
    built_in.ensure()
    newest = model.prices.latest("valid_from")
    assert (newest.input, newest.output, model.prices.count()) == (Decimal(1), Decimal(2), 2)


def test_the_picker_shows_what_can_chat_now_and_the_built_in_model_last(provider: Provider) -> None:
    Model.objects.create(provider=provider, name="shown")
    Model.objects.create(provider=provider, name="hidden", chat=False)
    Model.objects.create(provider=provider, name="gone", missing_since=timezone.now())
    off = Provider.objects.create(name="Off", base_url="https://off.example.com/v1", enabled=False)
    Model.objects.create(provider=off, name="off")
    assert [model.name for model in chat_models()] == ["shown", "built-in"]


def test_providers_of_one_name_have_slugs_of_their_own(provider: Provider) -> None:
    again = Provider.objects.create(name="Somewhere", base_url="https://other.example.com/v1")
    unnamed = Provider.objects.create(name="文", base_url="https://third.example.com/v1")
    assert (provider.slug, again.slug, unnamed.slug) == ("somewhere", "somewhere-2", "provider")


def test_a_new_default_takes_the_mark_from_the_old_one(provider: Provider) -> None:
    first = Model.objects.create(provider=provider, name="a", is_default=True)
    second = Model.objects.create(provider=provider, name="b", is_default=True)
    first.refresh_from_db()
    assert (first.is_default, second.is_default) == (False, True)
