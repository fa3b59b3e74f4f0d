"""Made-up files: a PDF of many pages, Markdown, and what a team's folder holds, in words as frequent as in language."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from bench.retrieval.vocabulary import sentence

__all__ = ["markdown", "mixed", "pdf"]

_LINES = 45
_WORDS = 12
"""Of a line."""
_PICTURE = 4 << 20
"""Bytes."""
_OOXML = "http://schemas.openxmlformats.org"
_WORD = f"{_OOXML}/wordprocessingml/2006/main"
_DOCUMENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_CONTENT_TYPES = (
    f'<Types xmlns="{_OOXML}/package/2006/content-types">'
    f'<Override PartName="/word/document.xml" ContentType="{_DOCUMENT_TYPE}"/></Types>'
)
_RELATIONS = (
    f'<Relationships xmlns="{_OOXML}/package/2006/relationships"><Relationship Id="r1" Target="word/document.xml"'
    f' Type="{_OOXML}/officeDocument/2006/relationships/officeDocument"/></Relationships>'
)


def pdf(path: Path, pages: int, draw: random.Random | None = None, picture: bytes = b"") -> None:
    """Text in one font, which is read and not recognised, and an object of so many bytes beside it."""
    draw = draw or random.Random(1)
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
        objects += [sheet.encode(), _stream(drawn)]
    if picture:
        objects.append(_stream(picture))
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
    """Until they have so many bytes together: as in a team's folder, most of the bytes are pictures in PDF and Word
    files; a gigabyte has about ten million words."""
    draw = random.Random(3)
    written = 0
    for number in itertools.count():
        if written >= size:
            return
        path = folder / f"{number}.{('pdf', 'docx', 'md', 'html', 'csv')[number % 5]}"
        match path.suffix:
            case ".pdf":
                pdf(path, 60, draw, draw.randbytes(_PICTURE))
            case ".docx":
                _docx(path, [sentence(draw, 100) for _ in range(100)], draw.randbytes(_PICTURE))
            case ".csv":
                path.write_text("\n".join(",".join(sentence(draw, 8).split()) for _ in range(2000)))
            case ".html":
                path.write_text(
                    "".join(f"<h2>{sentence(draw, 4)}</h2><p>{sentence(draw, 100)}." for _ in range(150))
                )
            case _:
                path.write_text(
                    "\n\n".join(f"## {sentence(draw, 4)}\n\n{sentence(draw, 100)}." for _ in range(150))
                )
        written += path.stat().st_size
        yield path


def _docx(path: Path, paragraphs: Sequence[str], picture: bytes) -> None:
    body = "".join(f"<w:p><w:r><w:t>{text}.</w:t></w:r></w:p>" for text in paragraphs)
    with ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", _CONTENT_TYPES)
        archive.writestr("_rels/.rels", _RELATIONS)
        document = f'<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'
        archive.writestr("word/document.xml", document, ZIP_DEFLATED)
        archive.writestr("word/media/image1.png", picture)


def _stream(content: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content)
