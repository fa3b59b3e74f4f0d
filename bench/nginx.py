"""The sample `deploy/nginx.conf`, as it is shipped, in an nginx of its own, on other ports."""

from __future__ import annotations

import datetime
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bench.processes import ROOT, free_port

SAMPLE = ROOT / "deploy" / "nginx.conf"
HOST = "chat.example.org"
# Where `deploy/prepare.py` unpacks one, and where Debian has it, which is not on everybody's PATH.
_PLACES = (ROOT / ".build" / "nginx" / "usr" / "sbin" / "nginx", Path("/usr/sbin/nginx"))
MISSING = "nginx is missing, which the sample for it is tried with: apt-get install nginx"
_PATIENCE = 20


@dataclass(frozen=True)
class Proxy:
    """`url` speaks https, `plain` is its port 80. `trust` is what a client needs that believes its certificate."""

    url: str
    plain: str
    trust: ssl.SSLContext

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])


def found() -> str | None:
    """The program, where there is one."""
    there = next((str(place) for place in _PLACES if place.exists()), None)
    return shutil.which("nginx") or there


@contextmanager
def nginx(folder: Path, backends: Sequence[int]) -> Iterator[Proxy]:
    """In front of the processes on these ports, until the block is left; its files are in `folder`."""
    program = found()
    if program is None:
        raise SystemExit(MISSING)
    port, plain = free_port(), free_port()
    certificate = _write_certificate(folder)
    whole = write(folder, port, plain, backends)
    process = subprocess.Popen([program, "-p", str(folder), "-c", str(whole), "-g", "daemon off;"])
    try:
        _wait(port, process)
        trust = ssl.create_default_context(cafile=str(certificate))
        yield Proxy(f"https://127.0.0.1:{port}", f"http://127.0.0.1:{plain}", trust)
    finally:
        process.terminate()
        process.wait(_PATIENCE)


def write(folder: Path, port: int, plain: int, backends: Sequence[int]) -> Path:
    """The configuration, with the sample in the place that Debian has for it."""
    (folder / "chatapp.conf").write_text(_moved(SAMPLE.read_text(), folder, port, plain, backends))
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = folder / "nginx.conf"
    whole.write_text(
        # Its workers are somebody else otherwise, who cannot read a temporary folder of root's.
        f"{'user root;' if os.geteuid() == 0 else ''}\n"
        f"worker_processes 2; pid {folder}/pid; error_log {folder}/error.log;\n"
        "events { worker_connections 1024; }\n"
        f"http {{ access_log off; {temporary} include {folder}/chatapp.conf; }}\n"
    )
    return whole


def _moved(sample: str, folder: Path, port: int, plain: int, backends: Sequence[int]) -> str:
    """The sample on other ports of this machine, with its other files in this folder."""
    others = {
        r"listen 80;": f"listen 127.0.0.1:{plain};",
        r"listen 443 ": f"listen 127.0.0.1:{port} ",
        r"/etc/letsencrypt/live/chat\.example\.org": str(folder),
        **{rf"127\.0\.0\.1:{8000 + number}\b": f"127.0.0.1:{one}" for number, one in enumerate(backends)},
    }
    for there, here in others.items():
        sample, count = re.subn(there, here, sample)
        assert count, f"{there} is not in {SAMPLE}"
    return sample


def _write_certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    names = x509.SubjectAlternativeName([x509.DNSName(HOST), x509.IPAddress(ip_address("127.0.0.1"))])
    today = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - datetime.timedelta(days=1))
        .not_valid_after(today + datetime.timedelta(days=1))
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "fullchain.pem"
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return path


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    latest = time.monotonic() + _PATIENCE
    while process.poll() is None and time.monotonic() < latest:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.02)
    raise SystemExit("nginx did not come up")
