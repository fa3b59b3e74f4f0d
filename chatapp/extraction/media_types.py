"""What a file is, told by its first bytes. A name decides only among types that look alike: text, or zip archives."""

from __future__ import annotations

from pathlib import PurePath
from types import MappingProxyType
from typing import Final

__all__ = ["FORMATS", "HEAD_BYTES", "IMAGES", "UNKNOWN", "described", "sniff"]

HEAD_BYTES: Final = 8192
UNKNOWN: Final = "application/octet-stream"

_OOXML = "application/vnd.openxmlformats-officedocument"
_ODF = "application/vnd.oasis.opendocument"
DOCX, PPTX = f"{_OOXML}.wordprocessingml.document", f"{_OOXML}.presentationml.presentation"
XLSX = f"{_OOXML}.spreadsheetml.sheet"
ODT, ODP, ODS = f"{_ODF}.text", f"{_ODF}.presentation", f"{_ODF}.spreadsheet"
DOC, PPT, XLS = "application/msword", "application/vnd.ms-powerpoint", "application/vnd.ms-excel"
PDF, EPUB, RTF = "application/pdf", "application/epub+zip", "application/rtf"
HTML, MAIL, NOTEBOOK = "text/html", "message/rfc822", "application/x-ipynb+json"
TEXT, MARKDOWN, CSV, JSON, SVG = (
    "text/plain",
    "text/markdown",
    "text/csv",
    "application/json",
    "image/svg+xml",
)
ZIP, OLE = "application/zip", "application/x-ole-storage"
IMAGES: Final = ("image/png", "image/jpeg", "image/webp", "image/gif")

FORMATS: Final = MappingProxyType(
    {
        PDF: "pdf",
        **dict.fromkeys((DOCX, PPTX, ODT, ODP, EPUB, RTF, DOC, PPT), "office"),
        **dict.fromkeys((XLSX, XLS, ODS), "workbook"),
        HTML: "web",
        MAIL: "mail",
        NOTEBOOK: "notebook",
        CSV: "table",
        **dict.fromkeys((TEXT, MARKDOWN, JSON, SVG), "text"),
    }
)
"""Media type -> the module of `formats` that reads it."""

# Offset, bytes, type.
_SIGNATURES: Final = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (8, b"WAVE", "audio/wav"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xfa", "audio/mpeg"),
    (0, b"\xff\xf3", "audio/mpeg"),
    (0, b"\xff\xf2", "audio/mpeg"),
    (0, b"OggS", "audio/ogg"),
    (0, b"fLaC", "audio/flac"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftypheix", "image/heic"),
    (4, b"ftypmif1", "image/heic"),
    (4, b"ftypavif", "image/avif"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftyp", "video/mp4"),
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (0, b"%PDF-", PDF),
    (0, b"{\\rtf", RTF),
    (0, b"PK\x03\x04", ZIP),
    (0, b"PK\x05\x06", ZIP),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!", "application/vnd.rar"),
    (0, b"\x7fELF", "application/x-executable"),
    (0, b"MZ", "application/x-executable"),
)
_ZIPPED: Final = {
    ".docx": DOCX,
    ".pptx": PPTX,
    ".xlsx": XLSX,
    ".odt": ODT,
    ".odp": ODP,
    ".ods": ODS,
    ".epub": EPUB,
}
_IN_OLE: Final = {".doc": DOC, ".ppt": PPT, ".xls": XLS}
_FOLDERS: Final = ((b"word/", DOCX), (b"ppt/", PPTX), (b"xl/", XLSX))
_WRITTEN: Final = {
    ".md": MARKDOWN,
    ".markdown": MARKDOWN,
    ".csv": CSV,
    ".tsv": CSV,
    ".htm": HTML,
    ".html": HTML,
    ".xhtml": HTML,
    ".eml": MAIL,
    ".ipynb": NOTEBOOK,
    ".json": JSON,
    ".svg": SVG,
}
_NOUNS: Final = {
    PDF: "a PDF", DOCX: "a Word document", DOC: "a Word document", PPTX: "a PowerPoint presentation",
    PPT: "a PowerPoint presentation", XLSX: "an Excel workbook", XLS: "an Excel workbook",
    ODT: "a text document", ODP: "a presentation", ODS: "a spreadsheet", EPUB: "an EPUB book",
    RTF: "a rich text document", HTML: "a web page", MAIL: "an e-mail", NOTEBOOK: "a Jupyter notebook",
    CSV: "a table", MARKDOWN: "Markdown", JSON: "JSON", SVG: "an SVG drawing", TEXT: "text",
    ZIP: "a zip archive", OLE: "an old Office file", "application/x-executable": "a program",
    "application/gzip": "a gzip archive", "application/x-7z-compressed": "a 7z archive",
    "application/vnd.rar": "a RAR archive", "image/png": "a PNG image", "image/jpeg": "a JPEG image",
    "image/webp": "a WebP image", "image/gif": "a GIF image",
    "audio/wav": "a WAV recording", "audio/mpeg": "an MP3 recording",
}  # fmt: skip
# Of the characters below the space, what text holds: tab, line ends, form feed, escape.
_NOT_TEXT: Final = frozenset(range(32)) - {9, 10, 12, 13, 27}
_MARKS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def sniff(head: bytes, name: str) -> str:
    """The media type of a file that begins with these bytes (`HEAD_BYTES` are enough); `UNKNOWN` if nobody knows."""
    suffix = PurePath(name).suffix.lower()
    for offset, signature, media_type in _SIGNATURES:
        if head.startswith(signature, offset) and (offset != 8 or head.startswith(b"RIFF")):
            return _inside(media_type, head, suffix)
    return _written(head, suffix) if _is_text(head) else UNKNOWN


def described(media_type: str) -> str:
    """`a zip archive`, for sentences."""
    main, _, kind = media_type.partition("/")
    if media_type not in _NOUNS and main in ("image", "audio", "video"):
        return f"{'a' if main == 'video' else 'an'} {main} of the type {kind}"
    return _NOUNS.get(media_type, "a file of an unknown type")


def _inside(media_type: str, head: bytes, suffix: str) -> str:
    if media_type == OLE:
        return _IN_OLE.get(suffix, OLE)
    return _zipped(head, suffix) if media_type == ZIP else media_type


def _zipped(head: bytes, suffix: str) -> str:
    if head[30:38] == b"mimetype":
        said = head[38:120]
        return next((known for known in (EPUB, ODT, ODP, ODS) if said.startswith(known.encode())), ZIP)
    if b"[Content_Types].xml" in head:
        return next((found for folder, found in _FOLDERS if folder in head), _ZIPPED.get(suffix, ZIP))
    return _ZIPPED.get(suffix, ZIP)


def _is_text(head: bytes) -> bool:
    return head.startswith(_MARKS) or not _NOT_TEXT & set(head)


def _written(head: bytes, suffix: str) -> str:
    begin = head[:512].removeprefix(_MARKS[0]).lstrip().lower()
    if begin.startswith((b"<!doctype html", b"<html")):
        return HTML
    if begin.startswith(b"<svg") or (
        begin.startswith((b"<?xml", b"<!doctype svg")) and b"<svg" in head.lower()
    ):
        return SVG
    return _WRITTEN.get(suffix, TEXT)
