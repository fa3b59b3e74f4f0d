"""What a file is, by its content."""

import pytest

from chatapp.extraction.media_types import DOCX, EPUB, HEAD_BYTES, PDF, UNKNOWN, XLSX, described, sniff

from . import samples


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (b"\x89PNG\r\n\x1a\n...", "x.txt", "image/png"),
        (b"\xff\xd8\xff\xe0", "x.png", "image/jpeg"),
        (b"RIFF....WEBPVP8 ", "x", "image/webp"),
        (b"RIFF....WAVEfmt ", "x", "audio/wav"),
        (b"....\0\0\0\0WEBP", "x", UNKNOWN),
        (b"\xff\xfb\x90\x64", "x.mp3", "audio/mpeg"),
        (samples.archive(x=b"1"), "x.png", "application/zip"),
        (samples.docx("x"), "x.zip", DOCX),
        (samples.xlsx([["x"]]), "x", XLSX),
        (samples.epub("x"), "x.zip", EPUB),
        (samples.pdf("x"), "x.docx", PDF),
        (b"MZ\x90\0", "invoice.pdf", "application/x-executable"),
        (b"<!DOCTYPE html><p>x", "x.txt", "text/html"),
        (b'<?xml version="1.0"?><svg onload="evil()">', "x.png", "image/svg+xml"),
        (b"# Notes", "x.md", "text/markdown"),
        (b"# Notes", "x.png", "text/plain"),
        ("grün".encode("utf-16"), "x.txt", "text/plain"),
        ("grün".encode("latin-1"), "x.csv", "text/csv"),
        (b"", "x", "text/plain"),
        (b"a\0b", "x.txt", UNKNOWN),
    ],
)
def test_a_type_is_told_by_content(content: bytes, name: str, expected: str) -> None:
    assert sniff(content[:HEAD_BYTES], name) == expected


@pytest.mark.parametrize(
    ("media_type", "words"),
    [
        ("application/zip", "a zip archive"),
        ("image/heic", "an image of the type heic"),
        ("video/mp4", "a video of the type mp4"),
        (UNKNOWN, "a file of an unknown type"),
    ],
)
def test_a_type_has_words(media_type: str, words: str) -> None:
    assert described(media_type) == words
