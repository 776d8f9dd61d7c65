"""`python -m docs.stage_pictures [FOLDER]`: every view of the stage at 1920×1080 and on a phone, from the stage itself and a real browser.

What is shown is invented. Without FOLDER the few that docs/stage.md shows are made anew, smaller.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser

from livetweet.inbox import questions
from livetweet.model.incoming import How
from livetweet.store import programmes
from livetweet.store.connect import Store
from tests.building import KITES, MOSS, OPERATOR, PROGRAMME, TIDES, ZOE
from tests.stage.browser import PATIENCE, chromium
from tests.stage.place import NOW, Fair, Serving, furnish, serving, wrote

SIZES = {"wide": (1920, 1080), "phone": (390, 844)}
KEPT = {"hall": "wide", "idle": "wide", "speaker": "wide", "moderator": "phone"}
FRENCH = replace(
    PROGRAMME,
    title="Fête du vent 2027",
    rooms=("Amphi Ada", "Curie"),
    sessions=(
        replace(KITES, title="Ce que mille cerfs-volants nous ont appris de la météo de demain", room="Amphi Ada", speakers=(ZOE,)),
        replace(MOSS, title="Mousses, lichens et données ouvertes", room="Curie"),
        replace(TIDES, title="Prévoir les marées avec un tableur et beaucoup de patience", room="Amphi Ada"),
    ),
)
ASKED = (
    (
        "Vos capteurs tiennent combien de temps en l’air par grand froid, et qui les ramasse quand le fil casse ?",
        "bluesky",
        "noe.example",
        "Noé Le Bihan",
        12,
    ),
    ("Est-ce que les données sont publiques ?", "mastodon", "ines@amis.example", "Inès 🪁", 7),
    ("How much does one of these sensors cost? Could a school build its own?", "x", "tomoko_s", "Tomoko Sato", 4),
    ("هل يعمل هذا فوق البحر أيضًا؟", "mastodon", "layla@social.example", "ليلى", 3),
    ("Pourquoi pas des ballons ?", "mastodon", "sam@toot.example", "Sam", 1),
)
NOT_YET = (
    ("Et sous la pluie, le papier tient ?", "bluesky", "mai.example", "Maï", 2),
    ("Can you share the slides?", "x", "kofi_ex", "Kofi", 0),
)
ACCOUNTS = {"mastodon": "masto", "bluesky": "sky", "x": "bird"}


def scene(folder: Path) -> None:
    """The workspace in FOLDER: a talk with questions of all kinds, none of them on stage."""
    furnish(folder)
    settings = folder / "hashtags.toml"
    settings.write_text(
        settings.read_text("utf-8")
        .replace('"Kite Fair"', '"Fête du vent 2027"')
        .replace('language = "en"', 'language = "fr"')
        .replace("Fair27", "FêteDuVent"),
        "utf-8",
    )
    store = Store(folder / "livetweet.db")
    with store.writing() as db:
        programmes.save_version(db, FRENCH, source="pictures", at=NOW)
    fair = Fair(folder=folder, store=store)
    rooms = {one.id: one.room for one in FRENCH.sessions}
    for number, (text, network, author, name, likes) in enumerate((*ASKED, *NOT_YET)):
        post = wrote(str(number), text, network=network, author=author, name=name, likes=likes, how=How.MENTION)
        (incoming,) = fair.take(post, account=ACCOUNTS[network])
        if number < len(ASKED):
            questions.ask(store, [incoming], operator=OPERATOR, now=NOW, room=rooms.get, about=lambda *_: "kites")
    fair.take(wrote("20", "Merci, quelle belle conférence ! #FêteDuVent", name="Alix", author="alix@toot.example"))
    store.close()


def stage(folder: Path) -> None:
    store = Store(folder / "livetweet.db")
    questions.stage(store, [1], operator=OPERATOR, now=NOW, room={one.id: one.room for one in FRENCH.sessions}.get)
    store.close()


def take(browser: Browser, stage: Serving, path: str, size: tuple[int, int], ready: str) -> bytes:
    """A picture of PATH once READY, a selector, is there."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="fr-FR", device_scale_factor=1 if size[0] > 500 else 2)
    try:
        page = context.new_page()
        page.goto(f"{stage.origin}{path}")
        page.wait_for_selector(ready, timeout=PATIENCE)
        page.wait_for_timeout(150)
        return page.screenshot()
    finally:
        context.close()


def pictures(wanted: dict[str, tuple[str, ...]]) -> dict[str, bytes]:
    """`view-size` to a PNG, for each view WANTED in the sizes named."""
    found = {}
    with tempfile.TemporaryDirectory() as name, chromium() as browser:
        folder = Path(name)
        scene(folder)
        with serving(folder) as served:
            views = {
                "idle": ("/hall?room=Amphi+Ada", ".bigtag"), "all": ("/hall", ".session"), "views": ("/", ".card"),
                "hall": ("/hall?room=Amphi+Ada", ".question"), "speaker": ("/speaker?room=Amphi+Ada", ".question"),
                "moderator": (f"/moderator?room=Amphi+Ada#{served.moderator}", ".card"), "follow": (f"/follow#{served.follow}", ".card"),
            }  # fmt: skip
            for view, (path, ready) in views.items():
                if view == "hall":
                    stage(folder)
                for size in wanted.get(view, ()):
                    found[f"{view}-{size}"] = take(browser, served, path, SIZES[size], ready)
    return found


def main(arguments: list[str]) -> None:
    if arguments:
        folder = Path(arguments[0])
        folder.mkdir(parents=True, exist_ok=True)
        for name, picture in pictures(dict.fromkeys(("idle", "all", "views", "hall", "speaker", "moderator", "follow"), tuple(SIZES))).items():
            (folder / f"{name}.png").write_bytes(picture)
        return
    folder = Path(__file__).parent / "pictures"
    for name, picture in pictures({view: (size,) for view, size in KEPT.items()}).items():
        image = Image.open(BytesIO(picture)).convert("RGB")
        image.thumbnail((960, 960))
        image.quantize(64).save(folder / f"stage-{name.partition('-')[0]}.png", optimize=True)


if __name__ == "__main__":
    main(sys.argv[1:])
