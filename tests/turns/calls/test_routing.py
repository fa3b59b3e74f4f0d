"""Which model a new chat begins with."""

from chatapp.accounts.models import User
from chatapp.conversations.models import Conversation
from chatapp.providers.models import Model, Provider
from chatapp.turns.calls.routing import default_model_id


def _model(provider: Provider, name: str, **fields: bool) -> Model:
    return Model.objects.create(provider=provider, name=name, **fields)


def _provider(name: str, **fields: bool) -> Provider:
    return Provider.objects.create(name=name, slug=name, base_url=f"http://{name}/v1", **fields)


def _built_in() -> Model:
    return Model.objects.get(provider__base_url="builtin:")


def test_the_built_in_model_is_chosen_while_there_is_no_other(alice: User) -> None:
    assert default_model_id(alice.pk) == _built_in().pk


def test_a_language_model_comes_before_the_built_in_one_even_if_that_was_the_last(alice: User) -> None:
    Conversation.objects.create(owner=alice, model=_built_in())
    model = _model(_provider("first"), "gpt")
    assert default_model_id(alice.pk) == model.pk


def test_the_persons_last_model_comes_before_the_first(alice: User, bob: User) -> None:
    provider = _provider("first")
    first, second = _model(provider, "a"), _model(provider, "b")
    Conversation.objects.create(owner=alice, model=second)
    assert (default_model_id(alice.pk), default_model_id(bob.pk)) == (second.pk, first.pk)


def test_the_admins_default_comes_before_all(alice: User) -> None:
    provider = _provider("first")
    Conversation.objects.create(owner=alice, model=_model(provider, "a"))
    chosen = _model(provider, "b", is_default=True)
    assert default_model_id(alice.pk) == chosen.pk


def test_what_cannot_chat_or_is_switched_off_is_never_chosen(alice: User) -> None:
    _model(_provider("off", enabled=False), "a")
    _model(_provider("first"), "embedding", chat=False)
    assert default_model_id(alice.pk) == _built_in().pk
