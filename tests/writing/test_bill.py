"""What docs/networks.md says an event of 60 sessions costs on X is what its posts cost by X's rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import ROUND_UP, Decimal
from pathlib import Path

from livetweet.model.person import Person
from livetweet.model.programme import Programme
from livetweet.model.session import Session
from livetweet.writing import hashtags, rules, speakers, templates
from livetweet.writing.compose import compose, prepare
from livetweet.writing.plan import plan
from livetweet.writing.rules import x

SETTINGS = """
event = "Kite Fair"
timezone = "Europe/Paris"
language = "en"
link = "https://kites.org/"
[tags]
event = "Fair27"
[accounts.bird]
network = "x"
handle = "@fair27"
"""
PERSONS = {"hook": "Come and see.", "quote": "The wind was perfect."}
DOCS = Path(__file__).parents[2] / "docs/networks.md"


def write(*, links: bool, policy: str = "with") -> list[str]:
    """The texts of two days in three rooms, one quote a session."""
    sessions = []
    for number in range(60):
        day, slot, room = number // 30, number % 30 // 3, "ABC"[number % 3]
        start = datetime(2027, 3, 18 + day, 8, tzinfo=UTC) + timedelta(minutes=50 * slot)
        sessions.append(
            Session(
                id=f"s{number}",
                title=f"Talk number {number}",
                start=start,
                end=start + timedelta(minutes=40),
                room=room,
                speakers=(Person(name=f"Speaker {number}"),),
                url=f"https://kites.org/s{number}" if links else None,
            )
        )
    programme = Programme(title="Kite Fair", timezone="Europe/Paris", rooms=("A", "B", "C"), sessions=tuple(sessions))
    settings = SETTINGS.replace('@fair27"', f'@fair27"\nlinks = "{policy}"') if links else SETTINGS.replace('link = "https://kites.org/"\n', "")
    context = prepare(programme, hashtags.parse(settings), speakers.parse(""), templates.builtin())
    drafts = plan(programme, context.hashtags, context.speakers, datetime(2027, 1, 10, tzinfo=UTC)).drafts
    return [
        text
        for draft in drafts
        for text in compose(replace(draft, fields={**draft.fields, **PERSONS}), rules.of(context.hashtags.accounts[0]), context).texts
    ]


def test_docs_say_what_an_event_costs_on_x() -> None:
    without, linked, last = write(links=False), write(links=True), write(links=True, policy="last")
    told = DOCS.read_text("utf-8")
    assert write(links=True, policy="without") == without  # what an account leaves out is as if it had never been there
    assert len(without) == len(linked) == len(last)
    assert f"is {len(linked)} posts" in told
    assert f'| in none | `"without"` | {dollars(without)} |' in told
    assert f'| in the last part of a thread only | `"last"` | {dollars(last)} |' in told
    assert f'spotlights | `"with"`, as it is unless you say otherwise | {dollars(linked)} |' in told
    assert f"| in each | | ${len(linked) * x.WITH_LINK:.2f} |" in told


def dollars(texts: list[str]) -> str:
    """What TEXTS cost on X, to the next cent."""
    return f"${sum(map(x.price, texts), Decimal(0)).quantize(Decimal('0.01'), ROUND_UP)}"
