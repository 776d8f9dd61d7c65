"""A row's height, which is told without painting it, is that of what is painted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from livetweet.desk.rows import View, inbox, outbox, programme, review, script
from livetweet.desk.rows.programme import OnProgramme
from livetweet.inbox.stream import Item, Mark
from livetweet.model.errand import Deed
from livetweet.model.part import State
from livetweet.model.person import Person
from livetweet.model.session import Session
from livetweet.outbox.catchup import Missed, Section
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


ITEM = Item(
    id=1,
    at=NOW,
    mark=Mark.NEW,
    author="ada@example.net",
    name="Ada",
    sign="M",
    how="mention",
    text="Short.",
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
    item = ITEM._replace(mark=mark, text=text)
    assert inbox.height(item, 60, roomy, frozenset()) == len(inbox.paint(item, 60, False, view(roomy=roomy)))


@pytest.mark.parametrize("width", range(34, 100))
def test_votes_go_before_time_author_word_and_network_do(width: int) -> None:
    busy = ITEM._replace(likes=128, people=12, kept=True, edited=True, mark=Mark.ANSWERED, deeds=frozenset(Deed))
    row = inbox.paint(busy, width, False, view(roomy=True))[0].plain
    assert row.startswith(" ✓ 10:00 @ada")
    assert row.endswith("answered  M")
    assert len(row) == width
    told = [one for one in ("♥ 128", "×12", "boosted", "liked", "kept", "edited") if one in row]
    assert told == ["♥ 128", "×12", "boosted", "liked", "kept", "edited"][6 - len(told) :]


@pytest.mark.parametrize("roomy", [True, False])
def test_a_post_of_another_day_shows_its_hour_too(roomy: bool) -> None:
    other = POST._replace(at=NOW + timedelta(days=2))
    assert outbox.paint(other, 50, False, view(roomy=roomy))[0].plain.split() == [
        "○",
        "20/03",
        "start",
        *(() if roomy else ("Un", "exposé")),
        "10:00",
        "in",
        "2",
        "d",
    ]
    assert script.paint(other, 60, False, view(roomy=roomy))[0].plain.startswith(" ○ 20/03 10:00 start")
    assert script.paint(POST, 60, False, view(roomy=roomy))[0].plain.startswith(" ○ 10:03 start")


@pytest.mark.parametrize(
    ("state", "offer"), [(State.UNKNOWN, "Enter: what can be done   "), (State.FAILED, "Enter: what can be done · x drop · e edit")]
)
def test_the_review_offers_of_a_post_only_what_it_allows(state: State, offer: str) -> None:
    missed = Missed(section=Section.DECIDE, entry=POST._replace(state=state), why="")
    assert review.paint(missed, 80, True, view(roomy=True))[-1].plain.strip().startswith(offer.strip())
    assert ("x drop" in review.paint(missed, 80, True, view(roomy=True))[-1].plain) == ("x drop" in offer)
