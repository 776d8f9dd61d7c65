"""What approval makes of pictures."""

from __future__ import annotations

import io
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from livetweet.errors import LivetweetError
from livetweet.model.post import Media
from livetweet.outbox.pictures import MOST_PIXELS, freeze, is_as_frozen
from livetweet.writing import rules
from livetweet.writing.rules.rule import Rules
from tests.pictures import paint

X = rules.get("x")
ORIENTATION, MAKE, GPS = 0x0112, 0x010F, 0x8825


def limited(**limits: object) -> Rules:
    return replace(X, pictures=replace(X.pictures, **limits))  # type: ignore[arg-type]


def frozen(folder: Path, made: bytes, network: Rules = X, *, name: str = "kite.jpg") -> tuple[Media, Image.Image]:
    """What became of the picture MADE, and its bytes unpacked."""
    (folder / name).write_bytes(made)
    (media,) = freeze([Media(file=name, alt="A kite")], folder, network)
    data = (folder / media.file).read_bytes()
    assert media.file.startswith(sha256(data).hexdigest())
    image = Image.open(io.BytesIO(data))
    image.load()
    assert image.size == (media.width, media.height)
    return media, image


def refusal(folder: Path, made: bytes | None, network: Rules = X) -> str:
    if made is not None:
        (folder / "kite.jpg").write_bytes(made)
    with pytest.raises(LivetweetError) as raised:
        freeze([Media(file="kite.jpg", alt="A kite")], folder, network)
    assert [path.name for path in folder.iterdir()] == ([] if made is None else ["kite.jpg"])
    return str(raised.value)


def test_what_the_camera_wrote_is_gone_and_the_picture_is_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKE] = 6, "Camera of Léa"
    exif.get_ifd(GPS)[1] = "N"
    made = paint(400, 300, noise=False, exif=exif)
    assert b"Camera of" in made
    media, image = frozen(tmp_path, made)
    assert (media.width, media.height) == (300, 400)
    assert dict(image.getexif()) == {}
    assert b"Camera of" not in (tmp_path / media.file).read_bytes()
    red, _, blue = image.convert("RGB").getpixel((150, 20))  # type: ignore[misc]
    assert (red > 200, blue < 50) == (True, True)  # what was on the left is at the top


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_only_the_meaning_of_its_colours_is_kept(tmp_path: Path, kind: str) -> None:
    made, profile = io.BytesIO(), ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    about = PngInfo()
    about.add_text("Author", "Léa Exemple")
    Image.new("RGB", (8, 8)).save(made, kind, icc_profile=profile, comment=b"Exemple", pnginfo=about)
    assert b"Exemple" in made.getvalue()
    media, image = frozen(tmp_path, made.getvalue())
    assert b"Exemple" not in (tmp_path / media.file).read_bytes()
    assert image.info["icc_profile"] == profile


def test_photograph_becomes_a_jpeg_and_a_drawing_stays_a_png(tmp_path: Path) -> None:
    assert frozen(tmp_path, paint(300, 200, noise=True))[1].format == "JPEG"
    assert frozen(tmp_path, paint(300, 200, "PNG"))[1].format == "PNG"
    assert frozen(tmp_path, paint(300, 200, "WEBP", noise=True))[1].format == "JPEG"


@pytest.mark.parametrize("mode", ["L", "CMYK", "RGB"])
def test_any_kind_of_jpeg_is_taken(tmp_path: Path, mode: str) -> None:
    assert frozen(tmp_path, paint(30, 20, mode=mode))[1].mode == "RGB"


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_transparency_is_kept(tmp_path: Path, mode: str) -> None:
    made = io.BytesIO()
    Image.new(mode, (40, 20)).save(made, "PNG")
    media, image = frozen(tmp_path, made.getvalue())
    assert (Path(media.file).suffix, image.mode, image.getpixel((1, 1))) == (".png", "RGBA", (0, 0, 0, 0))


def test_small_picture_keeps_its_size_and_a_large_one_its_shape(tmp_path: Path) -> None:
    assert (frozen(tmp_path, paint(64, 48))[0].width, frozen(tmp_path, paint(640, 480), limited(most_side=100))[0].height) == (64, 75)
    media, _ = frozen(tmp_path, paint(1000, 500), limited(most_pixels=5000))
    assert (media.width, media.height) == (100, 50)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_bytes_fit_however_few_are_allowed(tmp_path: Path, kind: str) -> None:
    most = 3000
    media, _ = frozen(tmp_path, paint(400, 300, kind, noise=True, mode="RGBA" if kind == "PNG" else "RGB"), limited(most_bytes=most))
    assert (tmp_path / media.file).stat().st_size <= most


def test_same_picture_twice_is_one_file(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(paint(8, 8, "PNG"))
    (tmp_path / "b.png").write_bytes(paint(8, 8, "PNG"))
    first, second = freeze([Media(file="a.png", alt="A"), Media(file="b.png", alt="B")], tmp_path, X)
    assert first.file == second.file
    assert len(list(tmp_path.iterdir())) == 3


def test_frozen_file_with_other_bytes_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "kite.jpg").write_bytes(paint(80, 60))
    (made,) = freeze([Media(file="kite.jpg", alt="A kite")], tmp_path, X)
    before = (tmp_path / made.file).read_bytes()
    (tmp_path / made.file).write_bytes(before[:-9])
    assert not is_as_frozen(tmp_path / made.file)
    assert freeze([Media(file="kite.jpg", alt="A kite")], tmp_path, X) == (made,)
    assert (tmp_path / made.file).read_bytes() == before


def test_file_that_is_no_picture_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, b"Dear diary") == "kite.jpg is no picture that can be sent: save it as JPEG or PNG"
    assert refusal(tmp_path, b"") == "kite.jpg is no picture that can be sent: save it as JPEG or PNG"


def test_missing_file_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, None) == "there is no picture kite.jpg in media/: put it there, or take it off the post"


def test_folder_in_place_of_a_picture_is_refused(tmp_path: Path) -> None:
    (tmp_path / "kite.jpg").mkdir()
    with pytest.raises(LivetweetError, match=r"^the picture kite.jpg cannot be read \(Is a directory\): save it anew$"):
        freeze([Media(file="kite.jpg", alt="A kite")], tmp_path, X)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_picture_that_breaks_off_is_refused(tmp_path: Path, kind: str) -> None:
    made = paint(400, 300, kind, noise=True)
    for cut in (len(made) // 2, 40):
        assert refusal(tmp_path, made[:cut]).startswith(("the picture kite.jpg cannot be read (", "kite.jpg is no picture that can be sent"))


def test_picture_that_would_burst_the_memory_is_refused_unread(tmp_path: Path) -> None:
    side = int(MOST_PIXELS**0.5) + 1
    for width in (side, 3 * side):
        made = io.BytesIO()
        Image.new("1", (width, side)).save(made, "PNG")
        assert "pixels, too many to be read" in (why := refusal(tmp_path, made.getvalue())) or "too many pixels to be read" in why


def test_picture_that_moves_is_refused(tmp_path: Path) -> None:
    made = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(made, "GIF", save_all=True, append_images=[Image.new("RGB", (8, 8), "blue")])
    assert refusal(tmp_path, made.getvalue()) == "the picture kite.jpg moves, and only still ones are sent: save one frame of it"


def test_too_many_pictures_and_too_long_a_description_are_refused(tmp_path: Path) -> None:
    with pytest.raises(LivetweetError, match=r"^it has 5 pictures, and X takes 4 a post: take some off, or leave X out$"):
        freeze([Media(file="a.png", alt="A")] * 5, tmp_path, X)
    with pytest.raises(LivetweetError, match=r"^the description of a.png has 1001 characters, and X takes 1000: shorten it$"):
        freeze([Media(file="a.png", alt="A" * 1001)], tmp_path, X)
