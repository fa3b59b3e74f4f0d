"""What extraction refuses.

ExtractionError  no text can be had of this file; `str()` is a sentence for the person who brought it
"""

from enum import StrEnum


class Reason(StrEnum):
    """Why there is no text, as the child process says it."""

    UNSUPPORTED = "unsupported"
    PASSWORD = "password"  # noqa: S105
    COMPLEX = "complex"
    SLOW = "slow"
    DAMAGED = "damaged"


class ExtractionError(Exception):
    """A reader of a format gives the reason alone; who reads files for people adds the sentence."""

    def __init__(self, reason: Reason, sentence: str = "") -> None:
        super().__init__(sentence)
        self.reason = reason
