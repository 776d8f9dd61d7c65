"""The record as Markdown, for people: a chapter a day, a section a session, our thread as quotes, then the questions and what the audience said.
What did not leave comes last, a line a post.

Whatever was written outside is text here and nothing else: no markup, no HTML, no invisible character that turns a line around.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby
from urllib.parse import quote as quote_url

from livetweet.model.incoming import without_us
from livetweet.model.part import Part, State
from livetweet.model.question import QuestionState
from livetweet.model.session import Session
from livetweet.store.incoming import Received
from livetweet.store.questions import Question
from livetweet.timeline.anonymity import hide
from livetweet.timeline.record import Chapter, Delivery, Record, Told, late
from livetweet.timeline.versions import versions
from livetweet.timeline.wording import WORDS, Words
from livetweet.writing import rules
from livetweet.writing.dates import write_day, write_span, write_time
from livetweet.writing.typography import quote

NAME = "md"

_BEGINNING = 60  # characters of a post that did not leave
_MARKUP = re.compile(r"[\\`*_\[\]|]|~~+|^\s*(?:[-+=#~]|\d+(?=[.)]))", re.MULTILINE)
_GAP = re.compile("[^\\S\u00a0\u202f]+")  # white space but what must not break
_ENTITY = re.compile(r"&(?=#?\w+;)")


def render(record: Record, anonymous: bool) -> str:
    """The whole document, in the language of the event (English where we have no words for it)."""
    return "\n".join(_Document(hide(record) if anonymous else record, anonymous).lines()) + "\n"


class _Document:
    """One rendering: the record, its words and its zone, which nearly every line needs."""

    def __init__(self, record: Record, anonymous: bool) -> None:
        self.record = record
        self.anonymous = anonymous
        self.language = record.language if record.language in WORDS else "en"
        self.words: Words = WORDS[self.language]

    def lines(self) -> Iterator[str]:
        record, words, totals = self.record, self.words, self.record.totals
        yield f"# {_plain(record.event)}"
        yield ""
        counts = [
            words.count(totals.sessions, "session"),
            words.count(totals.published, "post"),
            words.count(totals.incoming, "incoming"),
            words.count(totals.questions, "question") + (f" ({words.count(totals.answered, 'answered')})" if totals.answered else ""),
        ]
        if record.first and record.last:
            counts.insert(0, write_span(record.first, record.last, self.language))
        line = " · ".join(counts)
        yield line[0].upper() + line[1:] + "."
        troubles = [words.count(number, state) for state, number in totals.parts.items() if state not in {State.POSTED, State.UNKNOWN}]
        unsure = totals.parts.get(State.UNKNOWN, 0)
        told = [f"{words.apart}{words.colon}{', '.join(troubles)}."] if troubles else []
        told += [f"{words.check[unsure > 1].format(count=unsure)}."] if unsure else []
        if told:
            yield from ("", " ".join(told))
        if _has_something(record.campaign):
            yield from ("", f"## {words.campaign}")
            yield from self._chapter(record.campaign, None)
        shown = [chapter for chapter in record.sessions if _has_something(chapter)]
        for (gone, day), chapters in groupby(shown, key=lambda chapter: (chapter.gone, self._day(chapter))):
            yield from ("", f"## {words.gone if gone else self._day_heading(day)}")
            for chapter in chapters:
                yield from self._session(chapter)
        yield from self._rest()

    def _day(self, chapter: Chapter) -> date | None:
        """The day under whose heading CHAPTER stands."""
        session = chapter.session
        return self._local(session.start).date() if session and session.start and not chapter.gone else None

    def _day_heading(self, day: date | None) -> str:
        if day is None:
            return self.words.undated
        written = write_day(day, self.language)
        return f"{written[0].upper()}{written[1:]} {day.year}"

    def _session(self, chapter: Chapter) -> Iterator[str]:
        session = chapter.session
        if session is None:
            return
        title, day = _plain(session.title), self._day(chapter)
        if title:
            yield from ("", f"### {self._when(session.start, day)} · {title}" if session.start else f"### {title}")
        about = [_plain(session.room)] if session.room else []
        if session.speakers:
            about.append(self.words.join([_plain(person.name) for person in session.speakers]))
        if session.cancelled:
            about.append(self.words.called_off)
        if about:
            yield from ("", f"*{' · '.join(about)}*")
        yield from self._chapter(chapter, day)

    def _chapter(self, chapter: Chapter, day: date | None) -> Iterator[str]:
        """What is under a heading that names DAY."""
        for post in chapter.posts:
            if post.left:
                yield from self._post(post, day)
        if chapter.questions:
            yield from ("", f"**{self.words.questions}**", "")
            for question in chapter.questions:
                yield from self._question(question)
        told_as_question = {
            one.incoming for question in chapter.questions for one in question.askers if one.text is None or one.text == question.text
        }
        others = [one for one in chapter.incoming if one.id not in told_as_question]
        if others:
            yield from ("", f"**{self.words.audience}**", "")
            for one in others:
                yield self._incoming(one, day)

    def _post(self, post: Told, day: date | None) -> Iterator[str]:
        """The parts that left, each with where it can be read; each version of them where networks got different words."""
        for version in versions(post.deliveries):
            for number, part in version[0][1].items():
                places = [(one, parts[number]) for one, parts in version if number in parts]
                lines = [f"*{self.words.taken_down}*" if all(there.gone_at for _, there in places) else _lines(part.text)]
                if number == 1:
                    lines = [f"**{self._when(part.posted_at or part.due, day)}** {lines[0]}"]
                yield ""
                yield from _quoted("\n".join([*lines, "", " · ".join(self._place(one, there) for one, there in places)]))

    def _place(self, delivery: Delivery, part: Part) -> str:
        behind = late(part) if part.number == 1 else None
        lateness = f" ({self.words.late.format(minutes=max(round(behind.total_seconds() / 60), 1))})" if behind else ""
        if part.gone_at:
            return f"{rules.get(delivery.account.network).name} ({self.words.taken_down})"
        return _link(rules.get(delivery.account.network).name, part.url) + lateness

    def _rest(self) -> Iterator[str]:
        """What did not leave, by the time it was due."""
        lines = []
        for chapter in (self.record.campaign, *self.record.sessions):
            for post in chapter.posts:
                waiting = [(one, part) for one in post.deliveries if (part := _first_unposted(one))]
                if waiting:
                    due = min(part.due for _, part in waiting)
                    lines.append((due, post.id, self._unposted(due, post, chapter.session, waiting)))
        if lines:
            yield from ("", f"## {self.words.apart}", "")
            yield from (line for _, _, line in sorted(lines))

    def _unposted(self, due: datetime, post: Told, session: Session | None, waiting: list[tuple[Delivery, Part]]) -> str:
        fates: dict[str, list[str]] = {}
        for delivery, part in waiting:
            reason = f" ({_plain(self.words.reason(part.reason))})" if part.reason else ""
            place = rules.get(delivery.account.network).name + (f" {part.number}/{len(delivery.parts)}" if part.number > 1 else "")
            fates.setdefault(f"{self.words.states[part.state.value]}{reason}", []).append(place)
        about = [self._when(due, None), self.words.kinds[post.kind.value]]
        if session and session.title:
            about.append(f"*{_plain(session.title)}*")
        about += [f"{self.words.join(places)}{self.words.colon}{fate}" for fate, places in fates.items()]
        return f"- {' · '.join(about)} · {quote(_plain(_beginning(waiting[0][1].text)), self.language)}"

    def _question(self, question: Question) -> Iterator[str]:
        words = self.words
        text = self._said(question.text) if question.text else f"*{words.deleted}*"
        shown = self._said(question.shown or "")
        told = f" ({words.shown}{words.colon}{shown})" if shown and shown != text else ""
        people = {(one.network, one.author): one for one in question.askers}
        if not people:
            who = words.aloud
        elif self.anonymous:
            who = words.count(len(people), "person")
        else:
            who = words.join([_link(self._who(one.name, one.author, network), one.url) for (network, _), one in people.items()])
        likes = f", {words.count(question.likes, 'like')}" if question.likes else ""
        yield f"- {text}{told}  "
        yield f"  {words.asked_by.format(who=who)}{likes} · {words.fates[QuestionState(question.state).value]}"

    def _incoming(self, one: Received, day: date | None) -> str:
        text = f"*{self.words.deleted}*" if one.text is None else self._said(one.text)
        when = _link(self._when(one.at, day), one.url)
        network = rules.get(one.network).name
        who = f"{self.words.someone} ({network})" if self.anonymous else self._who(one.name, one.author, one.network)
        edited = f" *({self.words.edited})*" if one.edited_at and one.text is not None else ""
        return f"- {when} {who}{self.words.colon}{text}{edited}"

    def _said(self, text: str) -> str:
        """What somebody said to us, without our handle in front."""
        return _plain(without_us(text, self.record.ours))

    def _who(self, name: str, author: str, network: str) -> str:
        handle = f"@{_plain(author)}, {rules.get(network).name}"
        shown = _plain(name)
        return f"{shown} ({handle})" if shown else handle

    def _when(self, instant: datetime, day: date | None) -> str:
        """The time, with its date where that is not DAY."""
        own = self._local(instant).date()
        return self._time(instant) if own == day else f"{write_day(own, self.language)}, {self._time(instant)}"

    def _time(self, instant: datetime) -> str:
        return write_time(self._local(instant).time(), self.language)

    def _local(self, instant: datetime) -> datetime:
        return instant.astimezone(self.record.zone) if instant.tzinfo else instant


def _has_something(chapter: Chapter) -> bool:
    return bool(chapter.incoming or chapter.questions or any(post.left for post in chapter.posts))


def _first_unposted(delivery: Delivery) -> Part | None:
    return next((part for part in delivery.parts if part.state is not State.POSTED), None)


def _beginning(text: str) -> str:
    """The first words of TEXT."""
    line = _GAP.sub(" ", text).strip()
    return line if len(line) <= _BEGINNING else line[:_BEGINNING].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def _plain(text: str) -> str:
    """TEXT on one line, as text."""
    return _escape(_GAP.sub(" ", _visible(text)).strip())


def _lines(text: str) -> str:
    """TEXT with its line ends, as text."""
    return "  \n".join(_escape(line.strip()) for line in _visible(text).split("\n") if line.strip())


def _escape(line: str) -> str:
    escaped = _MARKUP.sub(lambda found: re.sub(r"([\\`*_\[\]|~#+=-]|(?<=\d)$)", r"\\\1", found[0]), line)
    return _ENTITY.sub("&amp;", escaped).replace("<", "&lt;").replace(">", "&gt;")


def _visible(text: str) -> str:
    """Without control, bidi and other invisible characters; U+200C and U+200D stay, which Persian and emoji need."""
    return "".join(
        one
        for one in text.replace("\r\n", "\n").replace("\t", " ")
        if one in "\n\u200c\u200d" or (unicodedata.category(one)[0] != "C" and one not in "\u2028\u2029")
    )


def _link(words: str, url: str | None) -> str:
    """WORDS, leading to URL where that is a web address."""
    if not url or not url.lower().startswith(("http://", "https://")):
        return words
    return f"[{words}]({quote_url(url, safe=':/?#@!$&+,;=%~-._')})"


def _quoted(text: str) -> Iterator[str]:
    return (f"> {line}" if line else ">" for line in text.split("\n"))
