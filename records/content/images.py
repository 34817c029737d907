"""Pictures are drawn anew from their pixels: what a camera or a joker added stays behind."""

from __future__ import annotations

import io

from PIL import Image, ImageOps

from records.content.kinds import JPEG, PNG
from records.content.refusals import Refused

MOST_PIXELS = 40_000_000
Image.MAX_IMAGE_PIXELS = MOST_PIXELS


def redraw(data: bytes, kind: str) -> bytes:
    """The same picture upright, without place, maker, thumbnail or anything behind its end."""
    try:
        with Image.open(io.BytesIO(data), formats=[kind.upper()]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Refused("too_many_pixels")
            if kind == PNG and getattr(picture, "n_frames", 1) > 1:
                raise Refused("animated")
            picture.load()
            return _encoded(ImageOps.exif_transpose(picture), kind)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused("too_many_pixels") from error
    except (OSError, ValueError, SyntaxError, EOFError, IndexError) as error:
        raise Refused("broken") from error


def _encoded(picture: Image.Image, kind: str) -> bytes:
    if kind == JPEG and picture.mode not in ("L", "RGB"):
        picture = picture.convert("RGB")
    elif "transparency" in picture.info:
        picture = picture.convert("RGBA")
    picture.info = {}
    out = io.BytesIO()
    picture.save(out, kind.upper(), **({"quality": 90} if kind == JPEG else {}))
    return out.getvalue()
