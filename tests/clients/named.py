"""Names that the tests and the server of the clients share."""

from typing import Final

COLLECTION: Final = "alices"
"""The short name of a collection of Alice's."""

FILES: Final = tuple(f"{number:032x}" for number in range(1, 101))
"""Of the ids of files in it."""
