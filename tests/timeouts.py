"""How long the tests wait for what has to come: enough to tell broken from slow on a machine that is busy."""

from typing import Final

TIMEOUT: Final = 120  # seconds
