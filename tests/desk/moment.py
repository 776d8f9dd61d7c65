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
from livetweet.desk.app import DeskApp
from livetweet.desk.app import make as open_desk
from livetweet.desk.commands import INBOX
from livetweet.desk.screen import DeskScreen
from livetweet.inbox import questions, triage
from livetweet.model.incoming import How, Incoming, IncomingState
from livetweet.model.part import State
from livetweet.model.post import Draft, Kind
from livetweet.outbox import acts, drafts, say
from livetweet.outbox.approve import approve
from livetweet.outbox.programme import import_programme
from livetweet.programme.read import load, read
from livetweet.rehearse import Rehearsal, prepare, run
from livetweet.store import accounts, gates, incoming, posts
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


# Network, handle, name, the session it is about, likes, minute past nine UTC, words.
CAME = (
    ("bluesky", "lucie.example", "Lucie", None, 0, 3, "Quelle salle pour les présentations éclair ? #PyConExemple"),
    ("x", "promo", "Win now", None, 0, 4, "Win a phone #PyConExemple"),
    ("x", "0xfeed", "[/b]", None, 0, 5, "[/b] <b>free tickets</b> #PyConExemple"),
    ("mastodon", "petra@chaos.example", "Petra", "104", 2, 6, "@pyconexemple@example.social Existe-t-il un tutoriel en français ?"),
    ("mastodon", "cy@example.social", "Cy", "104", 5, 7, "Does it scale to a hundred thousand lines?"),
    ("bluesky", "yann.example", "Yann", "104", 1, 8, "Does it scale to a hundred thousand lines ?"),
    ("mastodon", "sam@mastodon.example", "Sam", "104", 1, 8, "Is there a recording for those of us in other time zones?"),
    ("x", "nora_k", "Nora", "104", 7, 10, "« Types are documentation that gets checked » : à encadrer au-dessus du bureau."),
    ("bluesky", "bob.example", "Bob", "104", 0, 10, "Merci pour le fil, je suis coincé dans le train !"),
    ("bluesky", "karim.example", "Karim", "105", 0, 11, "Le son est très faible au fond de la salle Curie, on n’entend pas les questions."),
    ("mastodon", "ada@example.social", "Ada", "104", 4, 12, "How does this compare to mypy on a large codebase?"),
)


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
    """What came in last is still to be dealt with; one question stands on stage since two minutes."""
    store, room = rehearsal.store, {session.id: session.room for session in rehearsal.programme.sessions}.get
    with store.reading() as db:
        old = [row["id"] for row in db.execute("SELECT id FROM incoming WHERE state = 'new'")]
        answered = {
            (post.draft.session, part.account): part.id
            for post in posts.every(db)
            for part in posts.parts_of(db, post.id)
            if post.draft.kind is Kind.START and part.state is State.POSTED
        }
    triage.mark(store, old, IncomingState.READ, operator=OPERATOR, now=MOMENT)
    ids = {}
    with store.writing() as db:
        for number, (network, author, name, session, likes, minute, text) in enumerate(CAME):
            how, at = (How.REPLY if session else How.TAG), MOMENT.replace(minute=minute)
            one = Incoming(network=network, remote_id=f"moment-{number}", how=how, author=author, name=name, text=text, at=at, likes=likes)
            part = answered.get((session, network)) if session else None
            ids[author] = incoming.add(
                db, network, [(one, incoming.Place(part, session), incoming.Said(asks="?" in text, alarms="n’entend pas" in text))], at
            )[0]
    asked = questions.ask(
        store, [ids[one] for one in ("cy@example.social", "ada@example.social", "petra@chaos.example")], operator=OPERATOR, now=MOMENT, room=room
    )
    questions.ask(store, [ids["yann.example"]], operator=OPERATOR, now=MOMENT, room=room)
    questions.stage(store, [asked.questions[ids["cy@example.social"]]], operator=OPERATOR, now=MOMENT - timedelta(seconds=130), room=room)
    triage.mark(store, [ids["lucie.example"]], IncomingState.ANSWERED, operator=OPERATOR, now=MOMENT)
    triage.mark(store, [ids["promo"]], IncomingState.DISMISSED, operator=OPERATOR, now=MOMENT)


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
        return await _still(pilot, desk)


async def _still(pilot: Pilot[None], desk: DeskApp) -> list[Strip]:
    """The lines of the desk once they have not changed for a while: what was scrolled is painted after what it belongs to."""
    visible_screen_stack.set(desk._background_screens)
    painted: list[Strip] = []
    same = 0
    async with asyncio.timeout(20):
        while same < 5:
            await pilot.pause(0.05)
            before, painted = painted, [strip.simplify() for strip in desk.screen._compositor.render_strips()]
            same = same + 1 if painted == before else 0
    return painted


@cache
def _template() -> TemporaryDirectory[str]:
    folder = TemporaryDirectory()
    rehearse(Path(folder.name))
    return folder


def copy(folder: Path) -> Workspace:
    """The rehearsal's workspace at the moment, in FOLDER; the rehearsal itself runs once a process."""
    shutil.copytree(Path(_template().name) / ".rehearsal", folder, dirs_exist_ok=True)
    return find(folder)
