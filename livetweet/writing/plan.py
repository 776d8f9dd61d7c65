"""Proposes what to post and when: a script for each session, "up next" for each slot, the campaign around them. `livetweet plan` shows it."""

from __future__ import annotations

import difflib
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from livetweet.model.post import Anchor, Draft, Kind, lateness
from livetweet.model.programme import Programme
from livetweet.model.session import Session
from livetweet.writing import agenda as agendas
from livetweet.writing import zones
from livetweet.writing.agenda import Agenda, is_occasion
from livetweet.writing.hashtags import LANGUAGES, Hashtags
from livetweet.writing.pace import check_pace
from livetweet.writing.speakers import Speakers, fold, strangers

UP_NEXT = timedelta(minutes=-10)
CALL = timedelta(minutes=-10)
SHORTEST_WITH_CALL = timedelta(minutes=15)
DIGEST_AFTER = timedelta(minutes=30)  # the day's last session has ended
SPOTLIGHTS_A_DAY = 6  # above, `plan` says how to have fewer
_ANNOUNCEMENT_PARTS = 3
_SAME_NAME = 0.6  # of 1: below, two names of an event have little in common


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`drafts` by due time, those without one last, each with a key of its own; `warnings` are sentences."""

    drafts: tuple[Draft, ...]
    warnings: tuple[str, ...]


def plan(programme: Programme, hashtags: Hashtags, speakers: Speakers, now: datetime) -> Plan:
    """All posts the event asks for from NOW (an aware instant) on.

    The same input gives the same drafts with the same keys. What would have to leave before NOW is not made, and counted in a warning.
    """
    agenda = agendas.read(programme, hashtags, speakers)
    first, last = _event_days(agenda, hashtags)
    made = [*_scripts(agenda, hashtags, speakers), *_up_next(agenda, hashtags)]
    if first and last:
        made += [*_announcements(first, agenda, hashtags), *_spotlights(first, agenda, hashtags, now), *_recap(last, agenda, hashtags)]
    made += _digests(agenda, hashtags)
    drafts = [draft for draft in made if _still_to_come(draft, agenda, now)]
    drafts.sort(key=lambda draft: (draft.due is None, draft.due or now))
    doubt = zones.doubt(programme, hashtags)
    warnings = [
        *([doubt.sentence()] if doubt else []),
        *_name_warnings(programme, hashtags),
        *strangers(speakers, programme),
        *_warnings(programme, agenda, hashtags, drafts, len(made) - len(drafts)),
    ]
    return Plan(drafts=tuple(drafts), warnings=tuple(warnings))


def _event_days(agenda: Agenda, hashtags: Hashtags) -> tuple[date | None, date | None]:
    if isinstance(hashtags.dates, tuple):
        return hashtags.dates
    return (agenda.days[0], agenda.days[-1]) if agenda.days else (None, None)


def _still_to_come(draft: Draft, agenda: Agenda, now: datetime) -> bool:
    if draft.due is not None:
        return draft.due >= now
    session = agenda.sessions[draft.session or ""]
    until = session.end or session.start
    return until is None or agenda.instant(until) >= now


def _timed(draft: Draft, due: datetime, starts: datetime | None = None) -> Draft:
    latest, if_late = lateness(draft.kind, due, starts)
    return replace(draft, due=due, latest=latest, if_late=if_late)


def _language(session: Session, hashtags: Hashtags) -> str:
    code = (session.language or "")[:2].lower()
    return code if code in LANGUAGES else hashtags.language


def _scripts(agenda: Agenda, hashtags: Hashtags, speakers: Speakers) -> Iterator[Draft]:
    """Start, a quote of each speaker who may be quoted, and unless it is a mere occasion call for questions and thanks, of each session covered."""
    for session in agenda.covered:
        if session.start is None:
            continue
        language = _language(session, hashtags)
        start = agenda.instant(session.start)
        about = Draft(kind=Kind.START, session=session.id, language=language)
        yield _timed(replace(about, key=f"start:{session.id}", anchor=Anchor.START), start)
        for number, person in enumerate(session.speakers, 1):
            if not speakers.of(person).quotes:
                continue
            yield replace(about, kind=Kind.QUOTE, key=f"quote:{session.id}:{number}", fields={"speaker": person.name})
        if session.end is None or is_occasion(session, hashtags.event):
            continue
        end = agenda.instant(session.end)
        if end - start >= SHORTEST_WITH_CALL:
            yield _timed(replace(about, kind=Kind.QUESTIONS, key=f"questions:{session.id}", anchor=Anchor.END, offset=CALL), end + CALL)
        if end > start:
            yield _timed(replace(about, kind=Kind.THANKS, key=f"thanks:{session.id}", anchor=Anchor.END), end)


def _up_next(agenda: Agenda, hashtags: Hashtags) -> Iterator[Draft]:
    slots: dict[datetime, list[Session]] = {}
    for session in agenda.covered:
        if session.start is not None:
            slots.setdefault(agenda.instant(session.start), []).append(session)
    for start, sessions in slots.items():
        local = start.astimezone(agenda.zone)
        ids = tuple(session.id for session in sessions)
        key = f"up-next:{local:%Y-%m-%dT%H:%M}" if local.fold == 0 else f"up-next:{local:%Y-%m-%dT%H:%M%z}"
        draft = Draft(kind=Kind.UP_NEXT, key=key, language=hashtags.language, slot=ids, anchor=Anchor.START, offset=UP_NEXT)
        yield _timed(draft, start + UP_NEXT, start)


def _at(day: date, clock: time, agenda: Agenda) -> datetime:
    return datetime.combine(day, clock, agenda.zone).astimezone(UTC)


def _announcements(first: date, agenda: Agenda, hashtags: Hashtags) -> Iterator[Draft]:
    """The announcement, and on each later day a reminder in other words: the same ones again X would refuse."""
    clock = hashtags.campaign.hours[0][0]
    days: dict[date, int] = {}  # to its place in hashtags.toml
    for number, when in enumerate(hashtags.campaign.announce, 1):
        days.setdefault(when if isinstance(when, date) else first - timedelta(days=when), number)
    for day, number in days.items():
        kind = Kind.ANNOUNCE if day == min(days) else Kind.REMINDER
        yield _timed(Draft(kind=kind, key=f"announce:{number}", language=hashtags.language), _at(day, clock, agenda))


def _spotlights(first: date, agenda: Agenda, hashtags: Hashtags, now: datetime) -> Iterator[Draft]:
    """One a talk with speakers, spread evenly over what is left of the best hours of the days before the event."""
    sessions = [session for session in agenda.covered if session.speakers and not is_occasion(session, hashtags.event)]
    spans = _best_hours(first, agenda, hashtags)
    left = [(max(start, now), end) for start, end in spans if end > now] or spans  # nothing left: they come out in the past, and are counted so
    for session, due in zip(sessions, _spread(len(sessions), left), strict=False):
        if session.start is not None and due < agenda.instant(session.start):
            draft = Draft(kind=Kind.SPOTLIGHT, key=f"spotlight:{session.id}", language=_language(session, hashtags), session=session.id)
            yield _timed(draft, due)


def _best_hours(first: date, agenda: Agenda, hashtags: Hashtags) -> list[tuple[datetime, datetime]]:
    days = (first - timedelta(days=before) for before in range(hashtags.campaign.spotlights, 0, -1))
    return [(_at(day, opens, agenda), _at(day, closes, agenda)) for day in days for opens, closes in hashtags.campaign.hours]


def _spread(count: int, spans: list[tuple[datetime, datetime]]) -> Iterator[datetime]:
    """COUNT whole minutes in order, evenly over SPANS; none where there are no spans."""
    if not spans or not count:
        return
    step = sum((end - start for start, end in spans), timedelta(0)) / count
    remaining = iter(spans)
    start, end = next(remaining)
    at = step / 2
    for _ in range(count):
        while start + at >= end:
            at -= end - start
            start, end = next(remaining)
        yield max((start + at).replace(second=0, microsecond=0), start)
        at += step


def _digests(agenda: Agenda, hashtags: Hashtags) -> Iterator[Draft]:
    """One an evening, half an hour after the day's last session, not before the best hours end."""
    last: dict[date, datetime] = {}
    for session in agenda.covered:
        if session.start is not None:
            day = agenda.local(session.start).date()
            end = agenda.instant(session.end or session.start)
            last[day] = max(last.get(day, end), end)
    for day, end in last.items():
        evening = _at(day, hashtags.campaign.hours[-1][1], agenda)
        midnight = _at(day, time(23, 30), agenda)
        yield _timed(Draft(kind=Kind.DIGEST, key=f"digest:{day}", language=hashtags.language), min(max(end + DIGEST_AFTER, evening), midnight))


def _recap(last: date, agenda: Agenda, hashtags: Hashtags) -> Iterator[Draft]:
    yield _timed(
        Draft(kind=Kind.RECAP, key="recap", language=hashtags.language), _at(last + timedelta(days=1), hashtags.campaign.hours[0][0], agenda)
    )


def _name_warnings(programme: Programme, hashtags: Hashtags) -> Iterator[str]:
    """`init` names the event after the folder, and the announcement would say so."""
    title, event = _letters(programme.title), _letters(hashtags.event)
    if title in event or event in title or difflib.SequenceMatcher(None, title, event).ratio() >= _SAME_NAME:
        return
    yield f'The programme calls the event "{programme.title}", and posts will call it "{hashtags.event}": if that is wrong, change event in hashtags.toml.'


def _letters(name: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKD", name).casefold() if one.isalnum())


def _warnings(programme: Programme, agenda: Agenda, hashtags: Hashtags, drafts: Sequence[Draft], past: int) -> Iterator[str]:
    if past:
        yield "1 post is not planned because its time has passed." if past == 1 else f"{past} posts are not planned because their time has passed."
    if not agenda.days and not isinstance(hashtags.dates, tuple):
        yield "The announcement and the recap are not planned because the event's days are not known: write dates = [first day, last day] in hashtags.toml."
    rooms = {fold(session.room) for session in programme.sessions if session.room}
    for room in hashtags.rooms:
        if rooms and fold(room) not in rooms:
            yield f'hashtags.toml covers the room "{room}", which is not in the programme: its rooms are {", ".join(sorted(programme.rooms))}.'
    endless = sum(session.end is None for session in agenda.covered)
    if endless:
        yield f"{endless} session{'s have' if endless > 1 else ' has'} no end: no call for questions and no thanks are planned there."
    a_day = Counter(draft.due.astimezone(agenda.zone).date() for draft in drafts if draft.kind is Kind.SPOTLIGHT and draft.due is not None)
    if (most := max(a_day.values(), default=0)) > SPOTLIGHTS_A_DAY:
        yield (
            f"{a_day.total()} spotlights are planned, up to {most} a day, and more than {SPOTLIGHTS_A_DAY} tire those who follow you: "
            "for fewer, name the rooms you cover (rooms in hashtags.toml), or plan none (spotlights = 0 under [campaign])."
        )
    times = (
        (account.name, account.network, draft.due)
        for draft in drafts
        if draft.due is not None
        for account in hashtags.accounts
        for _ in range(_ANNOUNCEMENT_PARTS if draft.kind is Kind.ANNOUNCE else 1)
    )
    yield from check_pace(times, zone=agenda.zone, most=hashtags.pace)
