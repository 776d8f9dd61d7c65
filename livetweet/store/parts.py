"""The promise, in SQL: which part may leave, the mark that says so before it does, and what its answer makes of it.

Read this with `worker/lane.py` and docs/architecture.md. Everything here runs inside the caller's transaction.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from livetweet.clock import day_around, from_stamp, to_stamp
from livetweet.model.part import Part, State
from livetweet.model.post import Media
from livetweet.model.ref import Ref
from livetweet.store.accounts import SPENT
from livetweet.store.gates import open_for

INTERRUPTED_AFTER = timedelta(minutes=10)  # between two parts of one delivery
UNKNOWN_PASSED_OVER_AFTER = timedelta(seconds=60)  # in a session's thread
SERVER_DATE_HOLDS_FOR = timedelta(minutes=10)
SERVER_SKEW_ALLOWED = 120.0  # seconds
DAILY_CAP = "daily cap"
PROGRAMME_CHANGED = "programme changed"
BY_HAND = "by hand"  # a person posts it: the worker lets it be
MARK_HOLDS_FOR = timedelta(seconds=5)  # between the commit mark and the call

# A part, with what is to follow it, costs no more than what its account may still spend today.
_AFFORDED = f"""
    (part.price = 0 OR NOT EXISTS (
        SELECT 1 FROM account WHERE name = part.account AND daily_cap IS NOT NULL AND daily_cap <
            (SELECT coalesce(sum(price), 0) FROM ({SPENT}) AS spent WHERE spent.account = part.account)
            + (SELECT sum(whole.price) FROM part AS whole WHERE whole.post = part.post AND whole.account = part.account AND whole.number >= part.number AND whole.state = 'scheduled')))
"""
# A part may leave now. One text for choosing the next one and for the commit mark, so that they cannot differ.
_MAY_LEAVE = f"""
    part.state = 'scheduled' AND part.due <= :now AND (part.latest IS NULL OR part.latest >= :now)
    AND {open_for("part")}
    AND (part.number = 1 OR EXISTS (
        SELECT 1 FROM part AS before WHERE before.post = part.post AND before.account = part.account AND before.number = part.number - 1
        AND before.state = 'posted' AND before.changed_at <= :paused_for))
    AND (part.number > 1 OR part.answers IS NULL OR NOT EXISTS (
        SELECT 1 FROM part AS ours WHERE ours.post = part.answers AND ours.account = part.account AND ours.state IN ('scheduled', 'sending', 'unknown', 'held')))
    AND (part.number > 1 OR part.thread IS NULL OR NOT EXISTS (
        SELECT 1 FROM part AS other WHERE other.thread = part.thread AND other.account = part.account AND other.post <> part.post
        AND (other.state = 'sending' OR (other.state = 'unknown' AND other.changed_at > :passed_over))))
    AND (part.number > 1 OR NOT EXISTS (
        SELECT 1 FROM account WHERE name = part.account AND limit_reset > :now AND limit_left <
            (SELECT count(*) FROM part AS whole WHERE whole.post = part.post AND whole.account = part.account AND whole.state = 'scheduled')))
    AND {_AFFORDED}
"""
_UNAFFORDABLE = f"part.account = :account AND part.state = 'scheduled' AND part.due <= :now AND NOT {_AFFORDED}"
_CLOCK_AGREES = """
    EXISTS (SELECT 1 FROM account WHERE name = part.account AND server_seen_at BETWEEN :date_holds AND :now AND abs(server_skew) <= :skew_allowed)
"""
_LAST_TRY = "NOT EXISTS (SELECT 1 FROM attempt WHERE attempt.part = part.id AND attempt.id > ?)"  # an answer that comes late is not about a later try
# Deleted where it stood, or about to be: nothing may answer it.
_GOES = "EXISTS (SELECT 1 FROM errand WHERE errand.part = {row}.id AND what = 'delete' AND errand.state IN ('scheduled', 'sending', 'done'))"
# The part of ours it answers: the one before it, what it corrects, or the newest of its session's thread that has an id to be answered by.
_PARENT = f"""
    CASE
    WHEN part.number > 1 THEN
        (SELECT id FROM part AS before WHERE before.post = part.post AND before.account = part.account AND before.number = part.number - 1)
    WHEN part.reply_to IS NOT NULL THEN NULL
    WHEN part.answers IS NOT NULL THEN
        (SELECT id FROM part AS ours WHERE ours.post = part.answers AND ours.account = part.account AND ours.state = 'posted' AND ours.remote_id IS NOT NULL
         AND NOT {_GOES.format(row="ours")} ORDER BY ours.number DESC LIMIT 1)
    WHEN part.thread IS NOT NULL THEN
        (SELECT id FROM part AS newest WHERE newest.thread = part.thread AND newest.account = part.account AND newest.state = 'posted' AND newest.remote_id IS NOT NULL
         AND newest.post <> part.post AND NOT {_GOES.format(row="newest")} ORDER BY newest.posted_at DESC, newest.id DESC LIMIT 1)
    END
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where and for whom the gates are judged: this machine and folder (None in a rehearsal), seconds between two parts, and the zone in which a day begins."""

    machine: str | None = None
    folder: str | None = None
    pause: float = 1.0
    zone: tzinfo = UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A part that may leave, what it answers, and the request of an earlier try whose outcome nobody knew: it must go out byte for byte again, and only as long
    as its network takes it for the same from `first_at` on, the server's time at the first try.
    """

    part: Part
    parent: int | None
    answers: Ref | None
    body_before: str | None
    record_key_before: str | None
    first_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """The commit mark, made at AT: from here on the call may have happened. It may begin until UNTIL, and not a moment later."""

    attempt: int
    part: int
    at: datetime
    until: datetime


def next_to_leave(db: sqlite3.Connection, account: str, now: datetime, place: Place) -> Candidate | None:
    """The part of ACCOUNT that is due longest and passes every gate, or None."""
    row = db.execute(
        f"SELECT part.*, {_PARENT} AS parent FROM part WHERE part.account = :account AND {_MAY_LEAVE} ORDER BY part.due, part.id LIMIT 1",
        {"account": account} | _conditions(now, place),
    ).fetchone()
    if row is None:
        return None
    earlier = db.execute(
        "SELECT body, record_key, began_at, server_skew FROM attempt WHERE part = ? AND key = ? AND outcome = 'unknown' AND body <> '' ORDER BY id LIMIT 1",
        (row["id"], row["key"]),
    ).fetchone()
    return Candidate(
        part=part_of(row),
        parent=row["parent"],
        answers=_ref(db, row["parent"], row["reply_to"]),
        body_before=earlier and earlier["body"],
        record_key_before=earlier and earlier["record_key"],
        first_at=earlier and from_stamp(earlier["began_at"]) - timedelta(seconds=earlier["server_skew"]),
    )


def mark(
    db: sqlite3.Connection, candidate: Candidate, body: str, record_key: str | None, now: datetime, place: Place, look_at: datetime
) -> Mark | None:
    """Take CANDIDATE for one call with BODY, or None where anything has changed since it was chosen: then nothing may leave.

    LOOK_AT is when, at the earliest, to look for it should its outcome stay unknown.
    """
    part = candidate.part
    taken = db.execute(
        f"""UPDATE part SET state = 'sending', reason = NULL, changed_at = :now
            WHERE part.id = :id AND part.revision = :revision AND {_MAY_LEAVE} AND {_CLOCK_AGREES} AND (:same_bytes OR ({_PARENT}) IS :parent)
            RETURNING number, latest""",
        {"id": part.id, "revision": part.revision, "parent": candidate.parent, "same_bytes": candidate.body_before is not None}
        | _conditions(now, place),
    ).fetchone()
    if taken is None:
        return None
    db.execute("UPDATE gate SET attempts = attempts + 1")
    attempt = db.execute(
        """INSERT INTO attempt (part, revision, key, began_at, server_skew, body, record_key, look_at)
           VALUES (?, ?, ?, ?, (SELECT server_skew FROM account WHERE name = ?), ?, ?, ?)""",
        (part.id, part.revision, part.key, to_stamp(now), part.account, body, record_key, to_stamp(look_at)),
    ).lastrowid
    assert attempt is not None  # noqa: S101 - an INSERT has a row id
    until = now + MARK_HOLDS_FOR
    if taken["number"] == 1 and taken["latest"]:
        until = min(until, from_stamp(taken["latest"]))
    return Mark(attempt=attempt, part=part.id, at=now, until=until)


# ---- what the answer makes of it: one function a row of the table in docs/architecture.md


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


def refused_unsent(db: sqlite3.Connection, part: Part, words: str, now: datetime) -> None:
    """It was refused before the mark (a picture the server will not take): failed, if nothing has changed meanwhile."""
    failed = db.execute(
        "UPDATE part SET state = 'failed', reason = ?, changed_at = ? WHERE id = ? AND revision = ? AND state = 'scheduled'",
        (words, to_stamp(now), part.id, part.revision),
    ).rowcount
    if failed:
        hold_behind(db, part.id, now)


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


# ---- lateness and threads


def any_late(db: sqlite3.Connection, now: datetime) -> bool:
    return db.execute("SELECT 1 FROM part WHERE state = 'scheduled' AND latest < ? LIMIT 1", (to_stamp(now),)).fetchone() is not None


def mark_late(db: sqlite3.Connection, now: datetime) -> list[int]:
    """Skip or hold what may no longer leave by itself; the parts, oldest first. The commit mark judges by the same `latest`."""
    rows = db.execute(
        """UPDATE part SET changed_at = :now,
               state = CASE WHEN number > 1 OR if_late = 'ask' THEN 'held' ELSE 'skipped' END,
               reason = CASE WHEN number > 1 THEN 'interrupted' ELSE 'too late' END
           WHERE state = 'scheduled' AND latest < :now RETURNING id, state""",
        {"now": to_stamp(now)},
    ).fetchall()
    for row in rows:
        if row["state"] == State.HELD:
            hold_behind(db, row["id"], now)
        else:
            db.execute(
                "UPDATE part SET state = 'skipped', reason = 'too late', changed_at = ? WHERE state = 'scheduled' AND (post, account) = (SELECT post, account FROM part WHERE id = ?)",
                (to_stamp(now), row["id"]),
            )
    return sorted(row["id"] for row in rows)


def any_unaffordable(db: sqlite3.Connection, account: str, now: datetime, place: Place) -> bool:
    """Whether a part of ACCOUNT is due that would cost more than what is left of the day's cap."""
    return db.execute(f"SELECT 1 FROM part WHERE {_UNAFFORDABLE} LIMIT 1", {"account": account} | _conditions(now, place)).fetchone() is not None


def hold_unaffordable(db: sqlite3.Connection, account: str, now: datetime, place: Place) -> None:
    """Those are held, for a person to look at."""
    rows = db.execute(
        f"UPDATE part SET state = 'held', reason = '{DAILY_CAP}', changed_at = :now WHERE {_UNAFFORDABLE} RETURNING id",
        {"account": account} | _conditions(now, place),
    ).fetchall()
    for row in rows:
        hold_behind(db, row["id"], now)


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


# ---- reading


def next_wake(db: sqlite3.Connection, account: str, now: datetime, place: Place) -> datetime | None:
    """When ACCOUNT has something to do again if nothing changes meanwhile; None: never."""
    row = db.execute(
        """SELECT min(instant) FROM (
               SELECT min(due) AS instant FROM part WHERE account = :account AND state = 'scheduled' AND due > :now
               UNION ALL SELECT not_before FROM account WHERE name = :account AND not_before > :now
               UNION ALL SELECT limit_reset FROM account WHERE name = :account AND limit_reset > :now
                   AND EXISTS (SELECT 1 FROM part WHERE account = :account AND state = 'scheduled' AND due <= :now)
               UNION ALL SELECT max(min(look_at), coalesce((SELECT not_before FROM account WHERE name = :account), ''))
                   FROM attempt JOIN part ON part.id = attempt.part
                   WHERE look_at IS NOT NULL AND part.state = 'unknown' AND part.account = (SELECT name FROM account WHERE name = :account AND hold IS NULL))""",
        {"account": account, "now": to_stamp(now)},
    ).fetchone()
    waits = [from_stamp(row[0])] if row[0] else []
    waiting = db.execute(
        """SELECT max(before.changed_at) FROM part JOIN part AS before ON before.post = part.post AND before.account = part.account
               AND before.number = part.number - 1
           WHERE part.account = ? AND part.state = 'scheduled' AND part.number > 1 AND part.due <= ? AND before.state = 'posted'""",
        (account, to_stamp(now)),
    ).fetchone()[0]
    if waiting and (instant := from_stamp(waiting) + timedelta(seconds=place.pause)) > now:
        waits.append(instant)
    passed = db.execute(
        "SELECT min(changed_at) FROM part WHERE account = ? AND state = 'unknown' AND thread IS NOT NULL AND changed_at > ?",
        (account, to_stamp(now - UNKNOWN_PASSED_OVER_AFTER)),
    ).fetchone()[0]
    if passed:
        waits.append(from_stamp(passed) + UNKNOWN_PASSED_OVER_AFTER)
    return min(waits, default=None)


def remote_ids(db: sqlite3.Connection, account: str, since: datetime) -> set[str]:
    """The ids under which parts of ACCOUNT are known to have been posted, SINCE then by the server's clock and an hour before it for clocks that differ."""
    rows = db.execute(
        "SELECT remote_id FROM part WHERE account = ? AND state = 'posted' AND posted_at >= ? AND remote_id IS NOT NULL",
        (account, to_stamp(since - timedelta(hours=1))),
    )
    return {row[0] for row in rows}


def any_open(db: sqlite3.Connection) -> bool:
    """Whether anything is scheduled, leaving or in doubt."""
    return db.execute("SELECT 1 FROM part WHERE state IN ('scheduled', 'sending', 'unknown') LIMIT 1").fetchone() is not None


def any_due(db: sqlite3.Connection, since: datetime, until: datetime) -> bool:
    """Whether anything scheduled is due between SINCE and UNTIL, or is just leaving."""
    row = db.execute(
        "SELECT 1 FROM part WHERE state = 'sending' OR (state = 'scheduled' AND due BETWEEN ? AND ?) LIMIT 1", (to_stamp(since), to_stamp(until))
    )
    return row.fetchone() is not None


def any_ahead(db: sqlite3.Connection) -> bool:
    """Whether anything is scheduled or leaving, or in doubt and still to be looked for, but for what an account on hold keeps waiting for ever."""
    return (
        db.execute(
            """SELECT 1 FROM part JOIN account ON account.name = part.account WHERE state = 'sending'
               OR (state = 'scheduled' AND (hold IS NULL OR latest IS NOT NULL)) LIMIT 1"""
        ).fetchone()
        is not None
        or db.execute(
            """SELECT 1 FROM attempt JOIN part ON part.id = attempt.part JOIN account ON account.name = part.account
               WHERE look_at IS NOT NULL AND part.state = 'unknown' AND hold IS NULL LIMIT 1"""
        ).fetchone()
        is not None
    )


def first_due(db: sqlite3.Connection) -> datetime | None:
    """When the first scheduled part is due, or None."""
    stamp = db.execute("SELECT min(due) FROM part WHERE state = 'scheduled'").fetchone()[0]
    return from_stamp(stamp) if stamp else None


def next_latest(db: sqlite3.Connection) -> datetime | None:
    """The instant after which the next scheduled part is late, or None."""
    stamp = db.execute("SELECT min(latest) FROM part WHERE state = 'scheduled'").fetchone()[0]
    return from_stamp(stamp) if stamp else None


def part_of(row: sqlite3.Row) -> Part:
    return Part(
        id=row["id"],
        post=row["post"],
        account=row["account"],
        number=row["number"],
        revision=row["revision"],
        key=row["key"],
        text=row["text"],
        media=tuple(Media(**one) for one in json.loads(row["media"])) if row["media"] != "[]" else (),
        state=State(row["state"]),
        due=from_stamp(row["due"]),
        latest=row["latest"] and from_stamp(row["latest"]),
        if_late=row["if_late"],
        reason=row["reason"],
        thread=row["thread"],
        reply_to=row["reply_to"],
        answers=row["answers"],
        warning=row["warning"],
        language=row["language"],
        visibility=row["visibility"],
        remote_id=row["remote_id"],
        url=row["url"],
        posted_at=row["posted_at"] and from_stamp(row["posted_at"]),
        gone_at=row["gone_at"] and from_stamp(row["gone_at"]),
    )


def what_it_answers(db: sqlite3.Connection, part: int) -> Ref | None:
    """What PART would answer if it left now: so it is looked for where the call, if there was one, was made from elsewhere."""
    row = db.execute(f"SELECT {_PARENT} AS parent, reply_to FROM part WHERE id = ?", (part,)).fetchone()
    return _ref(db, row["parent"], row["reply_to"])


def where_it_answers(db: sqlite3.Connection, part: int) -> str | None:
    """The address of what PART would answer."""
    row = db.execute(
        f"""SELECT coalesce((SELECT url FROM part AS ours WHERE ours.id = {_PARENT}), (SELECT url FROM incoming WHERE incoming.id = part.reply_to)) AS url
            FROM part WHERE id = ?""",
        (part,),
    ).fetchone()
    return row["url"] if row else None


def _ref(db: sqlite3.Connection, part: int | None, incoming: int | None) -> Ref | None:
    if part is not None:
        row = db.execute("SELECT remote_id, cid, root_id, root_cid FROM part WHERE id = ?", (part,)).fetchone()
    elif incoming is not None:
        row = db.execute("SELECT remote_id, cid, root_id, root_cid FROM incoming WHERE id = ?", (incoming,)).fetchone()
    else:
        return None
    if row is None or row["remote_id"] is None:
        return None
    return Ref(id=row["remote_id"], cid=row["cid"], root_id=row["root_id"], root_cid=row["root_cid"])


def _conditions(now: datetime, place: Place) -> dict[str, object]:
    return {
        "now": to_stamp(now),
        "machine": place.machine,
        "folder": place.folder,
        "paused_for": to_stamp(now - timedelta(seconds=place.pause)),
        "passed_over": to_stamp(now - UNKNOWN_PASSED_OVER_AFTER),
        "date_holds": to_stamp(now - SERVER_DATE_HOLDS_FOR),
        "skew_allowed": SERVER_SKEW_ALLOWED,
        "day": to_stamp(day_around(now, place.zone)[0]),
    }
