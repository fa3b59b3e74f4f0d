import pytest

from chatapp.providers.known.capabilities import Capabilities, capabilities
from chatapp.providers.model_listing import read


@pytest.mark.parametrize(
    "name",
    [
        "text-embedding-3-small",
        "whisper-1",
        "gpt-4o-mini-tts",
        "gpt-4o-transcribe",
        "tts-1-hd",
        "dall-e-3",
        "gpt-image-1",
        "omni-moderation-latest",
        "gpt-4o-realtime-preview",
        "gpt-4o-audio-preview",
        "babbage-002",
        "gpt-3.5-turbo-instruct",
        "sora-2",
        "mistral-embed",
        "mistral-ocr-latest",
        "mistral-moderation-latest",
        "models/text-embedding-004",
        "imagen-4.0-generate-001",
        "veo-3.0-generate-001",
        "gemini-2.5-flash-image",
        "gemini-2.5-flash-preview-tts",
        "nomic-embed-text",
        "bge-m3",
        "cohere/rerank-v3.5",
        "jina-reranker-v2",
        "meta-llama/llama-guard-4-12b",
        "black-forest-labs/flux-1.1-pro",
        "stabilityai/stable-diffusion-xl",
        "gemini-live-2.5-flash",
        "voyage-3",
        "snowflake-arctic-embed2",
    ],
)
def test_what_cannot_chat_is_hidden(name: str) -> None:
    assert capabilities(name).chat is False


@pytest.mark.parametrize(
    ("name", "marks", "window"),
    [
        ("gpt-5-mini", "tvrf", 400_000),
        ("gpt-5-chat-latest", "tv", 128_000),
        ("gpt-4o-2024-08-06", "tvf", 128_000),
        ("gpt-4.1-nano", "tvf", 1_047_576),
        ("gpt-4", "t", 8_192),
        ("o3-mini", "tr", 200_000),
        ("o4-mini", "tvrf", 200_000),
        ("openai/gpt-oss-120b", "tr", 131_072),
        ("anthropic/claude-sonnet-4", "tvr", 200_000),
        ("claude-3-5-haiku-latest", "tv", 200_000),
        ("models/gemini-2.5-pro", "tvr", 1_048_576),
        ("mistral-large-latest", "t", 131_072),
        ("magistral-medium-2506", "tr", 131_072),
        ("llama3.2:3b", "t", 131_072),
        ("meta-llama/Llama-3.3-70B-Instruct", "t", 131_072),
        ("Qwen/Qwen2.5-72B-Instruct", "t", 131_072),
        ("qwen3:8b", "tr", 131_072),
        ("qwen2.5-vl-72b-instruct", "tv", 131_072),
        ("deepseek-reasoner", "tr", 131_072),
        ("deepseek-r1-distill-llama-70b", "r", 131_072),
    ],
)
def test_well_known_families_are_known_by_name(name: str, marks: str, window: int) -> None:
    expected = Capabilities(True, "t" in marks, "v" in marks, "r" in marks, window, files="f" in marks)
    assert capabilities(name) == expected


def test_an_unknown_model_is_shown_with_everything_off() -> None:
    assert capabilities("our-own-model") == Capabilities()


def test_what_the_provider_says_wins_over_what_the_name_says() -> None:
    entries = [
        {
            "id": "maker/our-own-model",
            "context_length": 64_000,
            "architecture": {"input_modalities": ["text", "image"], "output_modalities": ["text"]},
            "supported_parameters": ["tools", "reasoning"],
        },
        {
            "id": "gpt-4o",
            "capabilities": {"completion_chat": False, "function_calling": False, "vision": True},
        },
        {"id": "served-here", "max_model_len": 32_768},
    ]
    first, second, third = read(entries)
    assert first.capabilities == Capabilities(True, True, True, True, 64_000)
    assert second.capabilities[:3] == (False, False, True)
    assert third.capabilities == Capabilities(context_window=32_768)


def test_a_listing_is_read_however_odd_its_entries_are() -> None:
    entries = [
        {"id": 7},
        {"id": ""},
        {},
        {"id": "x" * 201},
        {"id": "new\nline"},
        {"name": "models/named"},
        {"id": "twice"},
        {"id": "twice"},
        {
            "id": "odd",
            "capabilities": "chat",
            "architecture": [],
            "supported_parameters": 3,
            "context_length": "8k",
        },
        {"id": "huge", "context_window": 2**40},
    ]
    assert [item.name for item in read(entries)] == ["named", "twice", "odd", "huge"]
