"""PNG, JPEG, WebP and GIF, by Pillow."""

from __future__ import annotations

from base64 import b64encode
from io import BytesIO
from typing import Any, Final

from PIL import Image, ImageOps, UnidentifiedImageError

from chatapp.extraction.errors import ExtractionError, Reason

MOST_PIXELS: Final = 50_000_000
_FORMATS: Final = ("PNG", "JPEG", "WEBP", "GIF")
# What Pillow names what programs and cameras write about a picture.
_ABOUT: Final = ("exif", "xmp", "XML:com.adobe.xmp", "Raw profile type exif", "photoshop", "comment")


def clean(data: bytes) -> dict[str, Any]:
    """`width`, `height` and `data` (base64; None: clean as it is). Raises ExtractionError."""
    try:
        with Image.open(BytesIO(data), formats=_FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise ExtractionError(Reason.COMPLEX)
            image.load()
            return _cleaned(image)
    except Image.DecompressionBombError as error:
        raise ExtractionError(Reason.COMPLEX) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise ExtractionError(Reason.DAMAGED) from error


def _cleaned(image: Image.Image) -> dict[str, Any]:
    told = image.getexif() or any(name in image.info for name in _ABOUT) or getattr(image, "text", None)
    if not told:
        return {"width": image.width, "height": image.height, "data": None}
    animated = bool(getattr(image, "is_animated", False))
    # Frames would have to be turned one by one; no camera writes an animation.
    upright = image if animated else ImageOps.exif_transpose(image)
    for name in _ABOUT:
        upright.info.pop(name, None)
    written = BytesIO()
    options: dict[str, Any] = {"save_all": True} if animated else {}
    if image.format == "JPEG":
        options |= {"quality": 92, "subsampling": 0}
    upright.save(written, format=image.format, exif=b"", icc_profile=image.info.get("icc_profile"), **options)
    return {"width": upright.width, "height": upright.height, "data": b64encode(written.getvalue()).decode()}
