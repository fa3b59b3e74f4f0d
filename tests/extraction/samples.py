"""Files of every format, made here: small ones that are right, and hostile ones."""

import json
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_MAIN = "application/vnd.openxmlformats-officedocument"


def pdf(*pages: str, catalog: bytes = b"") -> bytes:
    """One line of text on each page; a page without one is empty, as a scan is to who reads text. `catalog`: what else
    stands in the catalog, such as what a reader is to do."""
    contents = [f"BT /F1 18 Tf 72 700 Td ({text}) Tj ET".encode() if text else b"" for text in pages]
    streams = [b"<< /Length %d >>\nstream\n%s\nendstream" % (len(c), c) for c in contents]
    return pdf_of_streams(streams, catalog)


def pdf_bomb(size: int) -> bytes:
    """One page whose content unpacks to `size` bytes of operators."""
    unit = b"0 0 m 1 1 l S\n"
    packer = zlib.compressobj(9)
    block = unit * 100_000
    packed = b"".join(packer.compress(block) for _ in range(size // len(block))) + packer.flush()
    stream = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed)
    return pdf_of_streams([stream])


def pdf_of_streams(streams: list[bytes], catalog: bytes = b"") -> bytes:
    kids = " ".join(f"{4 + 2 * index} 0 R" for index in range(len(streams)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog,
        f"<< /Type /Pages /Kids [{kids}] /Count {len(streams)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for index, stream in enumerate(streams):
        page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >>"
        objects += [f"{page} /Contents {5 + 2 * index} 0 R >>".encode(), stream]
    file = BytesIO()
    file.write(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(file.tell())
        file.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = file.tell()
    file.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    file.writelines(b"%010d 00000 n \n" % place for place in places)
    file.write(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))
    return file.getvalue()


def docx(*paragraphs: str, body: str = "", prolog: str = "") -> bytes:
    """The first paragraph is a heading."""
    heading = '<w:pPr><w:outlineLvl w:val="0"/></w:pPr>'
    written = "".join(
        f"<w:p>{'' if index else heading}<w:r><w:t>{text}</w:t></w:r></w:p>"
        for index, text in enumerate(paragraphs)
    )
    return _package(
        "word/document.xml",
        f"{_MAIN}.wordprocessingml.document.main+xml",
        f"{prolog}<w:document {_W}><w:body>{written}{body}</w:body></w:document>",
    )


def xlsx(rows: list[list[str]]) -> bytes:
    lines = ["".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in row) for row in rows]
    cells = "".join(f"<row>{line}</row>" for line in lines)
    return _package(
        "xl/workbook.xml",
        f"{_MAIN}.spreadsheetml.sheet.main+xml",
        f'<workbook {_S} xmlns:r="{_R}"><sheets><sheet name="Costs" sheetId="1" r:id="rId1"/></sheets></workbook>',
        {
            "xl/_rels/workbook.xml.rels": _relations(f"{_R}/worksheet", "worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml": f"<worksheet {_S}><sheetData>{cells}</sheetData></worksheet>",
        },
    )


def epub(text: str) -> bytes:
    container = (
        '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
    )
    book = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id"><metadata/><manifest>'
        '<item id="one" href="one.xhtml" media-type="application/xhtml+xml"/></manifest>'
        '<spine><itemref idref="one"/></spine></package>'
    )
    chapter = f'<html xmlns="http://www.w3.org/1999/xhtml"><body><h1>One</h1><p>{text}</p></body></html>'
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        archive.writestr(ZipInfo("mimetype"), "application/epub+zip", ZIP_STORED)
        archive.writestr(ZipInfo("META-INF/container.xml"), container)
        archive.writestr(ZipInfo("book.opf"), book)
        archive.writestr(ZipInfo("one.xhtml"), chapter)
    return file.getvalue()


def archive(**files: bytes) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as made:
        for name, content in files.items():
            # With no date in it: the same files are the same bytes.
            made.writestr(ZipInfo(name), content, ZIP_DEFLATED)
    return file.getvalue()


def docx_bomb(size: int) -> bytes:
    """A Word document of a few kilobytes whose text unpacks to `size` bytes."""
    return docx(body="<w:p><w:r><w:t>" + "a" * size + "</w:t></w:r></w:p>")


def notebook(code: str, printed: str) -> bytes:
    cells = [
        {"cell_type": "markdown", "source": ["# Study\n", "of numbers"]},
        {"cell_type": "code", "source": code, "outputs": [{"text": [printed]}]},
    ]
    return json.dumps({"cells": cells, "metadata": {"language_info": {"name": "python"}}}).encode()


def _package(main: str, kind: str, content: str, more: dict[str, str] | None = None) -> bytes:
    types = (
        f'<Types xmlns="{_TYPES}"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="{_MAIN}.spreadsheetml.worksheet+xml"/>'
        f'<Override PartName="/{main}" ContentType="{kind}"/></Types>'
    )
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as package:
        package.writestr(ZipInfo("[Content_Types].xml"), types, ZIP_DEFLATED)
        package.writestr(ZipInfo("_rels/.rels"), _relations(f"{_R}/officeDocument", main), ZIP_DEFLATED)
        package.writestr(ZipInfo(main), content, ZIP_DEFLATED)
        for name, text in (more or {}).items():
            package.writestr(ZipInfo(name), text, ZIP_DEFLATED)
    return file.getvalue()


def _relations(kind: str, target: str) -> str:
    relation = f'<Relationship Id="rId1" Type="{kind}" Target="{target}"/>'
    return f'<Relationships xmlns="{_RELATIONS}">{relation}</Relationships>'
