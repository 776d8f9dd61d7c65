"""The record as Markdown, for people: a chapter a day, a section a session, our thread as quotes, then the questions and what the audience said.

Whatever was written outside is text here and nothing else: no markup, no HTML, no invisible character that turns a line around.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby
from urllib.parse import quote

from livetweet.model.part import State
from livetweet.model.question import QuestionState
from livetweet.model.session import Session
from livetweet.store.incoming import Received
from livetweet.store.questions import Question
from livetweet.timeline.anonymity import hide
from livetweet.timeline.record import Chapter, Delivery, Record, Told, late
from livetweet.timeline.wording import WORDS, Words
from livetweet.writing import rules
from livetweet.writing.dates import write_day, write_span, write_time

NAME = "md"

_MARKUP = re.compile(r"[\\`*_\[\]|]|~~+|^\s*(?:[-+=#~]|\d+(?=[.)]))", re.MULTILINE)
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
            words.count(totals.posts, "post"),
            words.count(totals.incoming, "incoming"),
            words.count(totals.questions, "question") + (f" ({words.count(totals.answered, 'answered')})" if totals.answered else ""),
        ]
        if record.first and record.last:
            counts.insert(0, write_span(record.first, record.last, self.language))
        line = " · ".join(counts)
        yield line[0].upper() + line[1:] + "."
        troubles = [words.count(number, state) for state, number in totals.parts.items() if state != State.POSTED.value]
        if troubles:
            yield ""
            yield f"{words.apart}{words.colon}{', '.join(troubles)}."
        if record.campaign.posts or record.campaign.incoming or record.campaign.questions:
            yield from ("", f"## {words.campaign}")
            yield from self._chapter(record.campaign)
        for day, chapters in groupby(record.sessions, key=lambda chapter: self._day(chapter.session)):
            yield from ("", f"## {self._day_heading(day)}")
            for chapter in chapters:
                yield from self._session(chapter)

    def _day(self, session: Session | None) -> date | None:
        return self._local(session.start).date() if session and session.start else None

    def _day_heading(self, day: date | None) -> str:
        if day is None:
            return self.words.undated
        written = write_day(day, self.language)
        return f"{written[0].upper()}{written[1:]} {day.year}"

    def _session(self, chapter: Chapter) -> Iterator[str]:
        session = chapter.session
        if session is None:
            return
        title = _plain(session.title)
        yield from ("", f"### {self._time(session.start)} · {title}" if session.start else f"### {title}")
        about = [_plain(session.room)] if session.room else []
        if session.speakers:
            about.append(self.words.join([_plain(person.name) for person in session.speakers]))
        if session.cancelled:
            about.append(self.words.called_off)
        if about:
            yield from ("", f"*{' · '.join(about)}*")
        yield from self._chapter(chapter)

    def _chapter(self, chapter: Chapter) -> Iterator[str]:
        dated = chapter.session is None
        for post in chapter.posts:
            yield from self._post(post, dated=dated)
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
                yield self._incoming(one, dated=dated)

    def _post(self, post: Told, *, dated: bool) -> Iterator[str]:
        shown = next((one for one in post.deliveries if any(part.state is State.POSTED for part in one.parts)), post.deliveries[0])
        for index, part in enumerate(shown.parts):
            when = self._when(part.posted_at or part.due, dated=dated)
            lines = [f"**{when}** {_lines(part.text)}" if index == 0 else _lines(part.text)]
            lines += ["", " · ".join(self._fate(one, index) for one in post.deliveries if index < len(one.parts))]
            yield ""
            yield from _quoted("\n".join(lines))

    def _fate(self, delivery: Delivery, index: int) -> str:
        part = delivery.parts[index]
        network = rules.get(delivery.account.network).name
        if part.state is not State.POSTED:
            reason = f" ({_plain(part.reason)})" if part.reason else ""
            return f"{network}{self.words.colon}{self.words.states[part.state.value]}{reason}"
        behind = late(part)
        lateness = f" ({self.words.late.format(minutes=round(behind.total_seconds() / 60))})" if behind else ""
        return _link(network, part.url) + lateness

    def _question(self, question: Question) -> Iterator[str]:
        words = self.words
        text = _plain(question.text) if question.text else f"*{words.deleted}*"
        shown = f" ({words.shown}{words.colon}{_plain(question.shown)})" if question.shown else ""
        people = {(one.network, one.author): one for one in question.askers}
        if not people:
            who = words.aloud
        elif self.anonymous:
            who = words.count(len(people), "person")
        else:
            who = words.join([_link(self._who(one.name, one.author, network), one.url) for (network, _), one in people.items()])
        likes = f", {words.count(question.likes, 'like')}" if question.likes else ""
        yield f"- {text}{shown}  "
        yield f"  {words.asked_by.format(who=who)}{likes} · {words.fates[QuestionState(question.state).value]}"

    def _incoming(self, one: Received, *, dated: bool) -> str:
        text = f"*{self.words.deleted}*" if one.text is None else _plain(one.text)
        when = _link(self._when(one.at, dated=dated), one.url)
        network = rules.get(one.network).name
        who = f"{self.words.someone} ({network})" if self.anonymous else self._who(one.name, one.author, one.network)
        edited = f" *({self.words.edited})*" if one.edited_at and one.text is not None else ""
        return f"- {when} {who}{self.words.colon}{text}{edited}"

    def _who(self, name: str, author: str, network: str) -> str:
        handle = f"@{_plain(author)}, {rules.get(network).name}"
        shown = _plain(name)
        return f"{shown} ({handle})" if shown else handle

    def _when(self, instant: datetime, *, dated: bool) -> str:
        return f"{write_day(self._local(instant).date(), self.language)}, {self._time(instant)}" if dated else self._time(instant)

    def _time(self, instant: datetime) -> str:
        return write_time(self._local(instant).time(), self.language)

    def _local(self, instant: datetime) -> datetime:
        return instant.astimezone(self.record.zone) if instant.tzinfo else instant


def _plain(text: str) -> str:
    """TEXT on one line, as text."""
    return _escape(" ".join(_visible(text).split()))


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
    return f"[{words}]({quote(url, safe=':/?#@!$&+,;=%~-._')})"


def _quoted(text: str) -> Iterator[str]:
    return (f"> {line}" if line else ">" for line in text.split("\n"))
