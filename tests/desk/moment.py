"""One rehearsed moment, always the same: the example event on Thursday 18 March 2027 at 10:12, as the pictures of README and docs show it.

A seeded rehearsal runs until then; what a seed cannot be asked for (a part that failed, one nobody knows of, an account on hold) is put into its store.
`docs/pictures.py` and `test_pictures.py` look at it through the desk itself.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from textual._context import visible_screen_stack
from textual.pilot import Pilot
from textual.strip import Strip

from livetweet.clock import DiscreteClock, SimulatedClock
from livetweet.desk.app import make as open_desk
from livetweet.desk.commands import INBOX
from livetweet.desk.screen import DeskScreen
from livetweet.inbox import questions, triage
from livetweet.model.incoming import IncomingState
from livetweet.model.part import State
from livetweet.model.post import Draft, Kind
from livetweet.model.question import QuestionState
from livetweet.outbox import acts, drafts, say
from livetweet.outbox.approve import approve
from livetweet.outbox.programme import import_programme
from livetweet.programme.read import load, read
from livetweet.rehearse import Rehearsal, prepare, run
from livetweet.store import accounts, gates, posts
from livetweet.store.connect import Store, create
from livetweet.workspace import Workspace, find

ROOT = Path(__file__).parents[2]
SEED = 2027
BEFORE = datetime(2027, 1, 18, 9, tzinfo=UTC)
MOMENT = datetime(2027, 3, 18, 9, 12, tzinfo=UTC)  # 10:12 in Paris
OPERATOR = "Léa"
ROOM = "Ada"
TYPED = (
    (timedelta(minutes=-7), "Annotate the seams first, the middle can wait."),
    (timedelta(minutes=-4), "The checker is a colleague who never gets tired of your typos."),
    (timedelta(seconds=-40), "If it hurts to name the type, the function does two things."),
)
LEAVING = "A type is a promise you make to the person who reads you next."


def rehearse(folder: Path) -> Workspace:
    """The rehearsal's workspace at the moment, made in FOLDER, which is empty."""
    for name in ("hashtags.toml", "speakers.toml"):
        shutil.copyfile(ROOT / name, folder / name)
    shutil.copytree(ROOT / "programs", folder / "programs")
    workspace = find(folder)
    create(workspace.store_path, "live")
    store = Store(workspace.store_path, synced=False)
    source = folder / "programs" / "pycon-exemple-2027.xml"
    import_programme(store, read([load(source)]), source.name, workspace.context, OPERATOR, DiscreteClock(BEFORE))
    store.close()
    rehearsal = prepare(workspace, seed=SEED, faults="none")
    _type(rehearsal)
    run(rehearsal, until=MOMENT)
    _trouble(rehearsal)
    _triage(rehearsal)
    with rehearsal.store.writing() as db:
        gates.set_simulated_time(db, SimulatedClock(anchor=MOMENT, anchor_monotonic=0.0, speed=0.0))
        db.execute("UPDATE gate SET worker_seen_at = ?", (f"{MOMENT:%Y-%m-%dT%H:%M:%S}.000000Z",))
    rehearsal.close()
    return rehearsal.workspace


def _quote(words: str, due: datetime | None) -> Draft:
    return Draft(kind=Kind.QUOTE, session="104", fields={"quote": words, "speaker": "Jane Doe"}, due=due, latest=due and due + timedelta(minutes=15))


def _type(rehearsal: Rehearsal) -> None:
    """Quotes that will have been typed by then."""
    store, context = rehearsal.store, rehearsal.workspace.context(rehearsal.programme)
    ids = [drafts.add(store, _quote(words, MOMENT + before), OPERATOR, rehearsal.clock) for before, words in TYPED]
    approve(store, ids, context, rehearsal.workspace.media, OPERATOR, rehearsal.clock)


def _trouble(rehearsal: Rehearsal) -> None:
    """X has no credits left: its part of a start failed and the account is on hold; of the last quote nobody knows whether Bluesky has it; one is on its way."""
    store, context = rehearsal.store, rehearsal.workspace.context(rehearsal.programme)
    with store.writing() as db:
        for post in posts.every(db):
            for part in posts.parts_of(db, post.id):
                if post.draft.kind is Kind.START and post.draft.session == "106" and part.account == "x":
                    posts.set_states(db, [part.id], State.FAILED, "out of credits (402)", MOMENT)
                if post.draft.fields.get("quote") == TYPED[-1][1] and part.account == "bluesky":
                    posts.set_states(db, [part.id], State.UNKNOWN, "No answer in time.", MOMENT)
        accounts.hold(db, "x", "out of credits (402)")
    typed = MOMENT - timedelta(seconds=4)
    say.send(store, _quote(LEAVING, None), None, context, rehearsal.workspace.media, OPERATOR, DiscreteClock(typed))
    with store.reading() as db:
        coming = [post.id for post in posts.every(db) if post.draft.kind is Kind.START and post.draft.session == "111"]
    acts.hold(store, coming, OPERATOR, DiscreteClock(MOMENT))


def _triage(rehearsal: Rehearsal) -> None:
    """One question stands on stage since two minutes; some of what came in is dealt with."""
    store = rehearsal.store
    waiting = [one for one in questions.waiting(store, [QuestionState.WAITING]) if one.room == "Ada"]
    staged = [one for one in questions.waiting(store, [QuestionState.STAGE]) if one.room == "Ada"]
    if waiting and not staged:
        room = {session.id: session.room for session in rehearsal.programme.sessions}.get
        questions.stage(store, [waiting[0].id], operator=OPERATOR, now=MOMENT - timedelta(seconds=130), room=room)
    with store.reading() as db:
        old = [row["id"] for row in db.execute("SELECT id FROM incoming WHERE state = 'new' AND at < ?", (f"{MOMENT - timedelta(minutes=9):%Y-%m-%dT%H:%M:%S}",))]
    triage.mark(store, old[::3], IncomingState.DISMISSED, operator=OPERATOR, now=MOMENT)
    triage.mark(store, [one for one in old if one not in old[::3]], IncomingState.READ, operator=OPERATOR, now=MOMENT)


async def settle(pilot: Pilot[None], desk: DeskScreen) -> None:
    """Until the store has been read and what follows from it is painted."""
    async with asyncio.timeout(20):
        while desk.snapshot is None or not desk.feed(INBOX).rows:
            await pilot.pause(0.02)
        await pilot.pause()
        await pilot.pause()


async def look(workspace: Workspace, width: int, height: int, theme: str, keys: Sequence[str] = ()) -> list[Strip]:
    """The lines of the desk at that size, after KEYS were pressed; `words:…` types, `pane:…` goes there."""
    desk = open_desk(workspace, OPERATOR, theme)
    screen = desk._desk
    async with desk.run_test(size=(width, height)) as pilot:
        await settle(pilot, screen)
        screen.choose_room(ROOM)
        for key in keys:
            if key.startswith("pane:"):
                screen.go_to_pane(key.removeprefix("pane:"))
            elif key.startswith("words:"):
                screen.composer.words.insert(key.removeprefix("words:"))
            else:
                await pilot.press(key)
                await pilot.pause(0.3)
        await pilot.pause(0.1)
        await pilot.pause()
        visible_screen_stack.set(desk._background_screens)
        return [strip.simplify() for strip in desk.screen._compositor.render_strips()]


@cache
def _template() -> TemporaryDirectory[str]:
    folder = TemporaryDirectory()
    rehearse(Path(folder.name))
    return folder


def copy(folder: Path) -> Workspace:
    """The rehearsal's workspace at the moment, in FOLDER; the rehearsal itself runs once a process."""
    shutil.copytree(Path(_template().name) / ".rehearsal", folder, dirs_exist_ok=True)
    return find(folder)
