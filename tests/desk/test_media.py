"""Pictures in the composer: chosen, described or not on purpose, taken off; those who want none are heard."""

from __future__ import annotations

import json
import os
from pathlib import Path

from PIL import Image

from livetweet.desk.writing import from_json
from livetweet.model.post import Kind
from tests.desk.place import Desk, Place, covers, seated


def put(place: Place, name: str, age: int) -> Path:
    """A picture in `media/` that was written AGE seconds before the newest."""
    path = place.folder / "media" / name
    Image.new("RGB", (8, 8), "navy").save(path)
    os.utime(path, (1_800_000_000 - age, 1_800_000_000 - age))
    return path


def media(place: Place) -> list[tuple[str, str, bool]]:
    """File, description and waiver of the newest post's pictures."""
    return [(one["file"], one["alt"], one["waived"]) for one in json.loads(place.newest()["media"])]


@covers("picture")
@seated()
async def test_a_picture_is_chosen_newest_first_and_described_from_the_session(desk: Desk, place: Place) -> None:
    put(place, "old.png", 60)
    put(place, "new.jpg", 0)
    put(place, f"{'a' * 64}.png", 0)  # frozen at an approval: nobody's choice
    (place.folder / "media" / "notes.txt").write_text("no picture")
    await desk.press("q")
    await desk.write("Wind")
    await desk.press("ctrl+f")
    await desk.until(lambda: desk.sees("Pictures", "new.jpg", "old.png"))
    assert desk.text().index("new.jpg") < desk.text().index("old.png")
    assert not desk.sees("aaaaaaaa")
    assert not desk.sees("notes.txt")
    await desk.press("enter")
    await desk.until(lambda: desk.sees("Description", "Zoé Marin, “Kites at dawn”, room Ada, "))
    await desk.write("she holds a kite\n")
    await desk.until(lambda: desk.sees("✓ new.jpg"))
    await desk.press("escape")
    await desk.until(lambda: desk.sees("picture: new.jpg · Zoé Marin, “Kites at dawn”, room Ada, she holds a kite"))
    await desk.write(" is a material.\n")
    await desk.until(lambda: not desk.typing)
    assert media(place) == [("new.jpg", "Zoé Marin, “Kites at dawn”, room Ada, she holds a kite", False)]
    parts = place.rows("SELECT media FROM part WHERE post = ?", place.newest()["id"])
    assert [[one["alt"] for one in json.loads(row["media"])] for row in parts] == [[media(place)[0][1]]] * 3
    await desk.lone("u")  # the picture comes back with the words
    await desk.until(lambda: desk.words == "Wind is a material." and desk.sees("picture: new.jpg"))


@covers("picture")
@seated()
async def test_a_description_is_required_or_waived_on_purpose_and_a_picture_comes_off_again(desk: Desk, place: Place) -> None:
    put(place, "logo.png", 0)
    await desk.press("n")
    await desk.write("Hello")
    await desk.press("ctrl+f")
    await desk.until(lambda: desk.sees("logo.png"))
    await desk.press("enter")
    await desk.until(lambda: desk.sees("Description"))
    await desk.press("ctrl+u", "enter")
    await desk.until(lambda: desk.told())
    assert "needs a description" in desk.told()[0]
    await desk.until(lambda: desk.sees("logo.png") and not desk.sees("✓ logo.png"))
    await desk.press("w")
    await desk.until(lambda: desk.sees("✓ logo.png", "not described, on purpose"))
    await desk.press("x")
    await desk.until(lambda: not desk.sees("✓ logo.png"))
    await desk.press("w", "escape")
    await desk.until(lambda: desk.sees("picture: logo.png · not described, on purpose"))
    await desk.until(lambda: place.rows("SELECT about FROM typed"))
    kept = from_json(place.rows("SELECT about FROM typed")[0]["about"])
    await desk.press("ctrl+s", "enter")
    await desk.until(lambda: not desk.typing)
    assert media(place) == [("logo.png", "", True)]
    assert kept.draft.kind is Kind.LIVE


@covers("picture")
@seated()
async def test_a_post_carries_four_pictures_at_most(desk: Desk, place: Place) -> None:
    for number in range(5):
        put(place, f"{number}.png", number)
    await desk.press("n", "ctrl+f")
    await desk.until(lambda: desk.sees("0.png", "4.png"))
    for _ in range(5):
        await desk.press("w", "j")
    await desk.until(lambda: desk.told() == ["A post carries 4 pictures at most: x takes one off."])
    writing = desk.screen.composer.writing
    assert writing is not None
    assert [one.file for one in writing.draft.media] == ["0.png", "1.png", "2.png", "3.png"]


@covers("picture")
def test_a_session_whose_speaker_wants_no_pictures_refuses_them_with_the_reason(place: Place) -> None:
    (place.folder / "speakers.toml").write_text('["Zoé Marin"]\npictures = false\n', "utf-8")
    put(place, "hall.png", 0)

    async def refuse(desk: Desk, place: Place) -> None:
        await desk.press("q")
        await desk.write("Wind")
        await desk.press("ctrl+f")
        await desk.until(lambda: desk.told() == ["Zoé Marin wants no pictures (speakers.toml)."])
        assert desk.words == "Wind"

    seated()(refuse)(place)
