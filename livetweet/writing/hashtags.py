"""What hashtags.toml says: the event, its tags, its accounts, its campaign. Read by `workspace`, used wherever a post is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from livetweet.model.account import Account, Links
from livetweet.model.session import Session
from livetweet.writing import rules as networks
from livetweet.writing.rules.rule import Rules
from livetweet.writing.settings import Table

LANGUAGES = ("en", "fr")
TIMEOUT_MOST = 50  # seconds that a server may be silent: meanwhile nothing else leaves, and a worker that is asked to end has a minute
_HOURS = re.compile(r"(\d{1,2})(?::(\d\d))?\s*[-–]\s*(\d{1,2})(?::(\d\d))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tags:
    """Tags without #. `event` go on every post; the others are by name or id. `most` is how many a network's posts carry."""

    event: tuple[str, ...]
    tracks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rooms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sessions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    most: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """`announce`: dates, or days before the first day; the first of them announces, the others remind. Spotlights go over the `spotlights` days before it. `hours`: the best of a day, local."""

    announce: tuple[date | int, ...] = (60,)
    spotlights: int = 21
    hours: tuple[tuple[time, time], ...] = ((time(10), time(12)), (time(16), time(18)))


class Names(StrEnum):
    """How the stage names whoever asked."""

    SHOWN = "shown"
    SHORT = "short"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True, kw_only=True)
class Follow:
    """The worker looks at `source`, an address, `every` so many minutes."""

    source: str
    every: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hashtags:
    """`dates` is a text, or the first and last day, or None: then the programme tells. `rooms` are those covered, none: all.

    `pace` is how many posts an account may make in ten minutes before we warn.
    """

    event: str
    timezone: str
    language: str
    tags: Tags
    city: str | None = None
    dates: str | tuple[date, date] | None = None
    link: str | None = None
    programme_link: str | None = None
    record_link: str | None = None
    rooms: tuple[str, ...] = ()
    watch: tuple[str, ...] = ()
    accounts: tuple[Account, ...] = ()
    campaign: Campaign = field(default_factory=Campaign)
    follow: Follow | None = None
    pace: int = 10
    stage_names: Names = Names.SHOWN

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def watched(self) -> tuple[str, ...]:
        """The tags to collect: the event's own, then `watch`; one entry a tag whatever its case."""
        return _distinct((*self.tags.event, *self.watch))


def parse(text: str, file: str = "hashtags.toml") -> Hashtags:
    """The content of a hashtags.toml. Raises WorkspaceError naming FILE, key and what is expected."""
    top = Table.parse(text, file)
    hashtags = Hashtags(
        event=top.needed("event", '"PyCon Exemple 2027"'),
        timezone=_zone(top),
        language=_language(top),
        city=top.text("city"),
        dates=_dates(top),
        link=top.text("link"),
        programme_link=top.text("programme_link"),
        record_link=top.text("record_link"),
        rooms=top.texts("rooms"),
        watch=_tag_list(top, "watch"),
        pace=top.number("pace", 10),
        tags=_tags(top.table("tags")),
        accounts=_accounts(top.table("accounts")),
        campaign=_campaign(top.table("campaign")),
        follow=_follow(top.table("programme")),
        stage_names=_stage_names(top.table("stage")),
    )
    top.finish()
    return hashtags


def tags_for(session: Session | None, hashtags: Hashtags, rules: Rules) -> tuple[str, ...]:
    """The tags (without #) of a post about SESSION on that network, the event's first, then session, track and room, up to what it may carry.

    What is no single tag on that network is left out.
    """
    tags = hashtags.tags
    wanted = [*tags.event]
    if session is not None:
        wanted += tags.sessions.get(session.id, ())
        wanted += tags.tracks.get(session.track or "", ())
        wanted += tags.rooms.get(session.room or "", ())
    valid = [tag for tag in _distinct(wanted) if rules.hashtag_problem(tag) is None]
    return tuple(valid[: tags.most.get(rules.network, rules.most_tags)])


def _distinct(tags: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    seen: dict[str, str] = {}
    for tag in tags:
        seen.setdefault(tag.casefold(), tag)
    return tuple(seen.values())


def _zone(top: Table) -> str:
    name = top.needed("timezone", '"Europe/Paris"')
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise top.error("timezone", f'must be an IANA zone such as "Europe/Paris", not "{name}".') from error
    return name


def _language(top: Table) -> str:
    language = top.text("language") or "en"
    if language not in LANGUAGES:
        raise top.error("language", f'must be "en" or "fr", not "{language}".')
    return language


def _dates(top: Table) -> str | tuple[date, date] | None:
    value = top.take("dates")
    if value is None or isinstance(value, str):
        return (value or "").strip() or None
    ends = value if isinstance(value, list) else [value]
    if len(ends) in (1, 2) and all(_is_day(end) for end in ends) and ends[0] <= ends[-1]:
        return ends[0], ends[-1]
    raise top.error("dates", 'must be a day (2027-03-18), the first and the last ([2027-03-18, 2027-03-19]) or a text ("18 and 19 March 2027").')


def _is_day(value: Any) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _tag_list(table: Table, key: str) -> tuple[str, ...]:
    tags = tuple(tag.removeprefix("#") for tag in table.texts(key))
    for tag in tags:
        problems = [rules.hashtag_problem(tag) for rules in networks.every()]
        if all(problems):
            raise table.error(key, f'holds "{tag}", which is a hashtag nowhere: {problems[0]}.')
    return tags


def _tags(table: Table) -> Tags:
    event = _tag_list(table, "event")
    if not event:
        raise table.error("event", 'is missing: write the tag that every post carries, for example `event = "PyConExemple"` under [tags].')
    by_name = {}
    for group in ("tracks", "rooms", "sessions"):
        found = table.table(group)
        by_name[group] = {name: _tag_list(found, name) for name in found}
    most = table.table("most")
    counts = {_network(most, name, name).network: most.number(name, 0) for name in most}
    table.finish()
    return Tags(event=event, most=counts, **by_name)


def _network(table: Table, key: str, network: str) -> Rules:
    known = {rules.network: rules for rules in networks.every(by_hand_too=True)}
    if network not in known:
        raise table.error(key, f'names no network livetweet knows: "{network}" is none of {", ".join(one.network for one in networks.every())}.')
    return known[network]


def _accounts(table: Table) -> tuple[Account, ...]:
    accounts: list[Account] = []
    for name in table:
        entry = table.table(name)
        network = entry.text("network") or name  # [accounts.mastodon] needs no more
        rules = _network(entry, "network", network)
        written = entry.needed("handle", '"@pyconexemple@example.social"')
        handle = rules.handle(written)
        if handle is None:
            raise entry.error("handle", f'must be a handle on {rules.name}, which "{written}" is not.')
        cap = _dollars(entry, "daily_cap") if "daily_cap" in entry else None
        account = Account(
            name=name,
            network=network,
            handle=handle,
            server=entry.text("server"),
            timeout=_timeout(entry),
            daily_cap=cap,
            links=_links(entry, rules),
        )
        if twin := same_as(account, accounts):
            raise entry.error("handle", f"is that of [accounts.{twin.name}] too, from which every post would leave twice: take one of the two out.")
        accounts.append(account)
        entry.finish()
    return tuple(accounts)


def same_as(account: Account, others: Iterable[Account]) -> Account | None:
    """The one of OTHERS that is the same identity as ACCOUNT under another name. A handle is one identity on its whole network; by hand, on one page."""
    alike = 3 if networks.get(account.network).by_hand else 2
    return next((one for one in others if one.name != account.name and one.whose[:alike] == account.whose[:alike]), None)


def _links(table: Table, rules: Rules) -> Links:
    wanted = table.text("links") or Links.WITH
    if wanted not in list(Links):
        raise table.error("links", f'must be "with", "without" or "last" (only in the last part of a thread), not "{wanted}".')
    if wanted != Links.WITH and rules.find_links is None:
        raise table.error("links", f"makes no difference on {rules.name}, where a link costs nothing: take it out.")
    return Links(wanted)


def _timeout(table: Table) -> float | None:
    value = table.take("timeout")
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value <= TIMEOUT_MOST:
        raise table.error("timeout", f"must be how many seconds the server has for an answer, up to {TIMEOUT_MOST}, such as 45.")
    return float(value)


def _dollars(table: Table, key: str) -> Decimal:
    value = table.take(key)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < 1_000_000:
        raise table.error(key, "must be US dollars a day such as 5.00.")
    return Decimal(str(value)).quantize(Decimal("0.001"))


def _campaign(table: Table) -> Campaign:
    usual = Campaign()
    campaign = Campaign(
        announce=_announce(table) if "announce" in table else usual.announce,
        spotlights=table.number("spotlights", usual.spotlights),
        hours=tuple(sorted(_span(table, text) for text in table.texts("hours"))) or usual.hours,
    )
    table.finish()
    return campaign


def _follow(table: Table) -> Follow | None:
    source, every = table.text("source"), table.number("watch", 0)
    table.finish()
    if source is not None and not source.startswith(("https://", "http://")):
        raise table.error("source", f'must be an address that begins with https://, which "{source}" does not.')
    if every and source is None:
        raise table.error("source", 'is missing: write for example `source = "https://pretalx.com/my-event/schedule/export/schedule.xml"`.')
    return Follow(source=source, every=every) if source is not None and every else None


def _stage_names(table: Table) -> Names:
    names = table.text("names") or Names.SHOWN
    table.finish()
    if names not in list(Names):
        raise table.error("names", f'must be {", ".join(Names)}: how the stage names whoever asked, not "{names}".')
    return Names(names)


def _announce(table: Table) -> tuple[date | int, ...]:
    value = table.take("announce")
    many = value if isinstance(value, list) else [value]
    if not all(_is_day(one) or (isinstance(one, int) and not isinstance(one, bool) and one >= 0) for one in many):
        raise table.error("announce", "must be dates (2027-01-12) or numbers of days before the first day (60), one or a list.")
    return tuple(many)


def _span(table: Table, text: str) -> tuple[time, time]:
    found = _HOURS.fullmatch(text)
    try:
        start, end = (time(int(hour), int(minute or 0)) for hour, minute in (found.group(1, 2), found.group(3, 4))) if found else (time(1), time(0))
    except ValueError:
        start, end = time(1), time(0)
    if start >= end:
        raise table.error("hours", f'must be spans of the day such as "10:00-12:00", not "{text}".')
    return start, end
