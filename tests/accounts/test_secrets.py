"""Secrets at rest."""

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from chatapp.accounts.crypto.secrets import SecretLost, seal, unseal


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
@hypothesis(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_what_was_sealed_is_unsealed(text: str) -> None:
    assert unseal(seal(text)) == text
    assert unseal(memoryview(seal(text))) == text  # type: ignore[arg-type]


def test_a_sealed_secret_does_not_show_and_never_looks_the_same() -> None:
    assert b"sk-secret" not in seal("sk-secret")
    assert seal("sk-secret") != seal("sk-secret")


def test_a_rotated_key_opens_and_a_lost_one_says_so(settings: Settings) -> None:
    old = settings.SECRET_KEY
    blob = seal("sk-secret")
    settings.SECRET_KEY = "the next key of this test " * 3
    with pytest.raises(SecretLost):
        unseal(blob)
    settings.SECRET_KEY_FALLBACKS = [old]
    assert unseal(blob) == "sk-secret"
    fresh = seal("sk-secret")
    settings.SECRET_KEY_FALLBACKS = []
    assert unseal(fresh) == "sk-secret"


@pytest.mark.parametrize("blob", [b"", b"nonsense", b"\xff" * 80])
def test_nonsense_is_a_lost_secret_too(blob: bytes) -> None:
    with pytest.raises(SecretLost):
        unseal(blob)
