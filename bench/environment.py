"""What a benchmark's processes know of the shell that started it: no database, no provider, no setting of anybody's."""

import os
from typing import Final

BARE: Final = {
    name: os.environ[name] for name in ("PATH", "HOME", "USER", "LANG", "TMPDIR") if name in os.environ
}
