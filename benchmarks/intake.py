"""Incoming posts taken in, in pages of 40 as networks hand them over, against the same pages by bare `executemany` with the same commit."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.row import Row
from benchmarks.stopwatch import clock
from livetweet.clock import to_stamp
from livetweet.inbox.take import take_in
from livetweet.model.account import Account
from livetweet.model.incoming import How, Incoming
from livetweet.store import accounts
from livetweet.store.connect import Store, create, set_pragmas

PAGE, PAGES, ROUNDS = 40, 50, 5
NOW = datetime(2027, 3, 18, 9, tzinfo=UTC)
SAID = (
    "Is there a recording of this talk anywhere?",
    "Merci pour ce moment, on y apprend beaucoup de choses utiles. #Fair27",
    "What about the licence? And who pays for the servers?",
    "I was in the room next door and could hear the applause through the wall, wonderful #Fair27 #kites",
    "質問です：これはオフラインでも動きますか？",
)


def run() -> list[Row]:
    pages = [_page(number) for number in range(PAGES)]
    with TemporaryDirectory(
        prefix=".bench-", dir=Path(__file__).parent
    ) as folder:  # on a disk: /tmp is memory on many systems, where a commit costs nothing
        pairs = [(_ours(Path(folder) / f"ours{number}.db", pages), _theirs(Path(folder) / f"bare{number}.db", pages)) for number in range(ROUNDS)]
    ours, theirs = (PAGE * PAGES / median(seconds) for seconds in zip(*pairs, strict=True))
    return [
        Row(
            name="incoming posts taken in / bare executemany",
            ours=ours,
            theirs=theirs,
            unit="a second",
            goal=0.2,
            more=True,
            note=f"pages of {PAGE}, synced",
        )
    ]


def _page(number: int) -> list[Incoming]:
    """Forty posts, the first of them the last of the page before; every third answers an earlier one."""
    first = number * (PAGE - 1)
    return [
        Incoming(
            network="mastodon",
            remote_id=str(one),
            how=How.REPLY if one % 3 == 0 else How.MENTION,
            author=f"someone{one % 97}@example.net",
            name=f"Someone {one % 97}",
            text=f"{SAID[one % len(SAID)]} ({one})",
            at=NOW + timedelta(seconds=one),
            url=f"https://example.net/@someone/{one}",
            language="en",
            in_reply_to=str(one - 7) if one % 3 == 0 else None,
        )
        for one in range(first, first + PAGE)
    ]


def _ours(path: Path, pages: Sequence[Sequence[Incoming]]) -> float:
    create(path, "rehearsal")
    store = Store(path)
    with store.writing() as db:
        accounts.save(db, Account(name="masto", network="mastodon", handle="fair@example.social"))

    def take() -> None:
        for number, page in enumerate(pages):
            take_in(store, "masto", page, ("mentions", str(number)), NOW)

    seconds = clock(take)
    taken = store.connection.execute("SELECT count(*) FROM incoming").fetchone()[0]
    store.close()
    if taken != PAGES * (PAGE - 1) + 1:
        raise RuntimeError(f"{taken} posts are in the store")
    return seconds


def _theirs(path: Path, pages: Sequence[Sequence[Incoming]]) -> float:
    create(path, "rehearsal")
    db = sqlite3.connect(path, isolation_level=None)
    set_pragmas(db)

    def insert() -> None:
        for page in pages:
            db.execute("BEGIN IMMEDIATE")
            db.executemany(
                """INSERT OR IGNORE INTO incoming (network, remote_id, account, how, author, name, text, at, received_at, url, language, visibility, in_reply_to, state)
                   VALUES (?, ?, 'masto', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'new')""",
                [
                    (
                        one.network,
                        one.remote_id,
                        one.how,
                        one.author,
                        one.name,
                        one.text,
                        to_stamp(one.at),
                        to_stamp(NOW),
                        one.url,
                        one.language,
                        one.visibility,
                        one.in_reply_to,
                    )
                    for one in page
                ],
            )
            db.execute("COMMIT")

    seconds = clock(insert)
    db.close()
    return seconds
