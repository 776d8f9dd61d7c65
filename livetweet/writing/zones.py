"""Whether posts tell the programme's times as it has them: hashtags.toml may name another time zone. `plan`, `programme check` and `doctor` say it. Pure."""

from __future__ import annotations

from typing import NamedTuple

from livetweet.model.programme import Programme
from livetweet.programme.times import find_zone
from livetweet.writing.hashtags import Hashtags


class Doubt(NamedTuple):
    """`what` is wrong, in a clause, and the `cure`; `sure`: it is wrong, and not only different."""

    what: str
    cure: str
    sure: bool

    def sentence(self) -> str:
        return f"{self.what[0].upper()}{self.what[1:]}: {self.cure}."


def doubt(programme: Programme, hashtags: Hashtags) -> Doubt | None:
    """Why times in posts about PROGRAMME may be wrong; None where both zones tell every session's start alike.

    A zone that was assumed because hashtags.toml named it, and no longer does, is wrong. One that the source names, or a person for it, may be that of
    whoever keeps the calendar; UTC, which is a machine's and no venue's, says nothing.
    """
    here = hashtags.timezone
    if (was := programme.assumed_zone) and (told := _told(programme, was, here)):
        return Doubt(
            f"the programme was read with the time zone {was}, and hashtags.toml now says {here}, so that {told} in posts", "import it again", True
        )
    if (zone := programme.timezone) and not zone.startswith("Etc/") and zone not in {"UTC", "GMT"} and (told := _told(programme, zone, here)):
        cure = "if that is wrong, change timezone in hashtags.toml"
        return Doubt(f"the programme is in the time zone {zone}, and posts tell times in {here}, so that {told} in the other", cure, False)
    return None


def _told(programme: Programme, one: str, other: str) -> str | None:
    """A session that begins at another time of day in zone ONE than in OTHER, and when; None where there is none."""
    first, second = find_zone(one), find_zone(other)
    if one == other or first is None or second is None:
        return None
    for session in programme.sessions:
        start = session.start
        if start is not None and start.tzinfo is not None and start.astimezone(first).utcoffset() != start.astimezone(second).utcoffset():
            return f"“{session.title}” begins at {start.astimezone(first):%H:%M} in the one and at {start.astimezone(second):%H:%M}"
    return None
