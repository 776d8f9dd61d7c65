"""Pictures frozen at approval: turned upright, without what a camera writes into them, and small enough for the network they go to.

Pillow is imported when the first picture is frozen: most posts have none.
"""

from __future__ import annotations

import hashlib
import io
import os
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from livetweet.errors import LivetweetError
from livetweet.model.post import Media
from livetweet.writing.rules.rule import Pictures, Rules

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PIXELS = 100_000_000  # more than any camera in a hall makes; unpacked, 300 MB
FEW_COLOURS = 4096
QUALITIES = (90, 80, 70)  # of a JPEG, before it is made smaller
SMALLER = 0.8
_PHOTOGRAPHS = {"JPEG", "MPO"}
_ANIMATED = {"GIF", "PNG", "WEBP"}  # a phone's JPEG may hold several pictures and is none


def freeze(pictures: Sequence[Media], folder: Path, rules: Rules) -> tuple[Media, ...]:
    """PICTURES as the network of RULES gets them, each in FOLDER under the hash of its bytes. LivetweetError in a clause where one cannot be sent."""
    limits = rules.pictures
    if len(pictures) > limits.most:
        raise LivetweetError(
            f"it has {len(pictures)} pictures, and {rules.name} takes {limits.most} a post: take some off, or leave {rules.name} out"
        )
    return tuple(_freeze(one, folder, rules) for one in pictures)


def is_as_frozen(path: Path) -> bool:
    """Whether the file at PATH still has the bytes it is named after."""
    return hashlib.sha256(path.read_bytes()).hexdigest() == path.stem


def _freeze(picture: Media, folder: Path, rules: Rules) -> Media:
    limits = rules.pictures
    alt = picture.alt.strip()
    if not alt and not picture.waived:
        raise LivetweetError(f"the picture {picture.file} has no description: say with --alt what it shows, or with --no-alt that it needs none")
    if len(alt) > limits.most_alt:
        raise LivetweetError(f"the description of {picture.file} has {len(alt)} characters, and {rules.name} takes {limits.most_alt}: shorten it")
    image, photograph = _read(folder / picture.file, picture.file)
    made, suffix, (width, height) = _fit(image, limits, photograph=photograph)
    name = hashlib.sha256(made).hexdigest() + suffix
    _write(folder / name, made)
    return Media(file=name, alt=alt, waived=picture.waived, width=width, height=height)


def _read(source: Path, name: str) -> tuple[Image, bool]:
    """The picture upright, as RGB or RGBA, and whether it comes from a photograph's format; a clause where there is none that can be sent."""
    from PIL import Image, ImageOps, UnidentifiedImageError  # noqa: PLC0415  most posts have no picture

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # judged below, by a limit of our own
            image = Image.open(source)
        with image:
            if image.width * image.height > MOST_PIXELS:
                raise LivetweetError(f"the picture {name} has {image.width} × {image.height} pixels, too many to be read: make it smaller")
            if image.format in _ANIMATED and getattr(image, "is_animated", False):
                raise LivetweetError(f"the picture {name} moves, and only still ones are sent: save one frame of it")
            transparent = image.has_transparency_data
            upright = ImageOps.exif_transpose(image).convert("RGBA" if transparent else "RGB")
            # Of what else the file says only its colours' meaning stays: Pillow would save a comment along.
            upright.info = {"icc_profile": image.info["icc_profile"]} if image.mode in {"RGB", "RGBA"} and "icc_profile" in image.info else {}
            return upright, image.format in _PHOTOGRAPHS
    except FileNotFoundError as error:
        raise LivetweetError(f"there is no picture {name} in media/: put it there, or take it off the post") from error
    except Image.DecompressionBombError as error:
        raise LivetweetError(f"the picture {name} has too many pixels to be read: make it smaller") from error
    except UnidentifiedImageError as error:
        raise LivetweetError(f"{name} is no picture that can be sent: save it as JPEG or PNG") from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:  # what Pillow raises for a file that breaks off or cannot be opened
        raise LivetweetError(f"the picture {name} cannot be read ({getattr(error, 'strerror', None) or error}): save it anew") from error


def _fit(image: Image, limits: Pictures, *, photograph: bool) -> tuple[bytes, str, tuple[int, int]]:
    """Bytes, suffix and size of IMAGE once it fits LIMITS: the first form in which it does."""
    scale = min(
        1.0,
        (limits.most_side or max(image.size)) / max(image.size),
        ((limits.most_pixels or image.width * image.height) / (image.width * image.height)) ** 0.5,
    )
    while True:
        size = (max(int(image.width * scale), 1), max(int(image.height * scale), 1))
        sized = image if size == image.size else image.resize(size)
        for made, suffix in _forms(sized, photograph=photograph):
            if len(made) <= limits.most_bytes:
                return made, suffix, size
        scale *= SMALLER


def _forms(image: Image, *, photograph: bool) -> Iterator[tuple[bytes, str]]:
    """IMAGE in one form after another, the best first: nothing of what the file said beside its pixels is in any of them."""
    if image.mode == "RGBA":
        yield _save(image, "PNG", optimize=True), ".png"
        return
    if not photograph and image.getcolors(maxcolors=FEW_COLOURS):  # a slide or a logo, whose edges a JPEG would blur
        yield _save(image, "PNG", optimize=True), ".png"
    for quality in QUALITIES:
        yield _save(image, "JPEG", quality=quality, optimize=True), ".jpg"


def _save(image: Image, kind: str, **options: object) -> bytes:
    made = io.BytesIO()
    image.save(made, kind, icc_profile=image.info.get("icc_profile"), **options)
    return made.getvalue()


def _write(path: Path, made: bytes) -> None:
    """MADE at PATH, whole or not at all."""
    if path.exists() and is_as_frozen(path):
        return
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_bytes(made)
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise LivetweetError(
            f"the picture cannot be kept in {path.parent} ({error.strerror}): free some space, and look who may write there"
        ) from error
