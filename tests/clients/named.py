"""Names that the tests and the server of the clients share."""

from typing import Final

COLLECTION: Final = "alices"
"""The short name of a collection of Alice's."""
