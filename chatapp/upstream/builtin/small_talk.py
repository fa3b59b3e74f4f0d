"""What people say to the built-in model besides questions: greetings, and asking what it is. Pure."""

import re

__all__ = ["asks_what_it_is", "is_greeting"]

_greeting = re.compile(
    r"\W*(hi|hello|hey|hallo|hola|bonjour|moin|good (morning|day|evening)|thanks|thank you)\b", re.I
)
_apostrophe = re.compile(r"['’]s\b")
_word = re.compile(r"[^\W_]+")

# fmt: off
_FILLERS = frozenset({
    "about", "app", "chat", "could", "exactly", "for", "hello", "here", "hey", "hi", "me", "page", "please",
    "product", "site", "thing", "us", "with",
})
# fmt: on
_WHAT_IT_IS = frozenset(
    {
        "can i get help",
        "can you help",
        "help",
        "how can you help",
        "how do you work",
        "how does it work",
        "how does this work",
        "i need help",
        "introduce yourself",
        "what are you",
        "what are you able to do",
        "what can i ask",
        "what can i ask you",
        "what can you do",
        "what can you help",
        "what do you do",
        "what do you know",
        "what is it",
        "what is this",
        "what is your job",
        "what is your purpose",
        "who are you",
        "who is this",
        "you help",
    }
)


def is_greeting(text: str) -> bool:
    """Whether it is a greeting or thanks, and nothing more than that; an empty text is one too."""
    return not text.strip() or (len(text.split()) <= 4 and _greeting.match(text) is not None)


def asks_what_it_is(text: str) -> bool:
    """Whether all of the text asks what the one who answers is or can do: "help", "who are you?"."""
    words = _word.findall(_apostrophe.sub(" is", text.lower()))
    return " ".join(word for word in words if word not in _FILLERS) in _WHAT_IT_IS
