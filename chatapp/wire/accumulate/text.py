"""Text that grows."""

__all__ = ["TextAccumulator", "TextBuffer", "TextFragments"]

_LOOSE = 128


class TextBuffer:
    """Appends at the same cost however long the text is.

    Some pieces at a time become one string: a word of its own takes Python ten times its length.
    """

    __slots__ = ("_joined", "_loose")

    def __init__(self) -> None:
        self._joined: list[str] = []
        self._loose: list[str] = []

    def append(self, text: str) -> None:
        self._loose.append(text)
        if len(self._loose) == _LOOSE:
            self._joined.append("".join(self._loose))
            self._loose.clear()

    def __str__(self) -> str:
        if self._loose or len(self._joined) > 1:
            self._joined = ["".join((*self._joined, *self._loose))]
            self._loose.clear()
        return self._joined[0] if self._joined else ""

    def __bool__(self) -> bool:
        return bool(self._joined or self._loose)


class TextAccumulator(TextBuffer):
    """Keeps back a half surrogate pair at the end: the next fragment may bring the other half."""

    __slots__ = ("_half",)

    def __init__(self) -> None:
        super().__init__()
        self._half = ""

    def __str__(self) -> str:
        """All of it, the half that is kept back included."""
        return super().__str__() + self._half

    def __bool__(self) -> bool:
        return bool(self._joined or self._loose or self._half)

    def add(self, words: str) -> str:
        """Append; gives what can be shown by now."""
        if not words:
            return ""
        if self._half or "\ud800" <= words[-1] <= "\udbff":
            words, self._half = _paired(self._half, words)
        if words:
            self.append(words)
        return words

    def unseen(self, words: str) -> str:
        """What `words`, a whole text and no fragment, has beyond this; all of it if it begins otherwise."""
        return words.removeprefix(str(self))

    def flush(self) -> str:
        """The half pair that nothing completed; it belongs to the text as it is."""
        half, self._half = self._half, ""
        if half:
            self.append(half)
        return half


class TextFragments:
    """A text that only passes: as above, but it is kept elsewhere."""

    __slots__ = ("_half", "_shown")

    def __init__(self) -> None:
        self._half = ""
        self._shown = 0

    def add(self, words: str) -> str:
        """What can be shown by now."""
        if words:
            words, self._half = _paired(self._half, words)
            self._shown += len(words)
        return words

    def add_rest(self, whole: str) -> str:
        """The same of all that the text, whole by now, has beyond what was added."""
        return self.add(whole[self._shown + len(self._half) :])

    def flush(self) -> str:
        """The half pair that nothing completed."""
        half, self._half = self._half, ""
        self._shown += len(half)
        return half


def _paired(half: str, words: str) -> tuple[str, str]:
    """The words after `half`, and the half of a pair at their end, which has to wait."""
    if half:
        words = _joined(half, words)
    # Quirk: servers cut an emoji's escaped pair in two ("\ud83d" now, "\ude00" in the next chunk).
    return (words[:-1], words[-1]) if "\ud800" <= words[-1] <= "\udbff" else (words, "")


def _joined(half: str, words: str) -> str:
    if not "\udc00" <= words[0] <= "\udfff":
        return half + words
    return (half + words[0]).encode("utf-16", "surrogatepass").decode("utf-16") + words[1:]
