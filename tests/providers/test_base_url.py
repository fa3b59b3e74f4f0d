import pytest

from chatapp.providers.base_url import clean
from chatapp.providers.errors import BadBaseUrl


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("https://api.openai.com/v1", "https://api.openai.com/v1"),
        (" HTTPS://API.OpenAI.com/v1/ ", "https://api.openai.com/v1"),
        ("http://localhost:11434/v1", "http://localhost:11434/v1"),
        ("http://192.168.1.5:8000/v1//", "http://192.168.1.5:8000/v1"),
        ("http://[::1]:8000/v1", "http://[::1]:8000/v1"),
        ("https://x.example.com/openai/v1?api-version=2", "https://x.example.com/openai/v1?api-version=2"),
    ],
)
def test_a_base_url_comes_to_one_form(typed: str, url: str) -> None:
    assert clean(typed) == (url, "")


@pytest.mark.parametrize("call", ["/chat/completions", "/models", "/completions/", "/embeddings"])
def test_a_call_at_the_end_is_taken_off_with_a_hint(call: str) -> None:
    url, hint = clean(f"https://api.example.com/v1{call}")
    assert url == "https://api.example.com/v1"
    assert "taken off" in hint


def test_an_address_without_a_path_gets_a_hint() -> None:
    assert "/v1" in clean("https://api.example.com").hint


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "api.openai.com/v1",
        "ftp://example.com/v1",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "builtin:",
        "https://",
        "https://exa mple.com/v1",
        "https://example.com:99999/v1",
        "https://[::1/v1",
        "https://user:secret@example.com/v1",
        "https://example.com/v1#here",
        "https://example.com/v1\nHost: other",
    ],
)
def test_nonsense_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(BadBaseUrl) as refused:
        clean(typed)
    assert str(refused.value).endswith(".")
    assert "secret" not in str(refused.value)
