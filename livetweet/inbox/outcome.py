"""What came of a command on several things at once: those done, and those that could not be, each with its sentence."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from livetweet.errors import NotAllowedError, NotFoundError
from livetweet.store.connect import Store
from livetweet.store.questions import savepoint


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Ids in the order they were given; `refused` maps an id to why nothing was changed for it."""

    done: tuple[int, ...]
    refused: Mapping[int, str]


def each(store: Store, ids: Iterable[int], step: Callable[[sqlite3.Connection, int], None]) -> Outcome:
    """STEP on each of IDS, once, in one transaction; one that is refused changes nothing and stops nobody else."""
    with store.writing() as db:
        return each_in(db, ids, step)


def each_in(db: sqlite3.Connection, ids: Iterable[int], step: Callable[[sqlite3.Connection, int], None]) -> Outcome:
    """The same within a transaction that does more."""
    done: list[int] = []
    refused: dict[int, str] = {}
    for id_ in dict.fromkeys(ids):
        try:
            with savepoint(db):
                step(db, id_)
        except (NotAllowedError, NotFoundError) as error:
            refused[id_] = str(error)
        else:
            done.append(id_)
    return Outcome(done=tuple(done), refused=refused)
