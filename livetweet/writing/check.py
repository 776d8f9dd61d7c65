"""What would go wrong in the posts about a programme: titles and names too long, handles nobody knows, tags that are none, times in another zone. `programme check` says it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from livetweet.model.post import Draft, Kind
from livetweet.programme.check import limit
from livetweet.writing import handle_list, zones
from livetweet.writing import rules as networks
from livetweet.writing.compose import Context, compose
from livetweet.writing.rules import graphemes
from livetweet.writing.rules.rule import Rules
from livetweet.writing.speakers import strangers

LONG_NAME = 35  # characters: with title, room and tag hardly anything is left of 280
_NAMED = 5  # speakers that a sentence names
_SCRIPT = (Kind.SPOTLIGHT, Kind.START, Kind.QUESTIONS, Kind.THANKS)


def check(context: Context) -> list[str]:
    """Sentences, what matters most first: on the networks the event has accounts on, with none on all."""
    used = {account.network for account in context.hashtags.accounts}
    rules = [networks.on(one.network, context.hashtags.accounts) for one in networks.every() if not used or one.network in used]
    doubt = zones.doubt(context.programme, context.hashtags)
    return [
        *([doubt.sentence()] if doubt else []),
        *limit(_too_long(context, rules), "more sessions have a title or names too long for some network"),
        *limit(_long_names(context), "more names are long"),
        *_missing_handles(context, rules),
        *_bad_tags(context, rules),
        *_tags_of_nothing(context),
        *limit(strangers(context.speakers, context.programme), "more names of speakers.toml are not in the programme"),
    ]


def _too_long(context: Context, rules: Sequence[Rules]) -> Iterator[str]:
    for session in context.agenda.covered:
        for one in rules:
            problem = next((found for kind in _SCRIPT if (found := compose(Draft(kind=kind, session=session.id), one, context).problem)), None)
            if problem is not None:
                yield f"“{session.title}” ({session.id}): {problem}"
                break


def _long_names(context: Context) -> Iterator[str]:
    for person in context.programme.speakers():
        length = graphemes.count(person.name)
        if length > LONG_NAME:
            yield f"“{person.name}” is {length} characters long: give the sessions a short form of the name (`livetweet programme change ID --speaker NAME`)."


def _missing_handles(context: Context, rules: Sequence[Rules]) -> Iterator[str]:
    everyone = sum(1 for _ in context.programme.speakers())
    lacking = handle_list.missing(context.programme, context.speakers, [one.network for one in rules])
    for one in rules:
        names = [missing.person.name for missing in lacking if one.network in missing.networks]
        if names:
            shown = ", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")
            yield f"{len(names)} of {everyone} speakers have no handle on {one.name}: {shown} (`livetweet programme handles` is a list to send them)."


def _bad_tags(context: Context, rules: Sequence[Rules]) -> Iterator[str]:
    tags = context.hashtags.tags
    groups: Iterable[Mapping[str, tuple[str, ...]]] = (tags.tracks, tags.rooms, tags.sessions)
    every = dict.fromkeys((*tags.event, *(tag for group in groups for found in group.values() for tag in found), *context.hashtags.watch))
    for tag in every:
        for one in rules:
            problem = one.hashtag_problem(tag)
            if problem is not None:
                yield f"#{tag} is no hashtag on {one.name}: {problem}."


def _tags_of_nothing(context: Context) -> Iterator[str]:
    """A track, room or session in hashtags.toml that the programme has not: its tag would never be used."""
    tags, sessions = context.hashtags.tags, context.programme.sessions
    for key, group, there in (
        ("tracks", tags.tracks, {one.track for one in sessions}),
        ("rooms", tags.rooms, {one.room for one in sessions}),
        ("sessions", tags.sessions, {one.id for one in sessions}),
    ):
        for name in group:
            if name not in there:
                yield f"hashtags.toml has a tag for “{name}” in [tags.{key}], which the programme has not: no post will carry it."
