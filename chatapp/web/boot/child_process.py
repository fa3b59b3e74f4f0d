"""Commands that run beside the server: the memory that a rare, large piece of work takes goes with its process."""

import subprocess
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def manage(command: str, *arguments: str) -> None:
    """Run `manage.py command`, which says on stderr what is wrong. Raises ImproperlyConfigured if it fails."""
    script = str(settings.BASE_DIR / "manage.py")
    done = subprocess.run(
        [sys.executable, script, command, *arguments], stdout=subprocess.DEVNULL, check=False
    )
    if done.returncode:
        raise ImproperlyConfigured(f"The server cannot start: manage.py {command} failed.")
