"""Questions that only make sense after the one before: "and how long does that take?". Pure."""

import re
from collections.abc import Iterable

__all__ = ["completed"]

_MOST_OWN_WORDS = 2
"""A question with more words that mean something says itself what it is about, though it has an "it"."""

_joined = re.compile(r"\W*(and|but|or|so|also|then|(what|how) about|und|aber|oder|auch)\b", re.I)
_apostrophe = re.compile(r"['’]\w*")
_word = re.compile(r"[^\W_]+")

# fmt: off
_REFERRING = frozenset({
    "it", "its", "that", "this", "these", "those", "they", "them", "their", "one", "ones", "he", "she",
    "him", "her", "his", "same",
})
_ASKING = frozenset({"how", "what", "when", "where", "which", "who", "whom", "whose", "why"})
_FUNCTION = _REFERRING | _ASKING | frozenset({
    "a", "about", "again", "all", "am", "an", "and", "any", "anybody", "anyone", "are", "as", "at", "be", "been",
    "but", "by", "can", "could", "did", "do", "does", "else", "exactly", "far", "for", "from", "get", "go", "had",
    "has", "have", "i", "if", "in", "into", "is", "just", "long", "many", "may", "me", "mean", "might", "more",
    "much", "must", "my", "no", "not", "of", "off", "often", "on", "only", "or", "our", "please", "possible",
    "really", "shall", "should", "so", "some", "take", "than", "the", "then", "there", "to", "too", "us", "was", "we",
    "were", "will", "with", "without", "work", "would", "you", "your",
})
# fmt: on


def completed(question: str, earlier: Iterable[str]) -> str:
    """The question, led by those before it (given latest first) as far as it needs them."""
    words = [question]
    for before in earlier:
        if not _refers_back(words[0]):
            break
        words.insert(0, before)
    return " ".join(words)


def _refers_back(question: str) -> bool:
    words = _word.findall(_apostrophe.sub("", question.lower()))
    own = [word for word in words if word not in _FUNCTION]
    return bool(_joined.match(question)) or not own or _is_short(words, own)


def _is_short(words: list[str], own: list[str]) -> bool:
    return len(own) <= _MOST_OWN_WORDS and not _REFERRING.isdisjoint(words)
