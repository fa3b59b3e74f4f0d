"""The static files under their hashed names, collected again when a source changed."""

import fcntl
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.exceptions import ImproperlyConfigured

from .child import manage


def collect(say: Callable[[str], object]) -> None:
    """Nothing is removed: pages that are open go on with the files they were made with."""
    if settings.SERVESTATIC_USE_FINDERS:
        return
    try:
        root = Path(settings.STATIC_ROOT)
        root.mkdir(parents=True, exist_ok=True)
        with _alone(root):
            stamp = root.with_name(f"{root.name}.stamp")
            wanted = _fingerprint()
            if not stamp.exists() or stamp.read_text() != wanted:
                say("Collecting the static files")
                manage("collectstatic", "--no-input", "--skip-checks")
                stamp.write_text(wanted)
    except OSError as error:
        raise ImproperlyConfigured(f"{settings.STATIC_ROOT} cannot be written: {error.strerror}.") from error


def _fingerprint() -> str:
    """Of every source's name, size and time of change."""
    lines = sorted(
        f"{path} {found.st_size} {found.st_mtime_ns}"
        for finder in get_finders()
        for path, storage in finder.list([])
        if (found := Path(storage.path(path)).stat())
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    with root.with_name(f"{root.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
