"""The static files under their hashed names, collected again when a source changed."""

import fcntl
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from operator import itemgetter
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.exceptions import ImproperlyConfigured

from chatapp.web import bundle

from .child_process import manage


def collect(say: Callable[[str], object]) -> None:
    """Nothing is removed: pages that are open go on with the files they were made with. Where they are current,
    nothing is written."""
    if settings.SERVESTATIC_USE_FINDERS:
        return
    root = Path(settings.STATIC_ROOT)
    stamp = root.with_name(f"{root.name}.stamp")
    wanted = _fingerprint()
    if _is(stamp, wanted):
        return
    try:
        root.mkdir(parents=True, exist_ok=True)
        with _alone(root):
            if not _is(stamp, wanted):
                say("Collecting the static files")
                if not bundle.build():
                    say("esbuild has no program for this machine: scripts and styles are served one by one")
                manage("collectstatic", "--no-input", "--skip-checks")
                stamp.write_text(wanted)
    except OSError as error:
        raise ImproperlyConfigured(
            f"The static files cannot be written to {root} ({error.strerror}): "
            "set CHATAPP_STATIC_DIR to a folder of yours."
        ) from error


def _is(stamp: Path, wanted: str) -> bool:
    return stamp.exists() and stamp.read_text() == wanted


def _fingerprint() -> str:
    """Of every source's name and content, and of how they are merged: copies of a checkout have the same one."""
    found = hashlib.sha256(bundle.recipe())
    for finder in get_finders():
        if isinstance(finder, bundle.BundleFinder):
            continue
        for path, storage in sorted(finder.list([]), key=itemgetter(0)):
            content = Path(storage.path(path)).read_bytes()
            found.update(f"{path} {len(content)}\n".encode() + content)
    return found.hexdigest()


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    with root.with_name(f"{root.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
