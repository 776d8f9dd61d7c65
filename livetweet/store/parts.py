"""A part as it is stored, what it answers, and what is asked of all of them.

Which part may leave stands in `leaving.py`, what an answer makes of it in `answered.py`. Everything here runs inside the caller's transaction.
"""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime, timedelta

from livetweet.clock import from_stamp, to_stamp
from livetweet.model.part import Part, State
from livetweet.model.post import Media
from livetweet.model.ref import Ref

DAILY_CAP = "daily cap"
PROGRAMME_CHANGED = "programme changed"
BY_HAND = "by hand"  # a person posts it: the worker lets it be

# Gone from where it stood, or about to be: nothing may answer it.
GOES = """({row}.gone_at IS NOT NULL
         OR EXISTS (SELECT 1 FROM errand WHERE errand.part = {row}.id AND what = 'delete' AND errand.state IN ('scheduled', 'sending', 'done')))"""
# The part of ours it answers: the one before it, what it corrects, or the newest of its session's thread that has an id to be answered by.
PARENT = f"""
    CASE
    WHEN part.number > 1 THEN
        (SELECT id FROM part AS before WHERE before.post = part.post AND before.account = part.account AND before.number = part.number - 1)
    WHEN part.reply_to IS NOT NULL THEN NULL
    WHEN part.answers IS NOT NULL THEN
        (SELECT id FROM part AS ours WHERE ours.post = part.answers AND ours.account = part.account AND ours.state = 'posted' AND ours.remote_id IS NOT NULL
         AND NOT {GOES.format(row="ours")} ORDER BY ours.number DESC LIMIT 1)
    WHEN part.thread IS NOT NULL THEN
        (SELECT id FROM part AS newest WHERE newest.thread = part.thread AND newest.account = part.account AND newest.state = 'posted' AND newest.remote_id IS NOT NULL
         AND newest.post <> part.post AND NOT {GOES.format(row="newest")} ORDER BY newest.posted_at DESC, newest.id DESC LIMIT 1)
    END
"""


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
    row = db.execute(f"SELECT {PARENT} AS parent, reply_to FROM part WHERE id = ?", (part,)).fetchone()
    return ref_of(db, row["parent"], row["reply_to"])


def where_it_answers(db: sqlite3.Connection, part: int) -> str | None:
    """The address of what PART would answer."""
    row = db.execute(
        f"""SELECT coalesce((SELECT url FROM part AS ours WHERE ours.id = {PARENT}), (SELECT url FROM incoming WHERE incoming.id = part.reply_to)) AS url
            FROM part WHERE id = ?""",
        (part,),
    ).fetchone()
    return row["url"] if row else None


def ref_of(db: sqlite3.Connection, part: int | None, incoming: int | None) -> Ref | None:
    if part is not None:
        row = db.execute("SELECT remote_id, cid, root_id, root_cid FROM part WHERE id = ?", (part,)).fetchone()
    elif incoming is not None:
        row = db.execute("SELECT remote_id, cid, root_id, root_cid FROM incoming WHERE id = ?", (incoming,)).fetchone()
    else:
        return None
    if row is None or row["remote_id"] is None:
        return None
    return Ref(id=row["remote_id"], cid=row["cid"], root_id=row["root_id"], root_cid=row["root_cid"])


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
