"""What pretalx's API answers apart, for what its other answers name by number or code alone: rooms, tracks, kinds, speakers, submissions, and which slots there are.

Called by the reader of pretalx's JSON with all the sources that were named together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from livetweet.errors import ProgrammeError
from livetweet.programme.json_text import Table, outline, parse, table, tables, text

_MARKS = {
    "submission": "slots",
    "title": "submissions",
    "submissions": "speakers",
    "capacity": "rooms",
    "color": "tracks",
    "default_duration": "kinds",
}
"""What only the records of one answer have, the first that is there counts (pretalx 2025.2.2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Records by id, those of speakers and submissions by code."""

    rooms: Mapping[str, Table] = field(default_factory=dict)
    tracks: Mapping[str, Table] = field(default_factory=dict)
    kinds: Mapping[str, Table] = field(default_factory=dict)
    speakers: Mapping[str, Table] = field(default_factory=dict)
    submissions: Mapping[str, Table] = field(default_factory=dict)
    slots: Mapping[str, Table] = field(default_factory=dict)


def looks_like(head: bytes) -> bool:
    """Whether HEAD begins a page of one of these."""
    keys = outline(head)
    return ".count" in keys and any(f".results[].{mark}" in keys for mark in _MARKS)


def name(records: Iterable[Table]) -> str:
    """Which of the answers RECORDS are ("rooms"), "" where they are of none."""
    return next((kind for one in records for mark, kind in _MARKS.items() if mark in one), "")


def gather(sources: Sequence[bytes], head: int) -> Listed:
    """All that the pages among SOURCES list; HEAD bytes of each tell what it is. One that is damaged counts as absent: who reads it for itself says so."""
    found: dict[str, dict[str, Table]] = {}
    for data in sources:
        if looks_like(data[:head]):
            with suppress(ProgrammeError):
                records = tables(table(parse(data)).get("results"))
                found.setdefault(name(records), {}).update((text(one.get("code")) or text(one.get("id")), one) for one in records)
    found.pop("", None)
    return Listed(**found)
