"""A row's height, which is told without painting it, is that of what is painted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from livetweet.desk.rows import View, inbox, outbox, programme, script
from livetweet.desk.rows.programme import OnProgramme
from livetweet.inbox.stream import Item, Mark
from livetweet.model.part import State
from livetweet.model.person import Person
from livetweet.model.session import Session
from livetweet.outbox.queue import Entry, OnAccount
from livetweet.programme.now import Slot

NOW = datetime(2027, 3, 18, 9, tzinfo=UTC)


POST = Entry(
    post=1,
    state=State.SCHEDULED,
    kind="start",
    about="Un exposé",
    at=NOW + timedelta(minutes=3),
    latest=None,
    text="Bientôt.",
    note=None,
    parts=1,
    session="1",
    on=(),
    decide=False,
)


def view(*, roomy: bool, paused: bool = False) -> View:
    return View(now=NOW, zone=ZoneInfo("Europe/Paris"), roomy=roomy, room="Salle A", paused=paused)


@pytest.mark.parametrize(
    ("likes", "boosts", "told"), [(9, 3, "♥ 9  ↻ 3"), (4, 0, "♥ 4"), (0, 2, "↻ 2"), (0, 0, "Un exposé")], ids=["both", "likes", "boosts", "none"]
)
def test_a_post_that_has_left_tells_how_it_fares(likes: int, boosts: int, told: str) -> None:
    (row,) = outbox.paint(POST._replace(state=State.POSTED, likes=likes, boosts=boosts), 50, False, view(roomy=True))
    assert row.plain.rstrip().endswith(told)
    posted = POST._replace(state=State.POSTED, likes=likes, boosts=boosts)
    assert (told in script.paint(posted, 60, False, view(roomy=True))[0].plain) == bool(likes or boosts)


@pytest.mark.parametrize(("state", "roomy", "paused", "note"), list(product(State, (True, False), (True, False), (None, "", "\u200b", "too late"))))
def test_a_post(state: State, roomy: bool, paused: bool, note: str | None) -> None:
    entry = POST._replace(state=state, note=note, on=(OnAccount(account="m", sign="M", state=state, reason=note, network="Mastodon"),))
    assert outbox.height(entry, roomy) == len(outbox.paint(entry, 50, False, view(roomy=roomy, paused=paused)))


@pytest.mark.parametrize(
    ("on", "past", "cancelled", "speakers", "note"), list(product((True, False), (True, False), (True, False), (True, False), (None, "no handle")))
)
def test_a_session(on: bool, past: bool, cancelled: bool, speakers: bool, note: str | None) -> None:
    session = Session(
        id="1",
        title="Un exposé",
        start=NOW,
        end=NOW + timedelta(hours=1),
        room="Salle A",
        cancelled=cancelled,
        speakers=(Person(name="Ada"),) if speakers else (),
    )
    slot = Slot(session=session, start=NOW, end=NOW + timedelta(hours=1))
    row = OnProgramme(slot=slot, posted=0, drafted=1, on=on, past=past, note=note)
    assert programme.height(row) == len(programme.paint(row, 42, False, view(roomy=True)))


@pytest.mark.parametrize(
    ("mark", "roomy", "text"),
    list(
        product(
            Mark,
            (True, False),
            (None, "", "Short.", "x" * 300, "Merci pour ce moment, " * 9, "質問です：これはオフラインでも動きますか？" * 3, "a\nb"),
        )
    ),
)
def test_an_incoming_post(mark: Mark, roomy: bool, text: str | None) -> None:
    item = Item(
        id=1,
        at=NOW,
        mark=mark,
        author="ada@example.net",
        name="Ada",
        sign="M",
        how="mention",
        text=text,
        likes=0,
        people=1,
        by="lea",
        session=None,
        url=None,
        question=None,
        part=None,
        edited=False,
        account="m",
        visibility="public",
        kept=False,
        unread=True,
        asks=False,
        deeds=frozenset(),
    )
    assert inbox.height(item, 60, roomy, frozenset()) == len(inbox.paint(item, 60, False, view(roomy=roomy)))
