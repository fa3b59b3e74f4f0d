"""How often a client may send, and when it is abuse."""

from __future__ import annotations

from collections import deque

FRAMES_PER_SECOND = 20
_BURST = 60
MOST_ERRORS = 50
ERROR_SECONDS = 10.0
# Acknowledgements come with what we send: they cost little and are not the client's choice.
ACK_REFUND = 0.95


class FrameBudget:
    """A bucket of frames that fills with time."""

    def __init__(self, now: float) -> None:
        self._frames = float(_BURST)
        self._at = now

    def spend(self, now: float) -> bool:
        """Take one frame out of the bucket; False if it is empty."""
        self._frames = min(_BURST, self._frames + (now - self._at) * FRAMES_PER_SECOND)
        self._at = now
        if self._frames < 1:
            return False
        self._frames -= 1
        return True

    def refund(self, share: float) -> None:
        """Put a share of a frame back."""
        self._frames += share


class ErrorLimit:
    """Counts errors: too many in a short time are abuse."""

    def __init__(self) -> None:
        self._errors: deque[float] = deque(maxlen=MOST_ERRORS)

    def lost(self, now: float) -> bool:
        """One more error: is it abuse now?"""
        self._errors.append(now)
        return len(self._errors) == MOST_ERRORS and now - self._errors[0] < ERROR_SECONDS
