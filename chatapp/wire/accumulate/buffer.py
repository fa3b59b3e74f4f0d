"""A text that grows."""

__all__ = ["TextBuffer"]

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
