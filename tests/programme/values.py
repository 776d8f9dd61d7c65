"""Hypothesis strategies for programmes as `read` leaves them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from hypothesis import strategies as st

from livetweet.model.person import Person
from livetweet.model.programme import Programme
from livetweet.model.session import Session

words = st.text(max_size=12)
maybe = st.none() | words
offsets = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
moments = st.datetimes(datetime(1971, 1, 1), datetime(2199, 1, 1), timezones=st.one_of(st.none(), offsets))  # noqa: DTZ001 (hypothesis adds the zone)
people = st.builds(Person, name=words, handles=st.dictionaries(st.sampled_from(["mastodon", "bluesky", "x"]), words))
sessions = st.builds(
    Session,
    id=words,
    title=words,
    start=st.none() | moments,
    end=st.none() | moments,
    room=maybe,
    track=maybe,
    kind=maybe,
    language=maybe,
    url=maybe,
    speakers=st.lists(people, max_size=3).map(tuple),
    cancelled=st.booleans(),
)
programmes = st.builds(
    Programme,
    title=words,
    timezone=st.none() | st.sampled_from(["Europe/Paris", "America/New_York"]),
    assumed_zone=st.none() | st.just("Europe/London"),
    url=maybe,
    rooms=st.lists(words, max_size=3).map(tuple),
    sessions=st.lists(sessions, max_size=5, unique_by=lambda one: one.id).map(tuple),
    people=st.lists(people, max_size=3).map(tuple),
    warnings=st.lists(words, max_size=2).map(tuple),
)
