from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livetweet.model.post import Anchor, Draft, IfLate, Kind
from livetweet.model.programme import Programme
from livetweet.model.session import Session
from livetweet.writing.compose import compose, prepare
from livetweet.writing.plan import Plan, plan
from livetweet.writing.rules import every
from livetweet.writing.speakers import Speakers, parse
from livetweet.writing.templates import builtin
from tests.writing.event import HASHTAGS, PROGRAMME, SPEAKERS, TOMOKO, day, session

LONG_BEFORE = datetime(2027, 1, 1, tzinfo=UTC)


def local(draft: Draft) -> str:
    return draft.due.astimezone(HASHTAGS.zone).strftime("%m-%d %H:%M") if draft.due else "-"


def test_plan_makes_scripts_slots_and_campaign_in_order() -> None:
    made = plan(PROGRAMME, HASHTAGS, SPEAKERS, LONG_BEFORE)
    assert [(local(draft), draft.key, draft.language) for draft in made.drafts] == [
        ("02-16 10:00", "announce:1", "fr"),
        ("03-10 10:00", "announce:2", "fr"),
        ("03-16 11:00", "spotlight:s1", "fr"),
        ("03-16 17:00", "spotlight:s2", "en"),
        ("03-17 11:00", "spotlight:s3", "en"),
        ("03-17 17:00", "spotlight:s8", "fr"),
        ("03-18 09:50", "up-next:2027-03-18T10:00", "fr"),
        ("03-18 10:00", "start:s1", "fr"),
        ("03-18 10:00", "start:s2", "en"),
        ("03-18 10:35", "questions:s1", "fr"),
        ("03-18 10:35", "questions:s2", "en"),
        ("03-18 10:45", "thanks:s1", "fr"),
        ("03-18 10:45", "thanks:s2", "en"),
        ("03-18 10:50", "up-next:2027-03-18T11:00", "fr"),
        ("03-18 11:00", "start:s3", "en"),
        ("03-18 11:00", "start:s4", "fr"),
        ("03-18 11:10", "thanks:s4", "fr"),
        ("03-18 11:35", "questions:s3", "en"),
        ("03-18 11:45", "thanks:s3", "en"),
        ("03-18 18:00", "digest:2027-03-18", "fr"),
        ("03-19 08:50", "up-next:2027-03-19T09:00", "fr"),
        ("03-19 09:00", "start:s8", "fr"),
        ("03-19 09:35", "questions:s8", "fr"),
        ("03-19 09:45", "thanks:s8", "fr"),
        ("03-19 18:00", "digest:2027-03-19", "fr"),
        ("03-20 10:00", "recap", "fr"),
        ("-", "quote:s1:1", "fr"),
        ("-", "quote:s2:2", "en"),
        ("-", "quote:s3:1", "en"),
    ]
    assert made.warnings == ()


def test_plan_ties_drafts_to_their_sessions() -> None:
    made = {draft.key: draft for draft in plan(PROGRAMME, HASHTAGS, SPEAKERS, LONG_BEFORE).drafts}
    start = datetime(2027, 3, 18, 9, tzinfo=UTC)
    minutes = timedelta(minutes=1)
    assert made["start:s1"] == Draft(
        key="start:s1", kind=Kind.START, language="fr", session="s1", anchor=Anchor.START, due=start, latest=start + 10 * minutes, if_late=IfLate.ASK
    )
    assert made["questions:s1"] == Draft(
        key="questions:s1",
        kind=Kind.QUESTIONS,
        language="fr",
        session="s1",
        anchor=Anchor.END,
        offset=-10 * minutes,
        due=start + 35 * minutes,
        latest=start + 45 * minutes,
        if_late=IfLate.ASK,
    )
    assert made["up-next:2027-03-18T10:00"] == Draft(
        key="up-next:2027-03-18T10:00",
        kind=Kind.UP_NEXT,
        language="fr",
        slot=("s1", "s2"),
        anchor=Anchor.START,
        offset=-10 * minutes,
        due=start - 10 * minutes,
        latest=start,
        if_late=IfLate.SKIP,
    )
    assert made["quote:s2:2"] == Draft(key="quote:s2:2", kind=Kind.QUOTE, language="en", session="s2", fields={"speaker": "Tomoko Sato"})


def test_plan_makes_nothing_for_the_past_and_counts_it() -> None:
    made = plan(PROGRAMME, HASHTAGS, SPEAKERS, datetime(2027, 3, 18, 10, 30, tzinfo=UTC))
    assert [draft.key for draft in made.drafts] == [
        "questions:s3",
        "thanks:s3",
        "digest:2027-03-18",
        "up-next:2027-03-19T09:00",
        "start:s8",
        "questions:s8",
        "thanks:s8",
        "digest:2027-03-19",
        "recap",
        "quote:s3:1",
    ]
    assert made.warnings == ("19 posts are not planned because their time has passed.",)


def test_plan_spreads_spotlights_over_what_is_left() -> None:
    made = plan(PROGRAMME, HASHTAGS, SPEAKERS, datetime(2027, 3, 17, 16, tzinfo=UTC))
    assert [local(draft) for draft in made.drafts if draft.kind is Kind.SPOTLIGHT] == ["03-17 17:07", "03-17 17:22", "03-17 17:37", "03-17 17:52"]


def test_plan_without_sessions_still_announces_and_recaps_known_days() -> None:
    nothing = Programme(title="P", people=(TOMOKO,))
    dated = replace(HASHTAGS, dates=(day(18), day(19)), rooms=())
    assert [draft.key for draft in plan(nothing, dated, SPEAKERS, LONG_BEFORE).drafts] == ["announce:1", "announce:2", "recap"]
    assert plan(nothing, HASHTAGS, Speakers(), LONG_BEFORE) == Plan(
        drafts=(),
        warnings=(
            "The announcement and the recap are not planned because the event's days are not known: write dates = [first day, last day] in hashtags.toml.",
        ),
    )


def test_plan_warns_of_rooms_ends_and_pace() -> None:
    sessions = tuple(session(number, "T", TOMOKO, at=0, minutes=12, room=f"R{number}") for number in range(11))
    endless = Session(id="e", title="E", start=datetime(2027, 3, 18, 14, tzinfo=UTC), room="R0")
    hashtags = replace(HASHTAGS, rooms=(*(f"r{number}" for number in range(11)), "Ro"), accounts=HASHTAGS.accounts[:1])
    programme = Programme(title="P", rooms=tuple(f"R{number}" for number in range(11)), sessions=(*sessions, endless))
    assert plan(programme, hashtags, Speakers(), LONG_BEFORE).warnings == (
        'hashtags.toml covers the room "Ro", which is not in the programme: its rooms are R0, R1, R10, R2, R3, R4, R5, R6, R7, R8, R9.',
        "1 session has no end: no call for questions and no thanks are planned there.",
        "mastodon would post 11 times from 10:00 to 10:10 on Thursday 18 March, more than 10 in ten minutes: move some, or take fewer rooms.",
    )


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("programme", [PROGRAMME, Programme(title="P")])
def test_no_announcement_has_the_words_of_another(language: str, programme: Programme) -> None:
    """The first in time announces, whatever its place in the file; two on one day are one."""
    dates = (day(18), day(19))
    settings = replace(HASHTAGS, language=language, dates=dates, campaign=replace(HASHTAGS.campaign, announce=(3, 60, date(2027, 3, 15), 30)))
    made = [one for one in plan(programme, settings, SPEAKERS, LONG_BEFORE).drafts if (one.key or "").startswith("announce")]
    assert [(local(one), one.key, one.kind) for one in made] == [
        ("01-17 10:00", "announce:2", Kind.ANNOUNCE),
        ("02-16 10:00", "announce:4", Kind.REMINDER),
        ("03-15 10:00", "announce:1", Kind.REMINDER),
    ]
    context = prepare(programme, settings, SPEAKERS, builtin())
    for rules in every():
        texts = [text for one in made for text in compose(one, rules, context).texts]
        assert len(set(texts)) == len(texts) >= 5


def test_plan_announces_an_occasion_and_asks_thanks_or_presents_nobody_there() -> None:
    made = plan(Programme(title="P", sessions=(session(1, "Accueil / Welcome", TOMOKO, at=0),)), HASHTAGS, Speakers(), LONG_BEFORE)
    assert [draft.key for draft in made.drafts if draft.session or draft.slot] == ["up-next:2027-03-18T10:00", "start:s1", "quote:s1:1"]


def test_plan_warns_of_more_spotlights_than_people_like_in_a_day() -> None:
    def warnings(talks: int) -> tuple[str, ...]:
        sessions = tuple(session(number, "T", TOMOKO, at=60 * number, minutes=10) for number in range(talks))
        return plan(Programme(title="P", sessions=sessions), replace(HASHTAGS, rooms=()), Speakers(), LONG_BEFORE).warnings

    assert warnings(12) == ()
    [told] = warnings(13)
    assert told == (
        "13 spotlights are planned, up to 7 a day, and more than 6 tire those who follow you: "
        "for fewer, name the rooms you cover (rooms in hashtags.toml), or plan none (spotlights = 0 under [campaign])."
    )


def test_plan_warns_of_names_that_nobody_has() -> None:
    wishes = parse('["Nolwen Le Goff"]\nposts = false')
    assert plan(replace(PROGRAMME, title="Congrès de la mer 2027"), replace(HASHTAGS, event="mon congrès"), wishes, LONG_BEFORE).warnings == (
        'The programme calls the event "Congrès de la mer 2027", and posts will call it "mon congrès": if that is wrong, change event in hashtags.toml.',
        'speakers.toml names "Nolwen Le Goff", who is not in the programme, so that what it says there holds for nobody; did you mean Nolwenn Le Goff?',
    )
    for title in ("", "RENCONTRES DU PHARE 2027", "Les rencontres du phare de Brest", "Rencontre des phares"):
        assert plan(replace(PROGRAMME, title=title), HASHTAGS, SPEAKERS, LONG_BEFORE).warnings == ()


def test_plan_reads_naive_times_in_the_event_s_zone() -> None:
    naive = Session(id="n", title="N", start=datetime(2027, 7, 1, 10), end=datetime(2027, 7, 1, 11), room="Iroise")  # noqa: DTZ001 - a programme without a zone
    made = {draft.key: draft for draft in plan(Programme(title="P", sessions=(naive,)), HASHTAGS, SPEAKERS, LONG_BEFORE).drafts}
    assert made["start:n"].due == datetime(2027, 7, 1, 8, tzinfo=UTC)


SESSIONS = st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 300), st.integers(0, 2)), max_size=25).map(
    lambda rows: tuple(session(number, "T", *[TOMOKO] * speakers, at=at, minutes=minutes) for number, (at, minutes, speakers) in enumerate(rows))
)


@given(SESSIONS, st.integers(-40_000, 4000))
def test_plan_is_the_same_each_time_never_past_and_within_the_session(sessions: tuple[Session, ...], minutes: int) -> None:
    now = datetime(2027, 3, 18, 9, tzinfo=UTC) + timedelta(minutes=minutes, seconds=1)
    programme = Programme(title="P", sessions=sessions)
    made = plan(programme, HASHTAGS, SPEAKERS, now)
    assert made == plan(programme, HASHTAGS, SPEAKERS, now)
    assert len({draft.key for draft in made.drafts}) == len(made.drafts)
    by_id = {one.id: one for one in sessions}
    for draft in made.drafts:
        assert draft.due is None or now <= draft.due <= (draft.latest or draft.due)
        about = by_id.get(draft.session or "")
        if about and about.start and about.end and draft.due:
            assert draft.due < about.start if draft.kind is Kind.SPOTLIGHT else about.start <= draft.due <= about.end
