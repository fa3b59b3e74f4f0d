"""What a child process may use."""

import resource
from contextlib import suppress
from typing import Final

ADDRESS_SPACE: Final = 1 << 30


def restrict(seconds: int) -> None:
    """Of this process from now on: `seconds` of CPU time, 1 GiB of memory, no file written, few opened.

    macOS keeps no limit on memory: there the time is the limit.
    """
    for kind, soft, hard in (
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_CPU, seconds, seconds + 5),
        (resource.RLIMIT_AS, ADDRESS_SPACE, ADDRESS_SPACE),
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_NOFILE, 64, 64),
    ):
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (soft, hard))
