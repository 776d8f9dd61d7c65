from __future__ import annotations

import json
from pathlib import Path

from livetweet.clock import to_stamp
from livetweet.timeline.exporters import every
from livetweet.timeline.exporters import json as exporter
from tests.inbox.world import NOW, World
from tests.timeline import story

GOLDEN = Path(__file__).parents[1] / "golden"


def test_render_has_the_documented_shape(world: World) -> None:
    story.tell(world)
    assert json.loads(exporter.render(story.record(world), anonymous=False)) == json.loads((GOLDEN / "record.json").read_text(encoding="utf-8"))


def test_what_we_deleted_is_told_without_its_words(world: World) -> None:
    world.part("kites", remote_id="1", text="Said too much.", url="https://example.social/@fair/9", gone_at=to_stamp(NOW), reason="deleted")
    exported = {name: render(story.record(world), False) for name, render in every().items()}
    assert [name for name, text in exported.items() if "Said too much." in text or "fair/9" in exported["md"]] == []
    assert "> **10:00** *deleted since*\n>\n> Mastodon (deleted since)" in exported["md"]
    [chapter] = json.loads(exported["json"])["sessions"]
    [part] = chapter["posts"][0]["deliveries"][0]["parts"]
    assert (part["text"], part["state"], part["deleted_at"]) == (None, "posted", "2027-03-18T10:00:00+01:00")


def test_exports_are_the_same_bytes_each_time_and_hold_nothing_private(world: World) -> None:
    story.tell(world)
    for render in every().values():
        for anonymous in (False, True):
            text = render(story.record(world), anonymous)
            assert text == render(story.record(world), anonymous)
            assert "A secret" not in text
            assert "Psst" not in text
            assert "Shame" not in text


def test_anonymous_exports_name_nobody_in_the_audience(world: World) -> None:
    story.tell(world)
    for render in every().values():
        text = render(story.record(world), True)
        assert [
            name for name in ("Bo Lind", "@bo", "bo@example", "Cy", "cy@", "Ana", "ana@", "di@", "Flo", "flo@", "ed@", "example.net") if name in text
        ] == []
        assert "Zoé Marin" in text
        assert "@zoe@example.org" in text


def test_every_finds_the_exporters_by_their_modules() -> None:
    assert list(every()) == sorted(every())
    assert {"json", "md"} <= set(every())
