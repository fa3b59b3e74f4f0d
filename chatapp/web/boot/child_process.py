"""Commands that run beside the server: the memory that a rare, large piece of work takes goes with its process."""

import subprocess
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def manage(command: str, *arguments: str) -> None:
    """Run `manage.py command`, which says on stderr what is wrong. Raises ImproperlyConfigured if it fails."""
    done = subprocess.run(_line(command, *arguments), stdout=subprocess.DEVNULL, check=False)
    if done.returncode:
        raise ImproperlyConfigured(f"The server cannot start: manage.py {command} failed.")


def start(command: str) -> subprocess.Popen[bytes]:
    """Begin `manage.py command`, and go on. Keys pressed in the terminal are the server's, not its."""
    return subprocess.Popen(
        _line(command), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True
    )


def _line(command: str, *arguments: str) -> list[str]:
    return [sys.executable, str(settings.BASE_DIR / "manage.py"), command, *arguments]
