"""The promise, second half: what an answer, a person or the time makes of a part. One function a row of the table in docs/architecture.md."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

from livetweet.clock import from_stamp, to_stamp
from livetweet.model.part import Part, State
from livetweet.model.ref import Ref
from livetweet.store.parts import PROGRAMME_CHANGED

INTERRUPTED_AFTER = timedelta(minutes=10)  # between two parts of one delivery

_LAST_TRY = "NOT EXISTS (SELECT 1 FROM attempt WHERE attempt.part = part.id AND attempt.id > ?)"  # an answer that comes late is not about a later try


def posted(db: sqlite3.Connection, attempt: int, ref: Ref, url: str | None, now: datetime, words: str | None = None) -> int:
    """A positive answer is always accepted, whatever happened to the part meanwhile; the part behind has ten minutes from this call on. The part's id."""
    part, began_at = _close(db, attempt, "posted", words, now)
    db.execute(
        """UPDATE part SET state = 'posted', reason = NULL, changed_at = :now, posted_at = :began,
           remote_id = :id, cid = :cid, root_id = :root_id, root_cid = :root_cid, url = :url WHERE id = :part""",
        {
            "now": to_stamp(now),
            "began": began_at,
            "id": ref.id,
            "cid": ref.cid,
            "root_id": ref.root_id,
            "root_cid": ref.root_cid,
            "url": url,
            "part": part,
        },
    )
    db.execute("UPDATE account SET backoff = 0, not_before = NULL WHERE name = (SELECT account FROM part WHERE id = ?) AND backoff > 0", (part,))
    _wake_behind(db, part, from_stamp(began_at), now)
    return part


def posted_by_hand(db: sqlite3.Connection, part: int, ref: Ref | None, url: str, now: datetime, *, at: datetime | None = None) -> None:
    """A person saw it at URL, posted it there AT an instant; None: the last call had. The part behind has ten minutes from then. Without a REF it is held."""
    row = db.execute("SELECT began_at FROM attempt WHERE part = ? ORDER BY id DESC LIMIT 1", (part,)).fetchone()
    began_at = row["began_at"] if row and at is None else to_stamp(at or now)
    db.execute("UPDATE attempt SET look_at = NULL WHERE part = ?", (part,))
    db.execute(
        "UPDATE part SET state = 'posted', reason = NULL, changed_at = ?, posted_at = ?, remote_id = ?, url = ? WHERE id = ?",
        (to_stamp(now), began_at, ref and ref.id, url, part),
    )
    if ref:
        _wake_behind(db, part, from_stamp(began_at), now)
    else:  # nobody knows how to answer it
        hold_behind(db, part, now)


def named(db: sqlite3.Connection, part: int, ref: Ref, now: datetime) -> None:
    """What an answer to PART, which a person had seen, must name is known now: the part behind has ten minutes from here on."""
    db.execute(
        "UPDATE part SET remote_id = ?, cid = ?, root_id = ?, root_cid = ? WHERE id = ? AND state = 'posted'",
        (ref.id, ref.cid, ref.root_id, ref.root_cid, part),
    )
    _wake_behind(db, part, now, now)


def not_sent(db: sqlite3.Connection, attempt: int, words: str, now: datetime) -> None:
    """It never reached the server: scheduled again. The account's backoff is `back_off`."""
    _answered(db, attempt, "not sent", words, State.SCHEDULED, None, now)


def refused(db: sqlite3.Connection, attempt: int, words: str, now: datetime) -> None:
    """The server refuses it for good: failed, with its words; those behind wait."""
    if part := _answered(db, attempt, "rejected", words, State.FAILED, words, now):
        hold_behind(db, part, now)


def orphaned(db: sqlite3.Connection, attempt: int, now: datetime) -> None:
    """What a refused ATTEMPT was to answer is gone: scheduled again, to answer what stands. Inside a delivery each part answers the one before it, or has failed."""
    db.execute(
        f"""UPDATE part SET state = 'scheduled', reason = NULL, changed_at = ?
            WHERE id = (SELECT part FROM attempt WHERE id = ?) AND state = 'failed' AND number = 1 AND {_LAST_TRY}""",
        (to_stamp(now), attempt, attempt),
    )


def refused_unsent(db: sqlite3.Connection, part: Part, words: str, now: datetime) -> None:
    """It was refused before the mark (a picture the server will not take): failed, if nothing has changed meanwhile."""
    failed = db.execute(
        "UPDATE part SET state = 'failed', reason = ?, changed_at = ? WHERE id = ? AND revision = ? AND state = 'scheduled'",
        (words, to_stamp(now), part.id, part.revision),
    ).rowcount
    if failed:
        hold_behind(db, part.id, now)


def put_off(db: sqlite3.Connection, part: Part, words: str) -> None:
    """It cannot be prepared just now, for WORDS: it stays scheduled and says so."""
    db.execute("UPDATE part SET reason = ? WHERE id = ? AND revision = ? AND state = 'scheduled'", (words, part.id, part.revision))


def media_refused(db: sqlite3.Connection, attempt: int, words: str, now: datetime) -> None:
    """What was uploaded is gone: once more; the second time it has failed."""
    row = db.execute("SELECT part, key FROM attempt WHERE id = ?", (attempt,)).fetchone()
    before = db.execute("SELECT count(*) FROM attempt WHERE part = ? AND key = ? AND outcome = 'media'", (row["part"], row["key"])).fetchone()[0]
    if before:
        refused(db, attempt, words, now)
    else:
        _answered(db, attempt, "media", words, State.SCHEDULED, None, now)


def unknown(db: sqlite3.Connection, attempt: int, words: str, now: datetime) -> None:
    """Nobody can tell: it waits to be looked for and is never sent again unseen."""
    part = db.execute(
        "UPDATE attempt SET outcome = 'unknown', words = ?, ended_at = ? WHERE id = ? RETURNING part", (words, to_stamp(now), attempt)
    ).fetchone()[0]
    db.execute(
        f"UPDATE part SET state = 'unknown', reason = ?, changed_at = ? WHERE id = ? AND state = 'sending' AND {_LAST_TRY}",
        (words, to_stamp(now), part, attempt),
    )


def recover(db: sqlite3.Connection, now: datetime, account: str | None = None) -> int:
    """What a starting worker does (or a starting lane, for its ACCOUNT), and all there is to recover: every `sending` becomes `unknown`. The number of parts."""
    values = {"words": "the worker ended while it was leaving", "now": to_stamp(now), "account": account}
    leaving = "state = 'sending' AND (:account IS NULL OR account = :account)"
    db.execute(
        f"""UPDATE attempt SET outcome = 'unknown', words = :words, ended_at = :now
           WHERE outcome IS NULL AND part IN (SELECT id FROM part WHERE {leaving})""",
        values,
    )
    return db.execute(f"UPDATE part SET state = 'unknown', reason = :words, changed_at = :now WHERE {leaving}", values).rowcount


def reschedule_unknown(db: sqlite3.Connection, part: int, now: datetime) -> None:
    """It was looked for and is not there, and the same bytes are safe to send again: scheduled, same key."""
    db.execute("UPDATE attempt SET look_at = NULL WHERE part = ?", (part,))
    db.execute("UPDATE part SET state = 'scheduled', reason = NULL, changed_at = ? WHERE id = ? AND state = 'unknown'", (to_stamp(now), part))


def give_up_doubt(db: sqlite3.Connection, part: int, now: datetime) -> None:
    """A person says that it is not there: scheduled, same key, and what was tried before binds nobody."""
    db.execute("UPDATE attempt SET outcome = 'given up' WHERE part = ? AND outcome = 'unknown'", (part,))
    reschedule_unknown(db, part, now)


def doubt_again(db: sqlite3.Connection, part: Part, now: datetime) -> None:
    """An earlier try is too old to be repeated as the same: unknown once more, and looked for at once."""
    db.execute(
        "UPDATE attempt SET look_at = ? WHERE id = (SELECT max(id) FROM attempt WHERE part = ? AND outcome = 'unknown')", (to_stamp(now), part.id)
    )
    db.execute(
        "UPDATE part SET state = 'unknown', reason = ?, changed_at = ? WHERE id = ? AND revision = ? AND state = 'scheduled'",
        ("it waited too long after a try whose outcome nobody knows", to_stamp(now), part.id, part.revision),
    )


def may_have_left(db: sqlite3.Connection, post: int) -> bool:
    """Whether a part of POST that is to be sent was tried before with an outcome nobody knows, or nobody knew when a person had it sent again."""
    return (
        db.execute(
            "SELECT 1 FROM part JOIN attempt ON attempt.part = part.id AND attempt.outcome IN ('unknown', 'given up') WHERE part.post = ? AND part.state <> 'posted' LIMIT 1",
            (post,),
        ).fetchone()
        is not None
    )


# What must not begin any more; held by a change of the programme too, where nobody is to be asked: there is nothing left to decide.
_LATE = f"latest < :now AND (state = 'scheduled' OR (state = 'held' AND reason = '{PROGRAMME_CHANGED}' AND if_late = 'skip' AND number = 1))"


def any_late(db: sqlite3.Connection, now: datetime) -> bool:
    return db.execute(f"SELECT 1 FROM part WHERE {_LATE} LIMIT 1", {"now": to_stamp(now)}).fetchone() is not None


def mark_late(db: sqlite3.Connection, now: datetime) -> list[int]:
    """Skip or hold what may no longer leave by itself; the parts, oldest first. The commit mark judges by the same `latest`."""
    rows = db.execute(
        f"""UPDATE part SET changed_at = :now,
               state = CASE WHEN number > 1 OR if_late = 'ask' THEN 'held' ELSE 'skipped' END,
               reason = CASE WHEN number > 1 THEN 'interrupted' ELSE 'too late' END
           WHERE {_LATE} RETURNING id, state""",
        {"now": to_stamp(now)},
    ).fetchall()
    for row in rows:
        if row["state"] == State.HELD:
            hold_behind(db, row["id"], now)
        else:
            db.execute(
                "UPDATE part SET state = 'skipped', reason = 'too late', changed_at = ? WHERE state IN ('scheduled', 'held') AND (post, account) = (SELECT post, account FROM part WHERE id = ?)",
                (to_stamp(now), row["id"]),
            )
    return sorted(row["id"] for row in rows)


def hold_behind(db: sqlite3.Connection, part: int, now: datetime) -> None:
    """Those behind PART in its delivery are held until it has gone."""
    db.execute(
        """UPDATE part SET state = 'held', reason = 'waits for part ' || ahead.number, changed_at = ?
           FROM part AS ahead WHERE ahead.id = ? AND part.post = ahead.post AND part.account = ahead.account AND part.number > ahead.number
           AND part.state = 'scheduled'""",
        (to_stamp(now), part),
    )


def _wake_behind(db: sqlite3.Connection, part: int, began: datetime, now: datetime) -> None:
    db.execute(
        """UPDATE part SET state = 'scheduled', reason = NULL, changed_at = :now FROM part AS ahead
           WHERE ahead.id = :part AND part.post = ahead.post AND part.account = ahead.account AND part.number > ahead.number
           AND part.state = 'held' AND part.reason = 'waits for part ' || ahead.number""",
        {"now": to_stamp(now), "part": part},
    )
    db.execute(
        """UPDATE part SET latest = :latest FROM part AS ahead
           WHERE ahead.id = :part AND part.post = ahead.post AND part.account = ahead.account AND part.number = ahead.number + 1 AND part.state = 'scheduled'""",
        {"latest": to_stamp(began + INTERRUPTED_AFTER), "part": part},
    )


def _answered(db: sqlite3.Connection, attempt: int, outcome: str, words: str, state: State, reason: str | None, now: datetime) -> int | None:
    """A negative answer makes a part that is leaving, or in doubt meanwhile, STATE, unless a later try has begun. The part, if it did.

    An earlier try of the same key may still be unknown: what was so then is so now.
    """
    part, _ = _close(db, attempt, outcome, words, now)
    changed = db.execute(
        f"UPDATE part SET state = ?, reason = ?, changed_at = ? WHERE id = ? AND state IN ('sending', 'unknown') AND {_LAST_TRY}",
        (state.value, reason, to_stamp(now), part, attempt),
    ).rowcount
    return part if changed else None


def _close(db: sqlite3.Connection, attempt: int, outcome: str, words: str | None, now: datetime) -> tuple[int, str]:
    row = db.execute(
        "UPDATE attempt SET outcome = ?, words = ?, ended_at = ?, look_at = NULL WHERE id = ? RETURNING part, began_at",
        (outcome, words, to_stamp(now), attempt),
    ).fetchone()
    return row["part"], row["began_at"]
