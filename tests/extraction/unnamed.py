"""Files that this process has open and that nobody else finds."""

from contextlib import suppress
from pathlib import Path
from stat import S_ISREG


def unnamed_files() -> list[int]:
    """Their sizes in bytes."""
    found = []
    for descriptor in Path("/proc/self/fd").iterdir():
        # That of the folder itself is closed by now.
        with suppress(FileNotFoundError):
            file = descriptor.stat()
            if S_ISREG(file.st_mode) and not file.st_nlink:
                found.append(file.st_size)
    return found
