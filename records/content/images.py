"""Pictures are drawn anew from their pixels: what a camera or a joker added stays behind."""

from __future__ import annotations

import io

from PIL import Image, ImageOps

from records.content.counting import MOST_PIXELS
from records.content.kinds import JPEG, PNG
from records.content.refusals import Refused

MOST_KEPT = (
    40_000_000  # a larger photograph is drawn at half or a quarter of its width: still sharper than paper
)
QUICK = 4_000_000  # pixels from which on a PNG is packed fast rather than tight
Image.MAX_IMAGE_PIXELS = max(MOST_PIXELS.values())


def redraw(data: bytes, kind: str) -> bytes:
    """The same picture upright, without place, maker, thumbnail or anything behind its end."""
    try:
        with Image.open(io.BytesIO(data), formats=[kind.upper()]) as picture:
            pixels = picture.width * picture.height
            if pixels > MOST_PIXELS[kind]:
                raise Refused("too_many_pixels", str(MOST_PIXELS[kind] // 1_000_000))
            if kind == PNG and getattr(picture, "n_frames", 1) > 1:
                raise Refused("animated")
            _shrink(picture)
            picture.load()
            return _encoded(ImageOps.exif_transpose(picture), kind)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused("too_many_pixels", str(MOST_PIXELS[kind] // 1_000_000)) from error
    except (OSError, ValueError, SyntaxError, EOFError, IndexError) as error:
        raise Refused("broken") from error


def _shrink(picture: Image.Image) -> None:
    """Have a vast JPEG decoded at a fraction of its width, which costs a fraction of the time."""
    part = 1
    while picture.width * picture.height > MOST_KEPT * part**2:
        part *= 2
    if part > 1:
        picture.draft(None, (picture.width // part, picture.height // part))


def _encoded(picture: Image.Image, kind: str) -> bytes:
    if kind == JPEG and picture.mode not in ("L", "RGB"):
        picture = picture.convert("RGB")
    elif "transparency" in picture.info:
        picture = picture.convert("RGBA")
    picture.info = {}
    out = io.BytesIO()
    quick = {"compress_level": 1} if picture.width * picture.height > QUICK else {}
    picture.save(out, kind.upper(), **({"quality": 90} if kind == JPEG else quick))
    return out.getvalue()
