"""Pictures are drawn anew from their pixels: what a camera or a joker added stays behind."""

from __future__ import annotations

import io
import struct

from PIL import Image

from records.content.counting import MOST_PIXELS
from records.content.kinds import JPEG, PNG
from records.content.refusals import Refused

MOST_KEPT = (
    40_000_000  # a larger photograph is drawn at half or a quarter of its width: still sharper than paper
)
QUICK = 4_000_000  # pixels from which on a PNG is packed fast rather than tight
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
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
            return _encoded(_upright(picture), kind)
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


def _upright(picture: Image.Image) -> Image.Image:
    """As it was held when taken. Nothing else of what the camera noted is read: much of it makes no sense."""
    try:
        turn = _TURNS.get(picture.getexif().get(_ORIENTATION, 1))
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError, struct.error):
        turn = None
    return picture if turn is None else picture.transpose(turn)


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
