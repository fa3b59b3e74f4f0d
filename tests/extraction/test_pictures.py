"""Pictures lose what tells of place and time, and keep all else."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from chatapp.extraction.errors import ExtractionError, Reason
from chatapp.extraction.pictures import Picture, clean

pytestmark = pytest.mark.anyio
_ORIENTATION, _GPS, _LATITUDE, _TURNED = 0x0112, 0x8825, 2, 6


def _photo(kind: str, *, tagged: bool = True) -> bytes:
    """Two by one pixels, the left one red."""
    image = Image.new("RGB", (32, 16), "white")
    image.paste("red", (0, 0, 16, 16))
    exif = Image.Exif()
    if tagged:
        exif[_ORIENTATION] = _TURNED
        exif.get_ifd(_GPS)[_LATITUDE] = (48.0, 24.0, 0.0)
    file = BytesIO()
    image.save(file, kind, exif=exif if tagged else b"")
    return file.getvalue()


async def _clean(folder: Path, content: bytes, media_type: str) -> Picture:
    path = folder / "picture"
    path.write_bytes(content)
    return await clean(path, "picture", media_type)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
async def test_a_photo_is_turned_upright_and_forgets_where_it_was_taken(tmp_path: Path, kind: str) -> None:
    found = await _clean(tmp_path, _photo(kind), f"image/{kind.lower()}")
    assert (found.width, found.height) == (16, 32)
    assert found.data is not None
    with Image.open(BytesIO(found.data)) as image:
        assert image.format == kind
        assert dict(image.getexif()) == {}
        red, _, blue = image.convert("RGB").getpixel((8, 8))  # type: ignore[misc]
        assert red > 200 > 60 > blue


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
async def test_a_clean_picture_stays_as_it_is(tmp_path: Path, kind: str) -> None:
    found = await _clean(tmp_path, _photo(kind, tagged=False), f"image/{kind.lower()}")
    assert found == Picture(32, 16, None)


async def test_a_picture_that_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    file = BytesIO()
    Image.new("1", (20_000, 20_000)).save(file, "PNG")
    with pytest.raises(ExtractionError) as caught:
        await _clean(tmp_path, file.getvalue(), "image/png")
    assert caught.value.reason is Reason.COMPLEX


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\nnothing", _photo("PNG")[:60]])
async def test_a_damaged_picture_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(ExtractionError) as caught:
        await _clean(tmp_path, content, "image/png")
    assert str(caught.value) == "“picture” is damaged, or not a PNG image: it cannot be read."
