"""Text that arrives in fragments."""

from chatapp.wire.accumulate.buffer import TextBuffer

__all__ = ["TextAccumulator"]


class TextAccumulator:
    """Appends; keeps back a half surrogate pair at the end: the next fragment may bring the other half."""

    __slots__ = ("_half", "_parts")

    def __init__(self) -> None:
        self._parts = TextBuffer()
        self._half = ""

    def __str__(self) -> str:
        """All of it, the half that is kept back included."""
        return str(self._parts) + self._half

    def __bool__(self) -> bool:
        return bool(self._parts or self._half)

    def add(self, words: str) -> str:
        """Append; gives what can be shown by now."""
        if not words:
            return ""
        if self._half:
            words = _joined(self._half, words)
            self._half = ""
        # Quirk: servers cut an emoji's escaped pair in two ("\ud83d" now, "\ude00" in the next chunk).
        if "\ud800" <= words[-1] <= "\udbff":
            self._half = words[-1]
            words = words[:-1]
        if words:
            self._parts.append(words)
        return words

    def unseen(self, words: str) -> str:
        """What `words`, a whole text and no fragment, has beyond this; all of it if it begins otherwise."""
        return words.removeprefix(str(self))

    def flush(self) -> str:
        """The half pair that nothing completed; it belongs to the text as it is."""
        half, self._half = self._half, ""
        if half:
            self._parts.append(half)
        return half


def _joined(half: str, words: str) -> str:
    if not "\udc00" <= words[0] <= "\udfff":
        return half + words
    return (half + words[0]).encode("utf-16", "surrogatepass").decode("utf-16") + words[1:]
