import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from chatapp.providers import environment
from chatapp.providers.access import api_models, chat_models
from chatapp.providers.endpoint import endpoint
from chatapp.providers.models import Alias, Fallback, Model, Provider

pytestmark = pytest.mark.django_db


def test_without_the_variables_there_is_no_such_provider() -> None:
    assert environment.sync() is None
    assert not Provider.objects.filter(from_environment=True).exists()


def test_a_key_alone_means_openai(settings: Settings) -> None:
    settings.OPENAI_API_KEY = "sk-environment"
    provider = environment.sync()
    assert provider is not None
    assert (provider.name, provider.base_url) == ("OpenAI", "https://api.openai.com/v1")


def test_the_key_is_never_in_the_row(settings: Settings) -> None:
    settings.OPENAI_API_KEY = "sk-environment"
    provider = environment.sync()
    assert provider is not None
    assert provider.sealed_key is None
    assert endpoint(provider).api_key == "sk-environment"


def test_an_address_alone_is_enough_for_a_provider_without_a_key(settings: Settings) -> None:
    settings.OPENAI_BASE_URL = "http://localhost:11434/v1/"
    provider = environment.sync()
    assert provider is not None
    assert (provider.name, provider.base_url) == ("localhost:11434", "http://localhost:11434/v1")


def test_a_second_start_changes_nothing(settings: Settings) -> None:
    settings.OPENAI_API_KEY = "sk-environment"
    first, second = environment.sync(), environment.sync()
    assert first is not None
    assert second is not None
    assert first == second
    assert Provider.objects.filter(from_environment=True).count() == 1


def test_another_address_changes_the_row(settings: Settings) -> None:
    settings.OPENAI_API_KEY = "sk-environment"
    first = environment.sync()
    settings.OPENAI_BASE_URL = "https://models.example.com/v1"
    second = environment.sync()
    assert first is not None
    assert second is not None
    assert (second.pk, second.name) == (first.pk, "models.example.com")


def test_when_the_variables_are_gone_its_models_leave_the_picker_and_come_back(settings: Settings) -> None:
    settings.OPENAI_API_KEY = "sk-environment"
    provider = environment.sync()
    assert provider is not None
    Model.objects.create(provider=provider, name="gpt-5-mini")
    settings.OPENAI_API_KEY = ""
    environment.sync()
    assert [model.name for model in chat_models()] == ["built-in"]
    settings.OPENAI_API_KEY = "sk-environment"
    environment.sync()
    assert [model.name for model in chat_models()] == ["gpt-5-mini", "built-in"]


def test_aliases_and_fallbacks_of_its_models_outlast_another_address_and_no_address(
    settings: Settings,
) -> None:
    settings.OPENAI_API_KEY = "sk-environment"
    provider = environment.sync()
    assert provider is not None
    model, spare = (Model.objects.create(provider=provider, name=name) for name in ("main", "spare"))
    Alias.objects.create(name="house", model=model)
    Fallback.objects.create(model=model, to=spare)
    for key, address in (("", ""), ("", "https://models.example.com/v1"), ("sk-environment", "")):
        settings.OPENAI_API_KEY, settings.OPENAI_BASE_URL = key, address
        environment.sync()
    names = [model.id for model in api_models() if model.owned_by == provider.slug]
    assert names == ["main", "house", "spare"]
    assert Fallback.objects.get().to == spare


def test_a_nonsense_address_is_refused_with_its_variable_named(settings: Settings) -> None:
    settings.OPENAI_BASE_URL = "localhost:11434"
    with pytest.raises(ImproperlyConfigured, match="OPENAI_BASE_URL"):
        environment.sync()
