"""Leaves the names and handles of the audience out of a record, also where others wrote them.

Called by every exporter that was asked for an anonymous document. Speakers and our own accounts keep theirs in what we posted: they are the programme's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from livetweet.model.post import Kind
from livetweet.store.incoming import Received
from livetweet.store.questions import Question
from livetweet.timeline.record import Chapter, Record, Told

HIDDEN = "…"
_HANDLE = re.compile(r"(?<![\w-])@?[\w-]+(?:\.[\w-]+)*(?:@[\w-]+(?:\.[\w-]+)+)?")
_ON_X = re.compile(r"(?<=\bx\.com/)\w+|(?<=\btwitter\.com/)\w+", re.IGNORECASE)
_NAMING = {Kind.RELAY, Kind.ANSWERED, Kind.REPLY}  # what we post that may call somebody in the audience by name


@dataclass(frozen=True, slots=True)
class _Audience:
    """`handles`, as `_plain` has them; `names` as they are shown."""

    handles: frozenset[str]
    names: tuple[str, ...]


def hide(record: Record) -> Record:
    """RECORD without anyone's name, handle or address in the audience: `name` is empty, `author` a number that tells askers of a question apart."""
    chapters = (*record.sessions, record.campaign)
    posts = [one for chapter in chapters for one in chapter.incoming]
    speakers = [person for chapter in chapters if chapter.session for person in chapter.session.speakers]
    kept = {form for person in speakers for handle in person.handles.values() for form in _forms(handle)}
    kept |= {form for chapter in chapters for post in chapter.posts for delivery in post.deliveries for form in _forms(delivery.account.handle)}
    names = {one.name for one in posts if len(one.name.strip()) > 1} - {person.name for person in speakers}
    audience = _Audience(
        handles=frozenset({form for one in posts for form in _forms(one.author)} - kept),
        names=tuple(sorted(names, key=lambda name: (-len(name), name))),
    )
    return replace(record, sessions=tuple(_chapter(chapter, audience) for chapter in record.sessions), campaign=_chapter(record.campaign, audience))


def _chapter(chapter: Chapter, audience: _Audience) -> Chapter:
    return replace(
        chapter,
        posts=tuple(_told(post, audience) for post in chapter.posts),
        incoming=tuple(_received(one, audience) for one in chapter.incoming),
        questions=tuple(_question(one, audience) for one in chapter.questions),
    )


def _told(post: Told, audience: _Audience) -> Told:
    names = audience.names if post.kind in _NAMING or post.answers else ()

    def clean(text: str) -> str:
        for name in names:
            if name in text:
                text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", HIDDEN, text)
        return _without_handles(text, audience)

    return replace(
        post,
        answers=post.answers and _received(post.answers, audience),
        deliveries=tuple(
            replace(one, parts=tuple(replace(part, text=clean(part.text), reason=part.reason and clean(part.reason)) for part in one.parts))
            for one in post.deliveries
        ),
    )


def _received(one: Received, audience: _Audience) -> Received:
    return one._replace(author="", name="", url=None, remote_id="", text=one.text and _without_handles(one.text, audience))


def _question(question: Question, audience: _Audience) -> Question:
    people = {person: f"{number}" for number, person in enumerate(dict.fromkeys((one.network, one.author) for one in question.askers), 1)}
    return question._replace(
        text=_without_handles(question.text, audience),
        shown=question.shown and _without_handles(question.shown, audience),
        askers=tuple(
            one._replace(author=people[one.network, one.author], name="", url=None, text=one.text and _without_handles(one.text, audience))
            for one in question.askers
        ),
    )


def _without_handles(text: str, audience: _Audience) -> str:
    def hidden(found: re.Match[str]) -> str:
        token = found[0]
        return HIDDEN if ("@" in token or "." in token) and _plain(token) in audience.handles else token

    text = _ON_X.sub(lambda found: HIDDEN if _plain(found[0]) in audience.handles else found[0], text)
    return _HANDLE.sub(hidden, text)


def _forms(handle: str) -> tuple[str, str]:
    """A handle in full, and as Mastodon shows it: without its server."""
    whole = _plain(handle)
    return whole, whole.split("@")[0]


def _plain(handle: str) -> str:
    return handle.lstrip("@").casefold()
