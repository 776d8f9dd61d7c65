"""Incoming posts: taken in, re-read, listed.

`inbox/` decides what becomes of them; the record reads them all.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from livetweet.clock import from_stamp, to_stamp
from livetweet.model.errand import Deed
from livetweet.model.incoming import How, Incoming, IncomingState

OPEN = ("public", "unlisted")  # whoever looks may read these; nothing else is staged, quoted or exported


class Received(NamedTuple):
    """An incoming post as it stands in the store. `text` is None once its author deleted it; `part` is ours that it answers; `deeds` what we did
    to it where it stands, or are about to.
    """

    id: int
    network: str
    remote_id: str
    account: str
    how: How
    author: str
    name: str
    text: str | None
    at: datetime
    received_at: datetime
    url: str | None
    language: str | None
    visibility: str
    in_reply_to: str | None
    likes: int
    part: int | None
    session: str | None
    asks: bool
    alarms: bool
    state: IncomingState
    state_by: str | None
    edited_at: datetime | None
    deleted_at: datetime | None
    question: int | None
    kept: bool
    claimed_by: str | None
    deeds: frozenset[Deed]

    @property
    def needs_us(self) -> bool:
        """Whether it is said to us, tells of what cannot wait, and nobody has seen to it."""
        return self.alarms and self.state is IncomingState.NEW and self.question is None and self.how in {How.REPLY, How.MENTION}

    @property
    def open(self) -> bool:
        """Whether everyone may read it where it stands, so that it may be staged, quoted and exported."""
        return self.visibility in OPEN


class Said(NamedTuple):
    """What the words of a post are: a question, or something that cannot wait."""

    asks: bool
    alarms: bool = False


class Place(NamedTuple):
    """Where a post belongs: the part of ours it answers, directly or further up, and that part's session."""

    part: int | None
    session: str | None


class Known(NamedTuple):
    """What a page that shows a post again needs to know of it."""

    id: int
    account: str
    how: str
    likes: int
    place: Place


class Elsewhere(NamedTuple):
    """A post that stands at an address. `free`: nothing of ours names it by its remote id yet."""

    id: int
    how: str
    free: bool


# ---- taking in


def network_of(db: sqlite3.Connection, account: str) -> str | None:
    row = db.execute("SELECT network FROM account WHERE name = ?", (account,)).fetchone()
    return row["network"] if row else None


def our_handles(db: sqlite3.Connection, network: str) -> list[str]:
    """The handles of every account we have or had on NETWORK, as they were written."""
    return [row["handle"] for row in db.execute("SELECT handle FROM account WHERE network = ?", (network,))]


def known(db: sqlite3.Connection, network: str, remote_ids: Collection[str]) -> dict[str, Known]:
    """Those of REMOTE_IDS that were taken in before."""
    rows = db.execute(
        "SELECT id, remote_id, account, how, likes, part, session FROM incoming WHERE network = ? AND remote_id IN (SELECT value FROM json_each(?))",
        (network, json.dumps(list(remote_ids))),
    )
    return {remote_id: Known(id_, account, how, likes, Place(part, session)) for id_, remote_id, account, how, likes, part, session in rows}


def at_addresses(db: sqlite3.Connection, network: str, urls: Collection[str]) -> dict[str, Elsewhere]:
    """The posts taken in that stand at URLS, by those."""
    if not urls:
        return {}
    rows = db.execute(
        """SELECT url, id, how, NOT EXISTS (SELECT 1 FROM post WHERE reply_to = incoming.id) AND NOT EXISTS (SELECT 1 FROM errand WHERE incoming = incoming.id)
           FROM incoming WHERE url IN (SELECT value FROM json_each(?)) AND +network = ?""",
        (json.dumps(list(urls)), network),
    )
    return {url: Elsewhere(id_, how, bool(free)) for url, id_, how, free in rows}


def take_over(db: sqlite3.Connection, account: str, posts: Collection[tuple[int, Incoming, Place]]) -> None:
    """Posts by their ids: ACCOUNT has met each as the one given, under that remote id and at that place, and is the one to answer it."""
    db.executemany(
        """UPDATE incoming SET remote_id = ?, account = ?, how = ?, in_reply_to = ?, likes = ?, cid = ?, root_id = ?, root_cid = ?,
               part = coalesce(?, part), session = coalesce(?, session) WHERE id = ?""",
        [
            (
                one.remote_id, account, one.how, one.in_reply_to, one.likes, one.cid, one.root_id, one.root_cid, place.part, place.session, id_,
            )
            for id_, one, place in posts
        ],
    )  # fmt: skip


def ours(db: sqlite3.Connection, network: str, remote_ids: Collection[str]) -> dict[str, Place]:
    """Those of REMOTE_IDS that are parts we posted."""
    rows = db.execute(
        """SELECT part.remote_id, part.id, post.session FROM part JOIN post ON post.id = part.post JOIN account ON account.name = part.account
           WHERE part.remote_id IN (SELECT value FROM json_each(?)) AND account.network = ?""",
        (json.dumps(list(remote_ids)), network),
    )
    return {remote_id: Place(part, session) for remote_id, part, session in rows}


def add(db: sqlite3.Connection, account: str, posts: Sequence[tuple[Incoming, Place, Said]], now: datetime) -> list[int]:
    """New posts, each with its place and what is said in it; their ids, in order."""
    if not posts:
        return []
    row = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'incoming'").fetchone()
    first = 1 + (row["seq"] if row else 0)
    stamp = to_stamp(now)
    db.executemany(
        """INSERT INTO incoming (id, network, remote_id, account, how, author, name, text, at, received_at, url, language, visibility,
               in_reply_to, likes, cid, root_id, root_cid, part, session, asks, alarms, state)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'new')""",
        [
            (
                id_, one.network, one.remote_id, account, one.how, one.author, one.name, one.text, to_stamp(one.at), stamp, one.url, one.language,
                one.visibility, one.in_reply_to, one.likes, one.cid, one.root_id, one.root_cid, place.part, place.session, said.asks, said.alarms,
            )
            for id_, (one, place, said) in enumerate(posts, first)
        ],
    )  # fmt: skip
    return list(range(first, first + len(posts)))


def refresh(db: sqlite3.Connection, seen: Iterable[tuple[int, str, str, int]]) -> None:
    """SEEN: (likes, how, account, id) of posts that were met again."""
    db.executemany("UPDATE incoming SET likes = ?, how = ?, account = ? WHERE id = ?", seen)


def attach(db: sqlite3.Connection, network: str, parents: Mapping[str, Place]) -> None:
    """Place whatever answers PARENTS (by remote id), directly or further down, and came in before they had a place; and its questions' session."""
    if not parents:
        return
    answered = db.execute(
        "SELECT DISTINCT in_reply_to FROM incoming WHERE in_reply_to IN (SELECT value FROM json_each(?)) AND +network = ? AND part IS NULL",  # the +: its index is on network first, which tells nothing
        (json.dumps(list(parents)), network),
    ).fetchall()
    for remote_id, place in ((row["in_reply_to"], parents[row["in_reply_to"]]) for row in answered):
        below = [
            row["id"]
            for row in db.execute(
                """WITH RECURSIVE below(id, remote_id) AS (
                       SELECT id, remote_id FROM incoming WHERE in_reply_to = :remote_id AND network = :network AND part IS NULL
                       UNION
                       SELECT incoming.id, incoming.remote_id FROM incoming JOIN below ON incoming.in_reply_to = below.remote_id
                       WHERE incoming.network = :network AND incoming.part IS NULL)
                   SELECT id FROM below""",
                {"remote_id": remote_id, "network": network},
            )
        ]
        if below:
            ids = json.dumps(below)
            db.execute(
                "UPDATE incoming SET part = ?, session = coalesce(session, ?) WHERE id IN (SELECT value FROM json_each(?))",
                (place.part, place.session, ids),
            )
            db.execute(
                """UPDATE question SET session = ? WHERE session IS NULL
                   AND id IN (SELECT question FROM asker WHERE incoming IN (SELECT value FROM json_each(?)))""",
                (place.session, ids),
            )


def place_of(db: sqlite3.Connection, part: int) -> tuple[str, str, Place] | None:
    """(network, remote id, place) of PART once it was posted; None before."""
    row = db.execute(
        """SELECT account.network, part.remote_id, part.id, post.session FROM part JOIN post ON post.id = part.post JOIN account ON account.name = part.account
           WHERE part.id = ? AND part.remote_id IS NOT NULL""",
        (part,),
    ).fetchone()
    return (row["network"], row["remote_id"], Place(row["id"], row["session"])) if row else None


# ---- what becomes of them


def set_state(db: sqlite3.Connection, ids: Iterable[int], state: IncomingState, by: str, now: datetime) -> None:
    stamp = to_stamp(now)
    db.executemany("UPDATE incoming SET state = ?, state_by = ?, state_at = ? WHERE id = ?", [(state, by, stamp, id_) for id_ in ids])


# Living posts of an account behind questions in given states; what is on stage and was not read since it was put there is wanted at once.
_SHOWN = """
    FROM question JOIN asker ON asker.question = question.id JOIN incoming ON incoming.id = asker.incoming
    WHERE question.state IN (SELECT value FROM json_each(?)) AND incoming.account = ? AND incoming.deleted_at IS NULL
"""
_WANTED = "(question.state = 'on stage' AND incoming.reread_at IS NULL)"


def due_for_reread(db: sqlite3.Connection, account: str, question_states: Collection[str], before: datetime | None, limit: int) -> list[str]:
    """Remote ids of living posts that ACCOUNT took in, behind questions in QUESTION_STATES: those to `read_again`, then those not read since BEFORE, longest ago first."""
    rows = db.execute(
        f"""SELECT incoming.remote_id {_SHOWN} AND ({_WANTED} OR coalesce(incoming.reread_at, incoming.received_at) <= ?)
            ORDER BY {_WANTED} DESC, coalesce(incoming.reread_at, incoming.received_at), incoming.id LIMIT ?""",
        (json.dumps(list(question_states)), account, before and to_stamp(before), limit),
    )
    return [row["remote_id"] for row in rows]


def wanted_again(db: sqlite3.Connection, account: str, question_states: Collection[str]) -> tuple[bool, bool]:
    """Whether there are any such posts at all, and whether one is to `read_again`."""
    shown, wanted = db.execute(f"SELECT count(*), max({_WANTED}) {_SHOWN}", (json.dumps(list(question_states)), account)).fetchone()
    return bool(shown), bool(wanted)


def read_again(db: sqlite3.Connection, ids: Iterable[int]) -> None:
    """Whoever reads what is on stage is to do so with IDS at once."""
    db.executemany("UPDATE incoming SET reread_at = NULL WHERE id = ?", [(id_,) for id_ in ids])


def reread(db: sqlite3.Connection, ids: Iterable[int], now: datetime) -> None:
    stamp = to_stamp(now)
    db.executemany("UPDATE incoming SET reread_at = ? WHERE id = ?", [(stamp, id_) for id_ in ids])


def set_likes(db: sqlite3.Connection, likes: Iterable[tuple[int, int]]) -> None:
    """LIKES: (likes, id)."""
    db.executemany("UPDATE incoming SET likes = ? WHERE id = ?", likes)


def edit(db: sqlite3.Connection, id_: int, text: str, said: Said, now: datetime) -> None:
    db.execute("UPDATE incoming SET text = ?, asks = ?, alarms = ?, edited_at = ? WHERE id = ?", (text, *said, to_stamp(now), id_))


def forget(db: sqlite3.Connection, id_: int, now: datetime) -> None:
    """Its author deleted it: the entry stays, the words go."""
    db.execute("UPDATE incoming SET text = NULL, asks = 0, alarms = 0, deleted_at = ? WHERE id = ?", (to_stamp(now), id_))


# ---- reading

_SELECT = """
    SELECT incoming.*, asker.question,
        (SELECT group_concat(what) FROM errand WHERE errand.incoming = incoming.id AND errand.state IN ('scheduled', 'sending', 'done')) AS deeds
    FROM incoming LEFT JOIN asker ON asker.incoming = incoming.id
"""


def get(db: sqlite3.Connection, ids: Collection[int]) -> dict[int, Received]:
    """Those of IDS that there are, in the order of IDS."""
    rows = db.execute(f"{_SELECT} WHERE incoming.id IN (SELECT value FROM json_each(?))", (json.dumps(list(ids)),))
    found = {row["id"]: _received(row) for row in rows}
    return {id_: found[id_] for id_ in ids if id_ in found}


def after(db: sqlite3.Connection, id_: int) -> list[Received]:
    """Those taken in after the one of that id, in the order they came."""
    return [_received(row) for row in db.execute(f"{_SELECT} WHERE incoming.id > ? ORDER BY incoming.id", (id_,))]


def by_remote_id(db: sqlite3.Connection, network: str, remote_ids: Collection[str]) -> list[Received]:
    rows = db.execute(
        f"{_SELECT} WHERE incoming.network = ? AND incoming.remote_id IN (SELECT value FROM json_each(?)) ORDER BY incoming.id",
        (network, json.dumps(list(remote_ids))),
    )
    return [_received(row) for row in rows]


def every(db: sqlite3.Connection) -> list[Received]:
    """All of them, by the time they were written."""
    return [_received(row) for row in db.execute(f"{_SELECT} ORDER BY incoming.at, incoming.id")]


def in_states(db: sqlite3.Connection, states: Collection[IncomingState], limit: int) -> list[Received]:
    """The newest LIMIT of those in STATES, oldest first."""
    rows = db.execute(
        f"{_SELECT} WHERE incoming.state IN (SELECT value FROM json_each(?)) ORDER BY incoming.at DESC, incoming.id DESC LIMIT ?",
        (json.dumps(list(states)), limit),
    )
    return [_received(row) for row in rows][::-1]


def asking(db: sqlite3.Connection) -> list[int]:
    """Ids of new posts that ask something, may be staged and are no question yet, oldest first."""
    rows = db.execute(
        """SELECT id FROM incoming WHERE asks = 1 AND state = 'new' AND visibility IN (SELECT value FROM json_each(?)) AND deleted_at IS NULL
           AND id NOT IN (SELECT incoming FROM asker) ORDER BY at, id""",
        (json.dumps(OPEN),),
    )
    return [row["id"] for row in rows]


def _received(row: sqlite3.Row) -> Received:
    return Received(
        id=row["id"],
        network=row["network"],
        remote_id=row["remote_id"],
        account=row["account"],
        how=How(row["how"]),
        author=row["author"],
        name=row["name"],
        text=row["text"],
        at=from_stamp(row["at"]),
        received_at=from_stamp(row["received_at"]),
        url=row["url"],
        language=row["language"],
        visibility=row["visibility"],
        in_reply_to=row["in_reply_to"],
        likes=row["likes"],
        part=row["part"],
        session=row["session"],
        asks=bool(row["asks"]),
        alarms=bool(row["alarms"]),
        state=IncomingState(row["state"]),
        state_by=row["state_by"],
        edited_at=row["edited_at"] and from_stamp(row["edited_at"]),
        deleted_at=row["deleted_at"] and from_stamp(row["deleted_at"]),
        question=row["question"],
        kept=bool(row["kept"]),
        claimed_by=row["claimed_by"],
        deeds=frozenset(map(Deed, row["deeds"].split(","))) if row["deeds"] else frozenset(),
    )
