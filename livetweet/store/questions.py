"""Questions, who asked them, and the steps operators took with them, so that each can be taken back.

Called by `inbox/`; the record reads them all. A question made of incoming posts has the words of one of them; that is how the post whose
words it shows is known.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple

from livetweet.clock import from_stamp, to_stamp
from livetweet.model.incoming import How
from livetweet.model.question import QuestionState
from livetweet.store.incoming import OPEN


class Asker(NamedTuple):
    """One incoming post that asks a question. `text` is None once its author deleted it."""

    incoming: int
    network: str
    remote_id: str
    how: How
    author: str
    name: str
    text: str | None
    at: datetime
    likes: int
    visibility: str
    url: str | None
    state: str
    edited_at: datetime | None
    deleted_at: datetime | None

    @property
    def open(self) -> bool:
        """Whether everyone may read it where it stands, so that it may be staged and exported."""
        return self.visibility in OPEN


class Question(NamedTuple):
    """`text` as it was asked, `shown` as it was shortened for the stage; empty where its author deleted it and nobody else asked it.

    `askers` by the time they asked; none where it was typed. `merged` is the question it became part of.
    """

    id: int
    session: str | None
    room: str | None
    text: str
    shown: str | None
    state: QuestionState
    raised: int
    created_at: datetime
    created_by: str
    changed_at: datetime
    merged: int | None
    askers: tuple[Asker, ...]

    @property
    def people(self) -> int:
        """How many asked it: a person who wrote twice counts once, whoever had it typed counts too."""
        return max(1, len({(one.network, one.author) for one in self.askers}))

    @property
    def likes(self) -> int:
        return sum(one.likes for one in self.askers)

    @property
    def flag(self) -> str | None:
        """`deleted`: an author took the words back; `edited`: changed them; and nobody here has done anything with it since."""
        if not self.text or any(one.deleted_at and one.deleted_at >= self.changed_at for one in self.askers):
            return "deleted"
        return "edited" if any(one.edited_at and one.edited_at >= self.changed_at for one in self.askers) else None

    @property
    def source(self) -> Asker | None:
        """Whose words it shows."""
        return next((one for one in self.askers if one.text == self.text), None)


class Step(NamedTuple):
    """What an operator did with a question, and what `undo` needs: its columns before (None: there was no question), its askers, states
    of incoming posts, and the steps on other questions that were part of the same act.
    """

    id: int
    question: int
    verb: str
    columns: Mapping[str, object] | None
    askers: tuple[int, ...]
    incoming: Mapping[int, str]
    also: tuple[int, ...]
    undone: bool


# What a step may change. The words are not among them: `undo` must never bring back what an author deleted.
_COLUMNS = ("session", "room", "state", "raised", "merged")


@contextmanager
def savepoint(db: sqlite3.Connection) -> Iterator[None]:
    """A part of a transaction that an exception takes back alone."""
    db.execute("SAVEPOINT step")
    try:
        yield
    except BaseException:
        db.execute("ROLLBACK TO step")
        raise
    finally:
        db.execute("RELEASE step")


# ---- reading


def every(db: sqlite3.Connection) -> list[Question]:
    """All but those merged into another, in the order in which they should be asked."""
    return sorted(_read(db, "question.merged IS NULL", ()), key=order)


def in_states(db: sqlite3.Connection, states: Collection[QuestionState]) -> list[Question]:
    """Those in STATES, in the order in which they should be asked."""
    chosen = _read(db, "question.merged IS NULL AND question.state IN (SELECT value FROM json_each(?))", (json.dumps(list(states)),))
    return sorted(chosen, key=order)


def get(db: sqlite3.Connection, question: int) -> Question | None:
    return next(iter(_read(db, "question.id = ?", (question,))), None)


def of_incoming(db: sqlite3.Connection, incoming: int) -> Question | None:
    """The question that INCOMING asks."""
    return next(iter(_read(db, "question.id = (SELECT question FROM asker WHERE incoming = ?)", (incoming,))), None)


def of_session(db: sqlite3.Connection, session: str | None) -> list[tuple[int, str]]:
    """(id, text) of the questions of SESSION that were not dropped, oldest first."""
    rows = db.execute("SELECT id, text FROM question WHERE session IS ? AND merged IS NULL AND state <> 'dropped' ORDER BY id", (session,))
    return [(row["id"], row["text"]) for row in rows]


def on_stage(db: sqlite3.Connection, room: str | None) -> list[int]:
    """Ids of what is on stage in ROOM: one, or none."""
    return [row["id"] for row in db.execute("SELECT id FROM question WHERE state = 'on stage' AND room IS ? AND merged IS NULL ORDER BY id", (room,))]


def highest(db: sqlite3.Connection) -> int:
    """How far up the highest of those moved up by hand stands; 0: none was."""
    return int(db.execute("SELECT coalesce(max(raised), 0) FROM question").fetchone()[0])


def order(question: Question) -> tuple[int, int, int, datetime, int]:
    return (-question.raised, -question.people, -question.likes, question.created_at, question.id)


def _read(db: sqlite3.Connection, where: str, values: tuple[object, ...]) -> list[Question]:
    rows = db.execute(f"SELECT * FROM question WHERE {where} ORDER BY id", values).fetchall()
    askers: dict[int, list[Asker]] = {row["id"]: [] for row in rows}
    for row in db.execute(
        f"""SELECT asker.question, incoming.* FROM question JOIN asker ON asker.question = question.id JOIN incoming ON incoming.id = asker.incoming
            WHERE {where} ORDER BY incoming.at, incoming.id""",
        values,
    ):
        askers[row["question"]].append(_asker(row))
    return [_question(row, tuple(askers[row["id"]])) for row in rows]


def _asker(row: sqlite3.Row) -> Asker:
    return Asker(
        incoming=row["id"],
        network=row["network"],
        remote_id=row["remote_id"],
        how=How(row["how"]),
        author=row["author"],
        name=row["name"],
        text=row["text"],
        at=from_stamp(row["at"]),
        likes=row["likes"],
        visibility=row["visibility"],
        url=row["url"],
        state=row["state"],
        edited_at=row["edited_at"] and from_stamp(row["edited_at"]),
        deleted_at=row["deleted_at"] and from_stamp(row["deleted_at"]),
    )


def _question(row: sqlite3.Row, askers: tuple[Asker, ...]) -> Question:
    return Question(
        id=row["id"],
        session=row["session"],
        room=row["room"],
        text=row["text"],
        shown=row["shown"],
        state=QuestionState(row["state"]),
        raised=row["raised"],
        created_at=from_stamp(row["created_at"]),
        created_by=row["created_by"],
        changed_at=from_stamp(row["changed_at"]),
        merged=row["merged"],
        askers=askers,
    )


# ---- writing


def add(db: sqlite3.Connection, text: str, session: str | None, room: str | None, by: str, now: datetime) -> int:
    """A new question, waiting; its id."""
    row = db.execute(
        "INSERT INTO question (session, room, text, state, created_at, created_by, changed_at) VALUES (?, ?, ?, 'waiting', ?, ?, ?) RETURNING id",
        (session, room, text, to_stamp(now), by, to_stamp(now)),
    ).fetchone()
    return int(row["id"])


def change(db: sqlite3.Connection, question: int, columns: Mapping[str, object], now: datetime) -> None:
    """COLUMNS: those of `session`, `room`, `state`, `raised`, `merged` that get another value."""
    names = ", ".join(f"{name} = :{name}" for name in _COLUMNS if name in columns)
    db.execute(f"UPDATE question SET {names}, changed_at = :changed_at WHERE id = :id", {**columns, "changed_at": to_stamp(now), "id": question})


def add_asker(db: sqlite3.Connection, question: int, incoming: int) -> None:
    db.execute("INSERT INTO asker (incoming, question) VALUES (?, ?)", (incoming, question))


def set_askers(db: sqlite3.Connection, question: int, incoming: Collection[int]) -> None:
    """QUESTION is asked by INCOMING and nobody else; whatever they asked before, they ask no more."""
    db.execute("DELETE FROM asker WHERE question = ?", (question,))
    db.executemany("INSERT OR REPLACE INTO asker (incoming, question) VALUES (?, ?)", [(one, question) for one in incoming])


def replace_words(db: sqlite3.Connection, question: int, old: str, new: str) -> None:
    """NEW where QUESTION says OLD, and nothing where one that was merged into it does; a text shortened from it goes."""
    db.execute(
        """WITH RECURSIVE family(id) AS (SELECT :question UNION SELECT question.id FROM question JOIN family ON question.merged = family.id)
           UPDATE question SET text = CASE WHEN id = :question THEN :new ELSE '' END, shown = NULL WHERE text = :old AND id IN (SELECT id FROM family)""",
        {"question": question, "old": old, "new": new},
    )


def show_as(db: sqlite3.Connection, question: int, words: str | None, now: datetime) -> None:
    """WORDS are shown on stage instead of what was asked; None: that itself."""
    db.execute("UPDATE question SET shown = ?, changed_at = ? WHERE id = ?", (words, to_stamp(now), question))


def leave_stage(db: sqlite3.Connection, question: int, state: QuestionState, now: datetime) -> None:
    """QUESTION, if it is waiting or on stage, becomes STATE: nobody here did that, hence no step to take back."""
    db.execute("UPDATE question SET state = ?, changed_at = ? WHERE id = ? AND state IN ('waiting', 'on stage')", (state, to_stamp(now), question))


def remove(db: sqlite3.Connection, question: int) -> None:
    db.execute("DELETE FROM asker WHERE question = ?", (question,))
    db.execute("DELETE FROM question WHERE id = ?", (question,))


# ---- steps


def add_step(
    db: sqlite3.Connection,
    question: int,
    before: Question | None,
    verb: str,
    by: str,
    now: datetime,
    *,
    incoming: Mapping[int, str] | None = None,
    also: Collection[int] = (),
) -> int:
    """Remember that BY did VERB with QUESTION, which was as BEFORE (None: it is new); the step's id."""
    kept = {
        "columns": None if before is None else {name: getattr(before, name) for name in _COLUMNS},
        "askers": [] if before is None else [one.incoming for one in before.askers],
        "incoming": dict(incoming or {}),
        "also": list(also),
    }
    row = db.execute(
        "INSERT INTO act (at, operator, verb, question, before) VALUES (?, ?, ?, ?, ?) RETURNING id",
        (to_stamp(now), by, verb, question, json.dumps(kept, ensure_ascii=False)),
    ).fetchone()
    return int(row["id"])


def last_step(db: sqlite3.Connection, question: int) -> Step | None:
    """The newest step on QUESTION that was not taken back."""
    row = db.execute("SELECT * FROM act WHERE question = ? AND undone_at IS NULL ORDER BY id DESC LIMIT 1", (question,)).fetchone()
    return _step(row) if row else None


def step(db: sqlite3.Connection, id_: int) -> Step:
    return _step(db.execute("SELECT * FROM act WHERE id = ?", (id_,)).fetchone())


def mark_undone(db: sqlite3.Connection, id_: int, now: datetime) -> None:
    db.execute("UPDATE act SET undone_at = ? WHERE id = ?", (to_stamp(now), id_))


def _step(row: sqlite3.Row) -> Step:
    kept = json.loads(row["before"])
    return Step(
        id=row["id"],
        question=row["question"],
        verb=row["verb"],
        columns=kept["columns"],
        askers=tuple(kept["askers"]),
        incoming={int(id_): state for id_, state in kept["incoming"].items()},
        also=tuple(kept["also"]),
        undone=row["undone_at"] is not None,
    )
