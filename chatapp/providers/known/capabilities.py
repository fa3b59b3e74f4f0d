"""What is known of models by their names: kept by hand, for where `/models` says nothing.

The first family that matches wins, so narrow ones are above wide ones. A wrong guess costs little: an admin
corrects it, and discovery never overwrites what is there. Context windows are tokens.
"""

import re
from typing import NamedTuple


class Capabilities(NamedTuple):
    """`chat` False: not a model that one can chat with, hidden in the picker."""

    chat: bool = True
    tools: bool = False
    vision: bool = False
    reasoning: bool = False
    context_window: int | None = None
    files: bool = False
    audio: bool = False


# Parts of names, between separators, of models that embed, rank, hear, speak, draw or judge.
NOT_CHAT = re.compile(
    r"(?<![a-z])(?:embed|embedding|embeddings|bge|gte|e5|minilm|nomic-embed|voyage|rerank|reranker|ranker|whisper"
    r"|tts|stt|asr|transcribe|transcription|speech|audio|realtime|live|dall-e|image|images|imagen|imagine|flux|diffusion|sdxl|sora|veo"
    r"|video|moderation|guard|shield|classifier|ocr|aqa|babbage|davinci|computer-use)(?![a-z])"
    r"|embed|stable-diffusion|gpt-3\.5-turbo-instruct|deep-research"
)


class Family(NamedTuple):
    """Names that begin with `pattern` once the maker's folder (`openai/`, `models/`) is off."""

    pattern: str
    context_window: int | None
    marks: str = ""


# marks: t = tools, v = vision, r = reasoning, f = PDF files
FAMILIES: tuple[Family, ...] = (
    # OpenAI
    Family(r"gpt-5.*chat", 128_000, "tv"),
    Family(r"gpt-5|codex", 400_000, "tvrf"),
    Family(r"gpt-4\.1", 1_047_576, "tvf"),
    Family(r"gpt-4\.5", 128_000, "tv"),
    Family(r"(chatgpt-4o|gpt-4o)", 128_000, "tvf"),
    Family(r"gpt-4-turbo", 128_000, "tv"),
    Family(r"gpt-4-32k", 32_768, "t"),
    Family(r"gpt-4", 8_192, "t"),
    Family(r"gpt-3\.5", 16_385, "t"),
    Family(r"o1-(mini|preview)", 128_000, "r"),
    Family(r"o3-mini", 200_000, "tr"),
    Family(r"o[134]", 200_000, "tvrf"),
    Family(r"gpt-oss", 131_072, "tr"),
    # Anthropic
    Family(r"claude-(3-7|3\.7|4|opus-[4-9]|sonnet-[4-9]|haiku-[4-9])", 200_000, "tvr"),
    Family(r"claude", 200_000, "tv"),
    # Google
    Family(r"gemini-(2\.5|[3-9])", 1_048_576, "tvr"),
    Family(r"gemini", 1_048_576, "tv"),
    Family(r"gemma-?3n", 32_768, "v"),
    Family(r"gemma-?[34]", 131_072, "v"),
    Family(r"gemma", 8_192),
    # Mistral
    Family(r"magistral", 131_072, "tr"),
    Family(r"pixtral|mistral-(medium|small|large-3)|ministral-3", 131_072, "tv"),
    Family(r"codestral", 262_144, "t"),
    Family(r"mixtral", 32_768, "t"),
    Family(r"mistral-(7b|tiny)", 32_768, "t"),
    Family(r"mistral|ministral|devstral|open-mistral", 131_072, "t"),
    # Meta
    Family(r"(meta-)?llama-?4.*scout", 10_000_000, "tv"),
    Family(r"(meta-)?llama-?4", 1_048_576, "tv"),
    Family(r"(meta-)?llama-?3\.2-?(11|90)b|(meta-)?llama-?3\.2-vision", 131_072, "v"),
    Family(r"(meta-)?llama-?3\.[123]", 131_072, "t"),
    Family(r"(meta-)?llama-?3", 8_192),
    Family(r"(meta-)?llama-?2", 4_096),
    # Alibaba
    Family(r"qwq|qwen-?3.*thinking", 131_072, "tr"),
    Family(r"qwen.*vl|qvq", 131_072, "tv"),
    Family(r"qwen-?3.*(instruct|coder)", 262_144, "t"),
    Family(r"qwen-?3", 131_072, "tr"),
    Family(r"qwen-?2\.5|qwen-(max|plus|turbo)", 131_072, "t"),
    Family(r"qwen", 32_768, "t"),
    # DeepSeek; what was distilled from R1 thinks but was not trained to call tools
    Family(r"deepseek-r1-distill", 131_072, "r"),
    Family(r"deepseek-(reasoner|r1|v3\.[12])", 131_072, "tr"),
    Family(r"deepseek", 131_072, "t"),
    # Others
    Family(r"grok-(4|3-mini|code)", 131_072, "tr"),
    Family(r"grok-.*vision", 32_768, "v"),
    Family(r"grok", 131_072, "t"),
    Family(r"command-(a|r)", 128_000, "t"),
    Family(r"kimi.*thinking", 262_144, "tr"),
    Family(r"kimi|moonshot", 131_072, "t"),
    Family(r"glm-4\.\d+v", 65_536, "tvr"),
    Family(r"glm-(4\.[5-9]|[5-9])", 131_072, "tr"),
    Family(r"minimax-m", 204_800, "tr"),
    Family(r"nemotron", 131_072, "tr"),
    Family(r"phi-?4-reasoning", 32_768, "r"),
    Family(r"phi-?4", 16_384),
    Family(r"phi-?3", 131_072),
    Family(r"granite", 131_072, "t"),
    Family(r"(amazon\.)?nova-(lite|pro|premier)", 300_000, "tv"),
    Family(r"sonar", 128_000),
)

_PATTERNS = tuple((re.compile(family.pattern), family) for family in FAMILIES)


def capabilities(name: str) -> Capabilities:
    """All off for a name that nobody here knows, but shown in the picker."""
    bare = name.lower().rpartition("/")[2]
    if NOT_CHAT.search(bare):
        return Capabilities(chat=False)
    family = next((family for pattern, family in _PATTERNS if pattern.match(bare)), None)
    if family is None:
        return Capabilities()
    marks = family.marks
    return Capabilities(
        True, "t" in marks, "v" in marks, "r" in marks, family.context_window, files="f" in marks
    )
