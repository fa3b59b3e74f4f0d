"""LiteLLM's proxy, in a virtual environment of its own that is kept between runs.

    echo 'litellm[proxy]' | uv pip compile --universal --python-version 3.11 --generate-hashes --no-header \
        --no-annotate -o bench/gateway/litellm.lock -

makes its lock anew. It runs as its page for production asks: one worker, log of errors only, no price list from the
network. It has no database, so it writes nothing down.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bench.environment import BARE
from bench.processes import ROOT, Footprint, answering, free_port

from .target import Target

_HERE: Final = Path(__file__).parent
_LOCK: Final = _HERE / "litellm.lock"
_HOME: Final = ROOT / ".build" / "bench" / "litellm"
_KEY: Final = "sk-bench"


def version() -> str:
    found = re.search(r"^litellm==(\S+)", _LOCK.read_text(), re.MULTILINE)
    return found[1] if found else ""


def install() -> None:
    """Does nothing where what the lock says is in place."""
    wanted, stamp = hashlib.sha256(_LOCK.read_bytes()).hexdigest(), _HOME / "installed"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print(f"Installing LiteLLM {version()} into {_HOME.relative_to(ROOT)}", file=sys.stderr, flush=True)
    venv.create(_HOME, clear=True, with_pip=True)
    pip = [str(_HOME / "bin" / "python"), "-m", "pip", "install", "-qq", "--no-deps", "--require-hashes"]
    subprocess.run([*pip, "-r", str(_LOCK)], check=True)
    stamp.write_text(wanted)


@contextmanager
def litellm(provider: str) -> Iterator[Target]:
    """The proxy, started, with the provider at this base URL behind it."""
    port = free_port()
    env = {
        **BARE,
        "LITELLM_MODE": "PRODUCTION", "LITELLM_LOG": "ERROR", "LITELLM_LOCAL_MODEL_COST_MAP": "True",
        "LITELLM_MASTER_KEY": _KEY, "OPENAI_BASE_URL": provider, "OPENAI_API_KEY": "bench",
    }  # fmt: skip
    command = [
        str(_HOME / "bin" / "litellm"), "--config", str(_HERE / "litellm.yaml"),
        "--host", "127.0.0.1", "--port", str(port), "--num_workers", "1", "--telemetry", "False",
    ]  # fmt: skip
    url = f"http://127.0.0.1:{port}/health/liveliness"
    with answering(*command, env=env, url=url) as pid:
        yield Target("litellm", port, _KEY, Footprint(pid))
