"""Accounts: who they are comes from hashtags.toml; hold, waiting time, last contact and the server's clock live here."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta
from decimal import Decimal

from livetweet.clock import from_stamp, to_stamp
from livetweet.model.account import Account, Links
from livetweet.model.measures import Measures
from livetweet.store.dollars import from_mills, to_mills

BACKOFF_FIRST, BACKOFF_MOST = 5.0, 300.0  # seconds
WAIT_MOST = timedelta(hours=24)
AGAIN_MOST = timedelta(minutes=10)  # until whatever is in doubt is looked for again, and an errand run again

# What may have cost something since :day: each try that was, or may have been, carried out.
SPENT = """
    SELECT paid.account, paid.price FROM attempt JOIN part AS paid ON paid.id = attempt.part
    WHERE attempt.began_at >= :day AND (attempt.outcome IS NULL OR attempt.outcome IN ('posted', 'unknown', 'given up'))
"""


def every(db: sqlite3.Connection, *, removed_too: bool = False) -> list[Account]:
    """The accounts in use, by name."""
    return [_account(row) for row in db.execute("SELECT * FROM account WHERE removed_at IS NULL OR ? ORDER BY name", (removed_too,))]


def get(db: sqlite3.Connection, name: str) -> Account | None:
    row = db.execute("SELECT * FROM account WHERE name = ? AND removed_at IS NULL", (name,)).fetchone()
    return _account(row) if row else None


def differs(db: sqlite3.Connection, accounts: Iterable[Account]) -> bool:
    """Whether hashtags.toml names other accounts than the store."""
    return set(map(_named, every(db))) != set(map(_named, accounts))


def leaving(db: sqlite3.Connection, name: str) -> int:
    """Parts of NAME that are sending or unknown: while there is one, the account must not go."""
    return int(db.execute("SELECT count(*) FROM part WHERE account = ? AND state IN ('sending', 'unknown')", (name,)).fetchone()[0])


def save(db: sqlite3.Connection, account: Account) -> None:
    """Add ACCOUNT or bring it up to date; its hold stays, and what is known of it while it is the same identity."""
    before = db.execute("SELECT * FROM account WHERE name = ?", (account.name,)).fetchone()
    if before is not None and _account(before).whose != account.whose:
        forget(db, account.name)
    db.execute(
        """INSERT INTO account (name, network, handle, server, timeout, daily_cap, links) VALUES (?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT (name) DO UPDATE SET network = excluded.network, handle = excluded.handle, server = excluded.server, timeout = excluded.timeout,
               daily_cap = excluded.daily_cap, links = excluded.links, removed_at = NULL""",
        (
            account.name,
            account.network,
            account.handle,
            account.server,
            account.timeout,
            None if account.daily_cap is None else to_mills(account.daily_cap),
            account.links,
        ),
    )


def forget(db: sqlite3.Connection, name: str) -> None:
    """NAME is somebody else now: what a server said of whoever it was is worth nothing, and least of all how far was read there."""
    db.execute("DELETE FROM cursor WHERE account = ?", (name,))
    db.execute(
        """UPDATE account SET not_before = NULL, backoff = 0, server_seen_at = NULL, server_skew = NULL, contacted_at = NULL,
           limit_left = NULL, limit_reset = NULL, measures = NULL WHERE name = ?""",
        (name,),
    )


def remove(db: sqlite3.Connection, name: str, now: datetime) -> None:
    db.execute("UPDATE account SET removed_at = ? WHERE name = ?", (to_stamp(now), name))


def hold(db: sqlite3.Connection, name: str, why: str | None) -> None:
    """Nothing leaves from NAME for the reason WHY; None lets it go on."""
    db.execute("UPDATE account SET hold = ?, not_before = CASE WHEN ? IS NULL THEN NULL ELSE not_before END WHERE name = ?", (why, why, name))


def back_off(db: sqlite3.Connection, name: str, now: datetime, *, at_least: float = 0.0, spread: float = 0.0) -> datetime:
    """Nothing leaves from NAME for twice as long as the last time (5 s to 5 min), or AT_LEAST seconds; SPREAD (0 to 1) adds up to a tenth.

    A server that names a longer wait than ours ends our own doubling: a `backoff` of 0 says that the wait is its.
    """
    before = db.execute("SELECT backoff FROM account WHERE name = ?", (name,)).fetchone()["backoff"]
    backoff = min(max(BACKOFF_FIRST, before * 2), BACKOFF_MOST)
    wait = min(timedelta(seconds=max(backoff, at_least) * (1 + spread / 10)), WAIT_MOST)
    db.execute("UPDATE account SET backoff = ?, not_before = ? WHERE name = ?", (0.0 if at_least > backoff else backoff, to_stamp(now + wait), name))
    return now + wait


def server_seen(db: sqlite3.Connection, name: str, now: datetime, skew: float) -> None:
    """The server's Date was read at NOW; our clock is SKEW seconds ahead of it."""
    db.execute("UPDATE account SET server_seen_at = ?, server_skew = ?, contacted_at = ? WHERE name = ?", (to_stamp(now), skew, to_stamp(now), name))


def contacted(db: sqlite3.Connection, name: str, now: datetime) -> None:
    """The server of NAME has answered at NOW."""
    db.execute("UPDATE account SET contacted_at = ? WHERE name = ?", (to_stamp(now), name))


def set_limits(db: sqlite3.Connection, name: str, left: int, reset: datetime) -> None:
    """The server takes LEFT more posts until RESET, by our clock."""
    db.execute("UPDATE account SET limit_left = ?, limit_reset = ? WHERE name = ?", (left, to_stamp(reset), name))


def set_measures(db: sqlite3.Connection, name: str, measures: Measures | None) -> None:
    """The server of NAME takes so much with a post; None: it has not said, and what it said before holds."""
    if measures is not None:
        db.execute("UPDATE account SET measures = ? WHERE name = ?", (json.dumps(asdict(measures)), name))


def spent(db: sqlite3.Connection, since: datetime) -> dict[str, Decimal]:
    """Account to what its posts have cost SINCE then in US dollars, those that may have left too; without those that cost nothing."""
    rows = db.execute(f"SELECT account, sum(price) FROM ({SPENT} AND price > 0) GROUP BY account", {"day": to_stamp(since)})
    return {row[0]: from_mills(row[1]) for row in rows}


def to_spend(db: sqlite3.Connection, until: datetime) -> dict[str, Decimal]:
    """Account to what its posts scheduled to leave UNTIL then will cost; without those that cost nothing."""
    rows = db.execute("SELECT account, sum(price) FROM part WHERE state = 'scheduled' AND price > 0 AND due < ? GROUP BY account", (to_stamp(until),))
    return {row[0]: from_mills(row[1]) for row in rows}


def forget_server_time(db: sqlite3.Connection) -> None:
    """Our clock has jumped: what was known of it is worth nothing."""
    db.execute("UPDATE account SET server_seen_at = NULL")


def forget_waits(db: sqlite3.Connection, now: datetime) -> None:
    """Our clock has jumped to NOW: nothing waits for the time it showed before. Our own waiting ends and a server's lasts a day at most; looks and errands
    wait ten minutes at most, though a server may have asked for more (then it asks again), and no part is what it is since an instant that is to come.
    """
    db.execute("UPDATE account SET not_before = NULL, backoff = 0 WHERE backoff > 0")
    for column, table, most in (
        ("not_before", "account", now + WAIT_MOST),
        ("look_at", "attempt", now + AGAIN_MOST),
        ("due", "errand", now + AGAIN_MOST),
        ("changed_at", "part", now),
    ):
        db.execute(f"UPDATE {table} SET {column} = :most WHERE {column} > :most", {"most": to_stamp(most)})


def server_skew(db: sqlite3.Connection, name: str, now: datetime, holds_for: timedelta) -> float | None:
    """Seconds our clock is ahead of the server's, if that was asked less than HOLDS_FOR ago."""
    row = db.execute(
        "SELECT server_skew FROM account WHERE name = ? AND server_seen_at BETWEEN ? AND ?", (name, to_stamp(now - holds_for), to_stamp(now))
    ).fetchone()
    return row["server_skew"] if row else None


def _account(row: sqlite3.Row) -> Account:
    return Account(
        name=row["name"],
        network=row["network"],
        handle=row["handle"],
        server=row["server"],
        timeout=row["timeout"],
        hold=row["hold"],
        not_before=_instant(row["not_before"]),
        daily_cap=None if row["daily_cap"] is None else from_mills(row["daily_cap"]),
        links=Links(row["links"]),
        measures=Measures(**json.loads(row["measures"])) if row["measures"] else None,
        contacted_at=_instant(row["contacted_at"]),
        limit_left=row["limit_left"],
        limit_reset=_instant(row["limit_reset"]),
    )


def _named(account: Account) -> tuple[object, ...]:
    """What hashtags.toml says of ACCOUNT."""
    return account.name, account.network, account.handle, account.server, account.timeout, account.daily_cap, account.links


def _instant(stamp: str | None) -> datetime | None:
    return from_stamp(stamp) if stamp else None
