from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from livetweet.model.programme import Programme
from livetweet.model.session import Session
from livetweet.writing.hashtags import parse
from livetweet.writing.zones import doubt

PARIS = parse('event = "Kite Fair"\ntimezone = "Europe/Paris"\n[tags]\nevent = "Fair27"\n')
SESSIONS = (Session(id="kites", title="Kites", start=datetime.fromisoformat("2027-03-18T09:30+00:00")), Session(id="tides", title="Tides"))


def programme(timezone: str | None, assumed: str | None = None) -> Programme:
    return Programme(title="Kite Fair", timezone=timezone, assumed_zone=assumed, sessions=SESSIONS)


def test_a_zone_that_hashtags_toml_no_longer_says_is_wrong() -> None:
    found = doubt(programme("Europe/London", "Europe/London"), PARIS)
    assert found is not None
    assert (found.sure, found.sentence()) == (
        True,
        (
            "The programme was read with the time zone Europe/London, and hashtags.toml now says Europe/Paris, "
            "so that “Kites” begins at 09:30 in the one and at 10:30 in posts: import it again."
        ),
    )
    assert doubt(programme("Etc/UTC", "Etc/UTC"), PARIS) is not None


def test_a_zone_that_the_source_names_is_told_where_posts_tell_other_times() -> None:
    found = doubt(programme("Europe/London"), PARIS)
    assert found is not None
    assert (found.sure, found.sentence()) == (
        False,
        (
            "The programme is in the time zone Europe/London, and posts tell times in Europe/Paris, "
            "so that “Kites” begins at 09:30 in the one and at 10:30 in the other: if that is wrong, change timezone in hashtags.toml."
        ),
    )


@pytest.mark.parametrize(
    ("timezone", "assumed"),
    [
        ("Europe/Paris", None),
        ("Europe/Paris", "Europe/Paris"),
        ("Europe/Brussels", None),
        ("Africa/Lagos", "Africa/Lagos"),
        ("UTC", None),
        ("Etc/GMT", None),
        (None, None),
    ],
)
def test_zones_that_tell_the_same_times_or_are_no_venues_raise_no_doubt(timezone: str | None, assumed: str | None) -> None:
    assert doubt(programme(timezone, assumed), PARIS) is None


def test_what_has_no_times_raises_no_doubt() -> None:
    assert doubt(replace(programme("Europe/London", "Europe/London"), sessions=SESSIONS[1:]), PARIS) is None
