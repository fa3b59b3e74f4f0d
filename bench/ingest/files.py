"""Made-up files: a PDF of many pages, and folders of Markdown, HTML and CSV, in words as frequent as in language."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from pathlib import Path

from bench.retrieval.speed import sentence

__all__ = ["markdown", "mixed", "pdf"]

_LINES = 45
_WORDS = 12
"""Of a line."""


def pdf(path: Path, pages: int) -> None:
    """Text in one font, which is read and not recognised."""
    draw = random.Random(1)
    kids = " ".join(f"{4 + 2 * page} 0 R" for page in range(pages))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for page in range(pages):
        fonts = "/Resources << /Font << /F1 3 0 R >> >>"
        sheet = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] {fonts} /Contents {5 + 2 * page} 0 R >>"
        )
        lines = "".join(f"({sentence(draw, _WORDS)}.) Tj T*\n" for _ in range(_LINES))
        drawn = f"BT /F1 10 Tf 14 TL 50 780 Td\n{lines}ET".encode()
        objects += [sheet.encode(), b"<< /Length %d >>\nstream\n%b\nendstream" % (len(drawn), drawn)]
    with path.open("wb") as file:
        file.write(b"%PDF-1.4\n")
        places = []
        for number, content in enumerate(objects, start=1):
            places.append(file.tell())
            file.write(b"%d 0 obj\n%b\nendobj\n" % (number, content))
        table = file.tell()
        rows = b"".join(b"%010d 00000 n \n" % place for place in places)
        size = len(objects) + 1
        file.write(b"xref\n0 %d\n0000000000 65535 f \n%b" % (size, rows))
        file.write(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, table))


def markdown(folder: Path, files: int) -> Iterator[Path]:
    """Of three sections of 100 words each."""
    draw = random.Random(2)
    for number in range(files):
        path = folder / f"{number}.md"
        path.write_text("\n\n".join(f"# {sentence(draw, 4)}\n\n{sentence(draw, 100)}." for _ in range(3)))
        yield path


def mixed(folder: Path, size: int) -> Iterator[Path]:
    """Files of about a megabyte each, until they have so many bytes together."""
    draw = random.Random(3)
    written = 0
    for number in itertools.count():
        if written >= size:
            return
        path = folder / f"{number}.{('md', 'html', 'csv', 'pdf')[number % 4]}"
        match path.suffix:
            case ".pdf":
                pdf(path, 250)
            case ".csv":
                path.write_text("\n".join(",".join(sentence(draw, 8).split()) for _ in range(18_000)))
            case ".html":
                path.write_text(
                    "".join(f"<h2>{sentence(draw, 4)}</h2><p>{sentence(draw, 100)}." for _ in range(1400))
                )
            case _:
                path.write_text(
                    "\n\n".join(f"## {sentence(draw, 4)}\n\n{sentence(draw, 100)}." for _ in range(1400))
                )
        written += path.stat().st_size
        yield path
