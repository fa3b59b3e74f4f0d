"""Connecting a provider on its page, with a scripted provider over real HTTP."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from chatapp.accounts.models import AuditEntry
from chatapp.providers import environment
from chatapp.providers.access import chat_models
from chatapp.providers.admin import connection_test
from chatapp.providers.credentials import headers_of, key_of
from chatapp.providers.models import BUILT_IN_URL, Model, Price, Provider
from chatapp.upstream.endpoint import Timeouts
from chatapp.upstream.scripted.provider import ScriptedProvider
from tests.providers.running import running_provider

KEY = "sk-scripted-secret"
# What a provider answered is said after the commit: these tests commit.
committed = pytest.mark.django_db(transaction=True)
ADD = "/admin/providers/provider/add/"
LIST = "/admin/providers/provider/"
NOTHING_ROUTED = {
    f"{part}-{count}_FORMS": "0" for part in ("aliases", "fallbacks") for count in ("TOTAL", "INITIAL")
}


@pytest.fixture
def scripted_over_http() -> Iterator[ScriptedProvider]:
    with running_provider(KEY) as provider:
        yield provider


class Page:
    """The provider's form as a browser fills it."""

    def __init__(self, client: Client, committing: DjangoCaptureOnCommitCallbacks) -> None:
        self.client, self.committing = client, committing

    def add(self, base_url: str, **fields: str) -> HttpResponse:
        return self._send(ADD, base_url, **fields)

    def change(self, provider: Provider, **fields: str) -> HttpResponse:
        return self._send(address(provider), fields.pop("base_url", provider.base_url), **fields)

    def _send(self, to: str, base_url: str, **fields: str) -> HttpResponse:
        form = {
            "name": "Scripted",
            "base_url": base_url,
            "enabled": "on",
            "connect_timeout": "10",
            "idle_timeout": "120",
            "total_timeout": "1800",
        }
        with self.committing(execute=True):
            response: Any = self.client.post(to, {**form, **fields})
        return response

    def shown(self, provider: Provider) -> str:
        return self.client.get(address(provider)).content.decode()


@pytest.fixture
def page(admin_page: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> Page:
    return Page(admin_page, django_capture_on_commit_callbacks)


def address(provider: Provider) -> str:
    return reverse("admin:providers_provider_change", args=[provider.pk])


def added() -> Provider:
    return Provider.objects.exclude(base_url=BUILT_IN_URL).get()


@committed
def test_adding_a_provider_brings_its_models_into_the_picker(
    page: Page, scripted_over_http: ScriptedProvider
) -> None:
    page.add(scripted_over_http.base_url, key=KEY)
    assert "echo" in [model.name for model in chat_models()]
    assert "models are listed" in page.shown(added())


def test_the_key_is_kept_sealed_and_never_shown_again(
    page: Page, scripted_over_http: ScriptedProvider
) -> None:
    page.add(scripted_over_http.base_url, key=KEY, headers="X-Team: indigo\n\nX-Other:  red ")
    provider = added()
    assert key_of(provider) == KEY
    assert headers_of(provider) == {"X-Team": "indigo", "X-Other": "red"}
    shown = page.shown(provider) + page.client.get(LIST).content.decode()
    assert KEY not in shown
    assert "indigo" not in shown
    assert "A key is set." in shown
    assert KEY not in str(list(AuditEntry.objects.values_list("detail", flat=True)))


def test_an_empty_key_field_keeps_the_key_and_the_tick_removes_it(
    page: Page, scripted_over_http: ScriptedProvider
) -> None:
    page.add(scripted_over_http.base_url, key=KEY)
    page.change(added(), name="Renamed")
    assert (added().name, key_of(added())) == ("Renamed", KEY)
    page.change(added(), remove_key="on")
    assert key_of(added()) == ""


@committed
def test_a_key_is_not_sent_to_a_server_that_it_was_not_entered_for(
    page: Page, scripted_over_http: ScriptedProvider
) -> None:
    page.add("http://127.0.0.1:9/v1", key=KEY, headers="X-Team: blue")
    refused = page.change(added(), base_url=scripted_over_http.base_url).content.decode()
    assert refused.count("The base URL leads to another server: enter this again, or remove it.") == 2
    assert added().base_url == "http://127.0.0.1:9/v1"
    assert page.change(added(), base_url="http://127.0.0.1:9/v2").status_code == 302
    page.change(added(), base_url=scripted_over_http.base_url, key=KEY, remove_headers="on")
    assert (key_of(added()), headers_of(added())) == (KEY, {})


def test_a_wrong_key_says_what_to_check_and_retry_mends_it(
    page: Page, scripted_over_http: ScriptedProvider
) -> None:
    page.add(scripted_over_http.base_url, key="sk-wrong")
    provider = added()
    shown = page.shown(provider)
    assert "refused the key (401)" in shown
    assert ">Retry<" in shown
    page.change(provider, key=KEY, providers_provider_discover_models="Retry")
    assert added().discovery_error == ""
    assert "Retry" not in page.shown(provider)
    assert len(scripted_over_http.requests) == 2


@committed
def test_a_corrected_key_or_address_discovers_again_and_another_name_does_not(
    page: Page, scripted_over_http: ScriptedProvider
) -> None:
    page.add(scripted_over_http.base_url, key="sk-wrong")
    page.change(added(), key=KEY)
    assert added().discovery_error == ""
    assert "could not be discovered" not in page.shown(added())
    page.change(added(), name="Renamed")
    assert len(scripted_over_http.requests) == 2
    page.change(added(), base_url=f"{scripted_over_http.base_url}/nowhere")
    assert "could not be discovered" in page.shown(added())
    page.change(added(), base_url=scripted_over_http.base_url)
    assert "could not be discovered" not in page.shown(added())


@committed
def test_a_good_connection_stands_beside_no_older_error(
    page: Page, scripted_over_http: ScriptedProvider
) -> None:
    page.add(scripted_over_http.base_url, key=KEY)
    Provider.objects.filter(pk=added().pk).update(discovery_error="It was away.")
    page.change(added(), providers_provider_test_connection="Test connection")
    shown = page.shown(added())
    assert "Connected: " in shown
    assert "It was away." not in shown


@committed
def test_a_connection_test_saves_asks_and_stays_on_the_page(
    page: Page, scripted_over_http: ScriptedProvider
) -> None:
    page.add(scripted_over_http.base_url, key="sk-wrong")
    response = page.change(added(), key=KEY, providers_provider_test_connection="Test connection")
    assert response.headers["Location"] == address(added())
    assert "Connected: " in page.shown(added())
    assert added().discovery_error == ""
    assert [request.path for request in scripted_over_http.requests] == ["/v1/models"] * 3


def test_a_provider_that_is_not_there_is_kept_with_a_sentence(page: Page) -> None:
    page.add("http://127.0.0.1:9/v1")
    assert "127.0.0.1:9" in added().discovery_error


def test_a_silent_provider_does_not_hold_the_page(
    page: Page, scripted_over_http: ScriptedProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection_test, "_PATIENCE", Timeouts(connect=1e-6, read_idle=1e-6, total=1e-6))
    page.add(scripted_over_http.base_url, key=KEY)
    assert added().discovery_error


def test_several_providers_are_tested_and_discovered_from_the_list(
    page: Page, scripted_over_http: ScriptedProvider
) -> None:
    page.add(scripted_over_http.base_url, key=KEY)
    everyone = [str(key) for key in Provider.objects.values_list("pk", flat=True)]
    for action, words in (("test_selected", "Connected: "), ("discover_selected", "models are listed")):
        response = page.client.post(LIST, {"action": action, "_selected_action": everyone}, follow=True)
        assert words in response.content.decode()
    assert len(scripted_over_http.requests) == 3


def test_the_buttons_are_no_links(page: Page, scripted_over_http: ScriptedProvider) -> None:
    page.add(scripted_over_http.base_url, key=KEY)
    page.client.get(f"{address(added())}discover_models/")
    assert len(scripted_over_http.requests) == 1


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("base_url", "localhost:11434", "starts with https:// or http://"),
        ("key", "sk two words", "no spaces"),
        ("headers", "no colon here", "is not a header"),
        ("headers", "Host: elsewhere", "set by the server itself"),
        ("headers", "X-Bad: a\tb", "is not a header"),
        ("connect_timeout", "0", "greater than or equal"),
    ],
)
def test_nonsense_is_refused_at_its_field(page: Page, field: str, value: str, words: str) -> None:
    response = page.add(**{"base_url": "https://example.com/v1", field: value})
    assert response.status_code == 200
    assert words in response.content.decode()
    assert not Provider.objects.exclude(base_url=BUILT_IN_URL).exists()


def test_a_pasted_call_is_taken_off_with_a_hint(page: Page, scripted_over_http: ScriptedProvider) -> None:
    page.add(f"{scripted_over_http.base_url}/chat/completions", key=KEY)
    assert added().base_url == scripted_over_http.base_url
    assert "was taken off" in page.shown(added())


@committed
def test_a_lost_secret_key_asks_for_the_key_again(page: Page, scripted_over_http: ScriptedProvider) -> None:
    page.add(scripted_over_http.base_url, key=KEY)
    provider = added()
    Provider.objects.update(sealed_key=b"sealed with a key that is lost")
    page.change(provider, providers_provider_test_connection="Test connection")
    assert "enter the key again" in page.shown(provider)


def test_the_provider_from_the_environment_is_read_only_where_the_environment_says(
    page: Page, settings: Settings
) -> None:
    settings.OPENAI_BASE_URL = "http://127.0.0.1:9/v1"
    settings.OPENAI_API_KEY = "sk-environment"
    provider = environment.sync()
    assert provider is not None
    page.change(provider, name="Mine", base_url="https://evil.example.com/v1", key="sk-x", idle_timeout="60")
    provider.refresh_from_db()
    assert (provider.name, provider.base_url, provider.sealed_key) == (
        "127.0.0.1:9",
        "http://127.0.0.1:9/v1",
        None,
    )
    assert provider.idle_timeout == 60
    assert "OPENAI_BASE_URL" in page.shown(provider)
    assert page.client.post(f"{address(provider)[:-7]}delete/", {"post": "yes"}).status_code == 403


def test_the_built_in_provider_stays(page: Page) -> None:
    provider = Provider.objects.get(base_url=BUILT_IN_URL)
    assert "Test connection" not in page.shown(provider)
    assert page.client.post(f"{address(provider)[:-7]}delete/", {"post": "yes"}).status_code == 403
    assert "delete_selected" not in page.client.get(LIST).content.decode()


def test_what_an_admin_does_to_providers_is_in_the_audit_log(
    page: Page, scripted_over_http: ScriptedProvider
) -> None:
    page.add(scripted_over_http.base_url, key=KEY)
    page.client.post(f"{address(added())[:-7]}delete/", {"post": "yes"})
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == [
        "provider.added",
        "provider.deleted",
    ]


def test_a_model_gets_a_price_and_becomes_the_default(admin_page: Client) -> None:
    model = Model.objects.get(provider__base_url=BUILT_IN_URL)
    form = {
        "display_name": "House model",
        "chat": "on",
        "is_default": "on",
        "prices-TOTAL_FORMS": "1",
        "prices-INITIAL_FORMS": "0",
        "prices-0-valid_from_0": "2026-01-01",
        "prices-0-valid_from_1": "00:00:00",
        "prices-0-input": "0.25",
        "prices-0-output": "2",
        **NOTHING_ROUTED,
    }
    address = reverse("admin:providers_model_change", args=[model.pk])
    assert admin_page.post(address, form).status_code == 302
    model.refresh_from_db()
    assert (model.display_name, model.is_default) == ("House model", True)
    assert model.prices.filter(input="0.25", output=2).exists()
    assert "$0.25 / $2.00" in admin_page.get("/admin/providers/model/").content.decode()


def test_a_hidden_model_cannot_be_the_default(admin_page: Client) -> None:
    model = Model.objects.get(provider__base_url=BUILT_IN_URL)
    form = {"is_default": "on", "prices-TOTAL_FORMS": "0", "prices-INITIAL_FORMS": "0", **NOTHING_ROUTED}
    response = admin_page.post(reverse("admin:providers_model_change", args=[model.pk]), form)
    assert "has to be shown in the picker" in response.content.decode()


def test_models_are_shown_and_hidden_together(admin_page: Client) -> None:
    keys = [str(key) for key in Model.objects.values_list("pk", flat=True)]
    for action, shown in (("hide_from_picker", False), ("show_in_picker", True)):
        admin_page.post("/admin/providers/model/", {"action": action, "_selected_action": keys})
        assert set(Model.objects.values_list("chat", flat=True)) == {shown}


def test_the_audit_log_says_which_models_were_deleted_and_the_built_in_one_stays(admin_page: Client) -> None:
    provider = Provider.objects.create(name="Hand", base_url="http://127.0.0.1:9/v1")
    models = [Model.objects.create(provider=provider, name=name) for name in ("one", "two", "three")]
    for chosen in (models[:1], models[1:], [Model.objects.get(provider__base_url=BUILT_IN_URL)]):
        action = {
            "action": "delete_selected",
            "_selected_action": [model.pk for model in chosen],
            "post": "yes",
        }
        admin_page.post("/admin/providers/model/", action)
    built_in = Model.objects.get()
    assert built_in.provider.built_in
    assert (
        admin_page.post(f"/admin/providers/model/{built_in.pk}/delete/", {"post": "yes"}).status_code == 403
    )
    deleted = AuditEntry.objects.filter(action="model.deleted").values_list("target", flat=True)
    assert sorted(deleted) == ["Hand: one", "Hand: three", "Hand: two"]


def test_a_reviewer_sees_prices_and_changes_nothing(review_page: Client) -> None:
    model = Model.objects.get(provider__base_url=BUILT_IN_URL)
    Price.objects.create(model=model, input=1, output=2)
    address = reverse("admin:providers_model_change", args=[model.pk])
    assert "Prices" in review_page.get(address).content.decode()
    assert review_page.post(address, {"chat": "on"}).status_code == 403
    chosen = {"action": "hide_from_picker", "_selected_action": [str(model.pk)]}
    review_page.post("/admin/providers/model/", chosen)
    model.refresh_from_db()
    assert model.chat is True


def test_the_built_in_model_is_free_and_only_another_one_lacks_a_price(admin_page: Client) -> None:
    def listed(query: str = "") -> tuple[bool, bool]:
        page = admin_page.get(f"/admin/providers/model/{query}").content.decode()
        assert "bg-orange-100" not in page
        return ">Free<" in "".join(page.split()), ">Unpriced</td>" in "".join(page.split())

    assert listed() == listed("?priced=yes") == (True, False)
    provider = Provider.objects.create(name="Hand", base_url="http://127.0.0.1:9/v1")
    Model.objects.create(provider=provider, name="one")
    assert listed() == (True, True)
    assert listed("?priced=no") == (False, True)


def test_a_model_whose_price_is_zero_is_free_like_the_built_in_one(admin_page: Client) -> None:
    provider = Provider.objects.create(name="Hand", base_url="http://127.0.0.1:9/v1")
    Price.objects.create(model=Model.objects.create(provider=provider, name="one"), input=0, output=0)
    page = "".join(admin_page.get("/admin/providers/model/").content.decode().split())
    assert page.count(">Free<") == 2


def test_only_the_built_in_model_keeps_all_its_prices(admin_page: Client) -> None:
    provider = Provider.objects.create(name="Hand", base_url="http://127.0.0.1:9/v1")
    Price.objects.create(model=Model.objects.create(provider=provider, name="one"), input=0, output=0)
    for model in Model.objects.all():
        price = model.prices.get()
        form = {
            "prices-TOTAL_FORMS": "1",
            "prices-INITIAL_FORMS": "1",
            "prices-0-id": str(price.pk),
            "prices-0-model": str(model.pk),
            "prices-0-valid_from_0": f"{price.valid_from:%Y-%m-%d}",
            "prices-0-valid_from_1": f"{price.valid_from:%H:%M:%S}",
            "prices-0-input": "0",
            "prices-0-output": "0",
            "prices-0-DELETE": "on",
            **NOTHING_ROUTED,
        }
        address = reverse("admin:providers_model_change", args=[model.pk])
        assert admin_page.post(address, form).status_code == 302
        assert model.prices.exists() == model.provider.built_in


def test_models_are_filtered_by_price_and_listing(admin_page: Client) -> None:
    for query, count in (("priced=yes", 1), ("priced=no", 0), ("listed=yes", 1), ("listed=no", 0)):
        response = admin_page.get(f"/admin/providers/model/?{query}")
        assert len(response.context["cl"].result_list) == count, query
