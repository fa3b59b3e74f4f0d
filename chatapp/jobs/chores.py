"""What is asked for every minute, by rooms of which the server process knows nothing."""

from collections.abc import Callable
from typing import Final

__all__ = ["minutely"]

# Any number of processes run them at once, each in a thread without a request.
minutely: Final[list[Callable[[], object]]] = []
