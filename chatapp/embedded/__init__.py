"""The Postgres that comes with the product, for an installation without `DATABASE_URL`.

`ENGINE = "chatapp.embedded"` is Django's own Postgres backend, which starts this server at the first
connection of the process, and stops it with the last process that uses it.
"""

import hashlib
import os
import tempfile
from pathlib import Path

# A socket's address has 108 bytes (104 on macOS); Postgres appends this name to the folder.
SOCKET = ".s.PGSQL.5432"
_LONGEST = 103 - len(f"/{SOCKET}")


def socket_folder(data: Path) -> Path:
    """The folder of the server's socket: the data folder, or a private one where its name is too long."""
    if len(os.fsencode(data)) <= _LONGEST and not set(str(data)) & set(',"@'):
        return data
    digest = hashlib.sha256(os.fsencode(data)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"chatapp-{os.geteuid()}-{digest}"
