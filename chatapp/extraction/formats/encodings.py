"""Bytes as text, whatever they are encoded in."""

from __future__ import annotations

import re
from codecs import BOM_UTF8

# That many are enough to guess by.
_SAMPLE = 1 << 20
# Fewer bytes beyond ASCII tell a guess nothing: alone among letters they are those of Western Europe.
_FEW = 32
_beyond_ascii = re.compile(rb"[\x80-\xff]+")


def decoded(data: bytes) -> str:
    """What has no meaning in the encoding becomes U+FFFD. Line ends are `\\n`, and there is no U+0000."""
    return _text(data).replace("\0", "\N{REPLACEMENT CHARACTER}").replace("\r\n", "\n").replace("\r", "\n")


def _text(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        # Not by `utf-8-sig`, which is a module: each process that reads a file would load it anew.
        return data.removeprefix(BOM_UTF8).decode()
    except UnicodeDecodeError:
        return data.decode(_guessed(data[:_SAMPLE]), errors="replace")


def _guessed(sample: bytes) -> str:
    runs = _beyond_ascii.findall(sample)
    if len(runs) < _FEW and all(len(run) == 1 for run in runs):
        return "cp1252"
    # To load it takes ten times as long as to read what is UTF-8.
    from charset_normalizer import from_bytes

    guess = from_bytes(sample).best()
    return guess.encoding if guess else "utf-8"
