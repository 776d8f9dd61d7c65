"""Pictures made for a test; nothing here asserts."""

from __future__ import annotations

import io

from PIL import Image


def paint(width: int, height: int, kind: str = "JPEG", *, mode: str = "RGB", noise: bool = False, exif: Image.Exif | None = None) -> bytes:
    """A picture of KIND, red on its left half and blue on the right; with NOISE, one that no format makes small."""
    picture = Image.new("RGB", (width, height), "blue")
    picture.paste(Image.new("RGB", (width // 2, height), "red"), (0, 0))
    if noise:
        picture = Image.merge("RGB", [Image.effect_noise((width, height), 120) for _ in range(3)])
    picture = picture.convert(mode)
    made = io.BytesIO()
    picture.save(made, kind, **({"exif": exif} if exif else {}))
    return made.getvalue()
