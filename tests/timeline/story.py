"""A small day to make a record of: two sessions, a campaign post, answers friendly and hostile, questions of every fate."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from livetweet.clock import to_stamp
from livetweet.inbox import questions
from livetweet.inbox.reread import apply
from livetweet.model.person import Person
from livetweet.model.programme import Programme
from livetweet.model.session import Session
from livetweet.networks.port import Seen
from livetweet.timeline.record import Record, read
from tests.inbox.world import NOW, ROOMS, World, came

PARIS = ZoneInfo("Europe/Paris")
PROGRAMME = Programme(
    title="Kite Fair",
    timezone="Europe/Paris",
    rooms=("Ada", "Curie"),
    sessions=(
        Session(
            id="kites",
            title="Kites *at* <dawn>",
            start=datetime(2027, 3, 18, 9, tzinfo=UTC),
            room="Ada",
            speakers=(Person(name="Zoé Marin", handles={"mastodon": "zoe@example.org"}), Person(name="Ann Poe")),
        ),
        Session(id="empty", title="Nothing happened", start=datetime(2027, 3, 18, 10, tzinfo=UTC), room="Ada"),
        Session(id="tides", title="Tides", start=datetime(2027, 3, 19, 9, tzinfo=UTC), room="Curie", cancelled=True),
    ),
)


def tell(world: World) -> None:
    world.part(None, remote_id="hello", text="Hello from @fair@example.social", kind="announce", url="https://example.social/@fair/1")
    world.part(
        "kites", remote_id="kites", text="Now in Ada: “Kites” with Zoé Marin (@zoe@example.org).\n\n#Fair27", url="https://example.social/@fair/2"
    )
    late = to_stamp(NOW + timedelta(minutes=12))
    world.part(
        "kites", remote_id="kites2", text="Quote\n# not a heading\n1. not a list", kind="quote", posted_at=late, url="https://example.social/@fair/3"
    )
    world.part("kites", text="Never left", state="failed", reason="422: too <long>", posted_at=None, key="b")
    world.part("kites", text="Psst", visibility="direct", key="c")
    world.part(
        "kites",
        remote_id="spotlight",
        text="Tomorrow: kites",
        kind="spotlight",
        posted_at=to_stamp(NOW - timedelta(days=1)),
        due=to_stamp(NOW - timedelta(days=1, minutes=4)),
        latest=to_stamp(NOW - timedelta(days=1, minutes=1)),
        key="f",
    )
    world.part(
        None,
        text="We are so very glad to say that there is a long list of things, and that this is only its beginning",
        kind="recap",
        state="unknown",
        posted_at=None,
        key="g",
    )
    world.part("tides", text="Held back", state="held", reason="by Léa", posted_at=None, key="d", account="sky")
    world.take(
        came("1", "How do you steer?", in_reply_to="kites", author="bo@example.net", name="Bo Lind", url="https://example.net/@bo/1", likes=2),
        came("2", "how do you steer??", in_reply_to="kites", author="cy@example.net", name="Cy"),
        came("3", "<script>alert(1)</script> [x](javascript:y) \u202egnirts\u202c\n> no quote", in_reply_to="kites", name="**Ana**"),
        came("4", "I agree with @bo and @zoe@example.org, see bo@example.net", in_reply_to="kites", author="di@example.net", name=""),
        came("5", "A secret", in_reply_to="kites", visibility="direct"),
        came("6", "Shame!", in_reply_to="kites", author="ed@example.net", name="Ed"),
        came("7", "Good tag", author="flo@example.net", name="Flo", url="javascript:alert(1)"),
    )
    world.part(
        "kites",
        remote_id="thanks",
        text="Thanks for asking, Bo Lind @bo.",
        kind="answered",
        reply_to=1,
        key="e",
        url="https://example.social/@fair/4",
    )
    questions.ask(world.store, [1, 2], operator="Léa", now=world.now(), room=ROOMS.get)
    questions.answer(world.store, [1], operator="Léa", now=world.now())
    questions.add(world.store, "Asked aloud?", session="tides", operator="Léa", now=world.now(), room=ROOMS.get)
    apply(world.store, "masto", [Seen(remote_id="6", text=None), Seen(remote_id="7", text="Good tag!")], world.now())


def record(world: World, language: str = "en") -> Record:
    return read(world.store, PROGRAMME, event="Kite Fair", zone=PARIS, language=language)
