"""Errands: boosts, favourites and deletions on their way, and addresses to be looked up. The same gates as for parts, and nothing to recover.

Asked for by `outbox/` and `inbox/`, run by the worker's lanes. Everything here runs inside the caller's transaction.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from livetweet.clock import from_stamp, to_stamp
from livetweet.model.errand import Deed
from livetweet.model.ref import Ref
from livetweet.store.gates import open_for

if TYPE_CHECKING:
    from livetweet.store.leaving import Place

BEING_DELETED, DELETED, NOT_DELETED = "is being deleted", "deleted", "could not be deleted"  # reasons of parts that have left

_MAY_LEAVE = f"errand.state = 'scheduled' AND errand.due <= :now AND {open_for('errand')}"


class Errand(NamedTuple):
    """`ref` is what it is done to, or (to be resolved) None, with its address in `url`. `part` is ours, else it is somebody's."""

    id: int
    what: Deed
    part: int | None
    ref: Ref | None
    url: str | None
    asked_at: datetime


def ask(
    db: sqlite3.Connection, account: str, what: Deed, by: str, now: datetime, due: datetime, *, part: int | None = None, incoming: int | None = None
) -> int | None:
    """WHAT is to be done from ACCOUNT, to PART or INCOMING, when it is DUE; the errand, or None where it is on its way or done already."""
    if db.execute(
        "SELECT 1 FROM errand WHERE account = ? AND what = ? AND part IS ? AND incoming IS ? AND state IN ('scheduled', 'sending', 'done') LIMIT 1",
        (account, what, part, incoming),
    ).fetchone():
        return None
    if what is Deed.DELETE:
        _note(db, part, BEING_DELETED)
    return db.execute(
        """INSERT INTO errand (account, what, part, incoming, state, due, asked_at, asked_by, changed_at)
           VALUES (?, ?, ?, ?, 'scheduled', ?, ?, ?, ?)""",
        (account, what, part, incoming, to_stamp(due), to_stamp(now), by, to_stamp(now)),
    ).lastrowid


def take_back(db: sqlite3.Connection, errands: Collection[int], now: datetime) -> int:
    """Those of ERRANDS that have surely not left never will; their number. One that was tried, with an outcome nobody knows, has its reason and goes on."""
    taken = db.execute(
        "UPDATE errand SET state = 'cancelled', changed_at = ? WHERE state = 'scheduled' AND reason IS NULL AND id IN (SELECT value FROM json_each(?)) RETURNING what, part",
        (to_stamp(now), json.dumps(list(errands))),
    ).fetchall()
    for row in taken:
        if row["what"] == Deed.DELETE:
            _note(db, row["part"], None)
    return len(taken)


# ---- run


def next_due(db: sqlite3.Connection, account: str, now: datetime, place: Place) -> Errand | None:
    """The errand of ACCOUNT that is due longest and passes every gate, or None."""
    row = db.execute(
        f"""SELECT errand.id, errand.what, errand.part, errand.asked_at, ours.url,
                coalesce(ours.remote_id, theirs.remote_id) AS remote_id, coalesce(ours.cid, theirs.cid) AS cid,
                coalesce(ours.root_id, theirs.root_id) AS root_id, coalesce(ours.root_cid, theirs.root_cid) AS root_cid
            FROM errand LEFT JOIN part AS ours ON ours.id = errand.part LEFT JOIN incoming AS theirs ON theirs.id = errand.incoming
            WHERE errand.account = :account AND {_MAY_LEAVE} ORDER BY errand.due, errand.id LIMIT 1""",
        {"account": account} | _conditions(now, place),
    ).fetchone()
    if row is None:
        return None
    return Errand(
        id=row["id"],
        what=Deed(row["what"]),
        part=row["part"],
        ref=Ref(id=row["remote_id"], cid=row["cid"], root_id=row["root_id"], root_cid=row["root_cid"]) if row["remote_id"] else None,
        url=row["url"],
        asked_at=from_stamp(row["asked_at"]),
    )


def mark(db: sqlite3.Connection, errand: Errand, now: datetime, place: Place) -> bool:
    """Whether ERRAND may leave still; if so it is leaving."""
    values = {"id": errand.id} | _conditions(now, place)
    return db.execute(f"UPDATE errand SET state = 'sending', changed_at = :now WHERE id = :id AND {_MAY_LEAVE}", values).rowcount > 0


def done(db: sqlite3.Connection, errand: Errand, now: datetime) -> None:
    """It is done; what was deleted is gone from now on."""
    _settle(db, errand, "done", None, now)
    if errand.what is Deed.DELETE and errand.part is not None:
        gone(db, errand.part, now)


def gone(db: sqlite3.Connection, part: int, now: datetime) -> None:
    """PART, which has left, stands no longer where it did, whoever deleted it."""
    db.execute("UPDATE part SET gone_at = ? WHERE id = ? AND gone_at IS NULL", (to_stamp(now), part))
    _note(db, part, DELETED)


def failed(db: sqlite3.Connection, errand: Errand, words: str, now: datetime) -> None:
    _settle(db, errand, "failed", words, now)
    if errand.what is Deed.DELETE:
        _note(db, errand.part, f"{NOT_DELETED}: {words}")


def not_done(db: sqlite3.Connection, errand: Errand, due: datetime, now: datetime) -> None:
    """It surely did not get through: once more when it is DUE and the account may. It can still be taken back."""
    db.execute("UPDATE errand SET state = 'scheduled', due = ?, changed_at = ? WHERE id = ?", (to_stamp(due), to_stamp(now), errand.id))


def again(db: sqlite3.Connection, errand: Errand, words: str, due: datetime, now: datetime) -> None:
    """Nobody knows whether it is done: once more when it is DUE."""
    _settle(db, errand, "scheduled", words, now)
    db.execute("UPDATE errand SET due = ? WHERE id = ?", (to_stamp(due), errand.id))


def recover(db: sqlite3.Connection, now: datetime, account: str | None = None) -> None:
    """What a starting worker does (or a starting lane, for its ACCOUNT): what was leaving may leave again."""
    db.execute(
        "UPDATE errand SET state = 'scheduled', reason = :words, changed_at = :now WHERE state = 'sending' AND (:account IS NULL OR account = :account)",
        {"words": "the worker ended while it was leaving", "now": to_stamp(now), "account": account},
    )


def _note(db: sqlite3.Connection, part: int | None, reason: str | None) -> None:
    """What becomes of PART, which has left, in its own words."""
    db.execute("UPDATE part SET reason = ? WHERE id = ? AND state = 'posted'", (reason, part))


def _settle(db: sqlite3.Connection, errand: Errand, state: str, reason: str | None, now: datetime) -> None:
    db.execute("UPDATE errand SET state = ?, reason = ?, changed_at = ? WHERE id = ?", (state, reason, to_stamp(now), errand.id))


# ---- reading


def next_wake(db: sqlite3.Connection, account: str, now: datetime) -> datetime | None:
    """When ACCOUNT has an errand to run if nothing changes meanwhile; None: never."""
    stamp = db.execute("SELECT min(due) FROM errand WHERE account = ? AND state = 'scheduled' AND due > ?", (account, to_stamp(now))).fetchone()[0]
    return from_stamp(stamp) if stamp else None


def any_open(db: sqlite3.Connection) -> bool:
    """Whether any errand is still to be run by an account that is not on hold."""
    return (
        db.execute(
            """SELECT 1 FROM errand JOIN account ON account.name = errand.account
               WHERE state IN ('scheduled', 'sending') AND hold IS NULL AND removed_at IS NULL LIMIT 1"""
        ).fetchone()
        is not None
    )


def _conditions(now: datetime, place: Place) -> dict[str, object]:
    return {"now": to_stamp(now), "machine": place.machine, "folder": place.folder}
