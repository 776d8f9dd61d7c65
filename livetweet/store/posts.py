"""Posts and their deliveries: drafts in, parts cut at approval, lists out."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from livetweet.clock import from_stamp, to_stamp
from livetweet.model.part import Part, State
from livetweet.model.post import Anchor, Draft, IfLate, Kind, Media, Post
from livetweet.store.parts import part_of


def add(
    db: sqlite3.Connection, draft: Draft, by: str, now: datetime, *, touched: bool, replaces: int | None = None, writing: str | None = None
) -> int:
    """A new draft, in the place of post REPLACES if there is one, made of one WRITING at a desk; its id."""
    values = values_of(draft) | {"touched": touched, "created_at": to_stamp(now), "created_by": by, "replaces": replaces, "writing": writing}
    names = ", ".join(values)
    row = db.execute(f"INSERT INTO post ({names}) VALUES ({', '.join(':' + name for name in values)}) RETURNING id", values).fetchone()
    return int(row["id"])


def change(db: sqlite3.Connection, post: int, draft: Draft, *, touched: bool) -> None:
    """DRAFT instead of what POST said: a new revision, not approved; parts that might still have left are taken away."""
    values = values_of(draft) | {"touched": touched, "id": post}
    names = ", ".join(f"{name} = :{name}" for name in values if name not in {"id", "key"})
    db.execute(f"UPDATE post SET {names}, revision = revision + 1, approved_at = NULL, approved_by = NULL WHERE id = :id", values)
    db.execute("DELETE FROM part WHERE post = ? AND state NOT IN ('posted', 'cancelled')", (post,))


def retime(db: sqlite3.Connection, post: int, due: datetime | None, latest: datetime | None, offset: timedelta) -> None:
    """Another time for POST, OFFSET from its anchor; text and approval untouched."""
    db.execute(
        "UPDATE post SET due = ?, latest = ?, offset_seconds = ? WHERE id = ?", (_stamp(due), _stamp(latest), int(offset.total_seconds()), post)
    )


def approve(db: sqlite3.Connection, post: int, by: str, now: datetime, due: datetime, latest: datetime) -> None:
    db.execute(
        "UPDATE post SET approved_at = ?, approved_by = ?, due = ?, latest = ? WHERE id = ?",
        (to_stamp(now), by, to_stamp(due), to_stamp(latest), post),
    )


def add_parts(db: sqlite3.Connection, parts: Iterable[Mapping[str, object]]) -> None:
    """Parts as approval froze them, each with `latest` None beyond the first of its delivery."""
    db.executemany(
        """INSERT INTO part (post, account, number, revision, key, text, media, warning, language, visibility, price, thread, reply_to, answers, due, latest, if_late, state, changed_at)
           VALUES (:post, :account, :number, :revision, :key, :text, :media, :warning, :language, :visibility, :price, :thread, :reply_to, :answers, :due, :latest, :if_late, 'scheduled', :changed_at)""",
        parts,
    )


def delete(db: sqlite3.Connection, post: int, now: datetime) -> None:
    db.execute("UPDATE post SET deleted_at = ? WHERE id = ?", (to_stamp(now), post))


def restore(db: sqlite3.Connection, post: int) -> None:
    db.execute("UPDATE post SET deleted_at = NULL WHERE id = ?", (post,))


def get(db: sqlite3.Connection, post: int) -> Post | None:
    row = db.execute("SELECT * FROM post WHERE id = ? AND deleted_at IS NULL", (post,)).fetchone()
    return _post(row) if row else None


def of_writing(db: sqlite3.Connection, writing: str) -> Post | None:
    """What was made of one WRITING at a desk."""
    row = db.execute("SELECT * FROM post WHERE writing = ? AND deleted_at IS NULL", (writing,)).fetchone()
    return _post(row) if row else None


def forget_writing(db: sqlite3.Connection, post: int) -> None:
    """What POST was made of may become another one."""
    db.execute("UPDATE post SET writing = NULL WHERE id = ?", (post,))


def put_in_place(db: sqlite3.Connection, post: int, of: int) -> None:
    """POST stands in the place of post OF from now on."""
    db.execute("UPDATE post SET replaces = ? WHERE id = ?", (of, post))


def replacing(db: sqlite3.Connection, post: int) -> Post | None:
    """What stands in the place of POST."""
    row = db.execute("SELECT * FROM post WHERE replaces = ? AND deleted_at IS NULL ORDER BY id DESC LIMIT 1", (post,)).fetchone()
    return _post(row) if row else None


def every(db: sqlite3.Connection) -> list[Post]:
    """All posts that are not deleted, by due time; without one last."""
    return [_post(row) for row in db.execute("SELECT * FROM post WHERE deleted_at IS NULL ORDER BY due IS NULL, due, id")]


def drafts(db: sqlite3.Connection) -> list[Post]:
    """Those not approved, in the same order."""
    return [_post(row) for row in db.execute("SELECT * FROM post WHERE deleted_at IS NULL AND approved_at IS NULL ORDER BY due IS NULL, due, id")]


def answering(db: sqlite3.Connection, incoming: Iterable[int], kind: Kind) -> dict[int, int]:
    """Incoming post to the newest post of KIND that answers it, of those that are not deleted."""
    rows = db.execute(
        "SELECT reply_to, id FROM post WHERE kind = ? AND deleted_at IS NULL AND reply_to IN (SELECT value FROM json_each(?)) ORDER BY id",
        (kind, json.dumps(list(incoming))),
    )
    return {row["reply_to"]: row["id"] for row in rows}


def by_key(db: sqlite3.Connection) -> dict[str, Post]:
    """Every post that a plan has made, deleted ones too: what a person threw away is not planned again."""
    return {row["key"]: _post(row) for row in db.execute("SELECT * FROM post WHERE key IS NOT NULL")}


def forget_key(db: sqlite3.Connection, post: int) -> None:
    """No plan knows POST any more."""
    db.execute("UPDATE post SET key = NULL WHERE id = ?", (post,))


def parts_of(db: sqlite3.Connection, post: int) -> list[Part]:
    """The parts of POST, by account, then number."""
    return [part_of(row) for row in db.execute("SELECT * FROM part WHERE post = ? ORDER BY account, number", (post,))]


def all_parts(db: sqlite3.Connection) -> dict[int, list[Part]]:
    """Post id to its parts, by account, then number."""
    found: dict[int, list[Part]] = {}
    for row in db.execute("SELECT * FROM part ORDER BY post, account, number"):
        found.setdefault(row["post"], []).append(part_of(row))
    return found


def changed_since(db: sqlite3.Connection, since: datetime) -> list[tuple[int, datetime]]:
    """Posts of which a part has changed at SINCE or later, each with the last time, in that order."""
    rows = db.execute("SELECT post, max(changed_at) FROM part WHERE changed_at >= ? GROUP BY post ORDER BY 2, 1", (to_stamp(since),))
    return [(row[0], from_stamp(row[1])) for row in rows]


def in_states(db: sqlite3.Connection, states: Iterable[State]) -> set[int]:
    """Posts of which a part is in one of STATES."""
    rows = db.execute("SELECT DISTINCT post FROM part WHERE state IN (SELECT value FROM json_each(?))", (json.dumps(list(states)),))
    return {row["post"] for row in rows}


def kept_back(db: sqlite3.Connection, now: datetime) -> set[int]:
    """Posts that would have begun to leave by NOW, were it not for a pause or their account's hold."""
    rows = db.execute(
        """SELECT DISTINCT post FROM part JOIN account ON account.name = part.account
           WHERE state = 'scheduled' AND due <= ? AND (hold IS NOT NULL OR (SELECT paused_at FROM gate) IS NOT NULL)""",
        (to_stamp(now),),
    )
    return {row["post"] for row in rows}


def put_aside_since(db: sqlite3.Connection, since: datetime, but_by: str) -> set[int]:
    """Posts of which a part was skipped or held after SINCE, by anybody but BUT_BY; parts that only wait for another one do not count."""
    rows = db.execute(
        """SELECT DISTINCT post FROM part WHERE state IN ('skipped', 'held') AND changed_at > ?
           AND coalesce(reason, '') <> ? AND coalesce(reason, '') NOT LIKE 'waits for part %'""",
        (to_stamp(since), f"by {but_by}"),
    )
    return {row["post"] for row in rows}


def doubted_and_posted_since(db: sqlite3.Connection, since: datetime) -> set[int]:
    """Posts that nobody knew of, found after SINCE to have left."""
    rows = db.execute(
        """SELECT DISTINCT part.post FROM part JOIN attempt ON attempt.part = part.id
           WHERE part.state = 'posted' AND part.changed_at > ? AND attempt.outcome = 'posted' AND attempt.words IS NOT NULL""",
        (to_stamp(since),),
    )
    return {row["post"] for row in rows}


def last_posted(db: sqlite3.Connection, until: datetime) -> int | None:
    """The post that left last before UNTIL."""
    row = db.execute(
        "SELECT post FROM part WHERE state = 'posted' AND posted_at <= ? ORDER BY posted_at DESC, id DESC LIMIT 1", (to_stamp(until),)
    ).fetchone()
    return row["post"] if row else None


def of_session(db: sqlite3.Connection, session: str) -> list[int]:
    """Posts about SESSION, alone or beside others, by due time; without one last."""
    rows = db.execute(
        """SELECT id FROM post WHERE deleted_at IS NULL AND (session = :session OR EXISTS (SELECT 1 FROM json_each(slot) WHERE value = :session))
           ORDER BY due IS NULL, due, id""",
        {"session": session},
    )
    return [row["id"] for row in rows]


def scheduled_until(db: sqlite3.Connection, until: datetime) -> list[Part]:
    """Parts scheduled to leave until then, by due time, account and number."""
    rows = db.execute("SELECT * FROM part WHERE state = 'scheduled' AND due <= ? ORDER BY due, account, post, number", (to_stamp(until),))
    return [part_of(row) for row in rows]


def set_states(db: sqlite3.Connection, parts: Sequence[int], state: State, reason: str | None, now: datetime) -> None:
    db.executemany("UPDATE part SET state = ?, reason = ?, changed_at = ? WHERE id = ?", [(state, reason, to_stamp(now), part) for part in parts])


def set_times(db: sqlite3.Connection, part: int, due: datetime, latest: datetime | None) -> None:
    db.execute("UPDATE part SET due = ?, latest = ? WHERE id = ?", (to_stamp(due), _stamp(latest), part))


def instants_scheduled(db: sqlite3.Connection) -> list[tuple[str, str, datetime]]:
    """(account, network, due) of every part scheduled, for checking the pace."""
    rows = db.execute(
        "SELECT part.account, account.network, part.due FROM part JOIN account ON account.name = part.account WHERE state = 'scheduled'"
    )
    return [(row[0], row[1], from_stamp(row[2])) for row in rows]


def count_drafts(db: sqlite3.Connection) -> int:
    found: int = db.execute("SELECT count(*) FROM post WHERE deleted_at IS NULL AND approved_at IS NULL").fetchone()[0]
    return found


def count_states(db: sqlite3.Connection) -> dict[str, int]:
    """State to the number of parts in it."""
    return dict(db.execute("SELECT state, count(*) FROM part GROUP BY state").fetchall())


def draft_of(row: Mapping[str, Any] | sqlite3.Row) -> Draft:
    """What `values_of` made of it."""
    return Draft(
        key=row["key"],
        kind=Kind(row["kind"]),
        language=row["language"],
        session=row["session"],
        slot=tuple(json.loads(row["slot"])),
        anchor=Anchor(row["anchor"]) if row["anchor"] else None,
        offset=timedelta(seconds=row["offset_seconds"]),
        due=_instant(row["due"]),
        latest=_instant(row["latest"]),
        if_late=IfLate(row["if_late"]),
        fields=json.loads(row["fields"]),
        texts=json.loads(row["texts"]),
        accounts=tuple(json.loads(row["accounts"])),
        reply_to=row["reply_to"],
        answers=row["answers"],
        media=tuple(Media(**one) for one in json.loads(row["media"])),
        visibility=row["visibility"],
        warning=row["warning"],
    )


def _post(row: sqlite3.Row) -> Post:
    return Post(
        id=row["id"],
        draft=draft_of(row),
        revision=row["revision"],
        touched=bool(row["touched"]),
        approved_at=_instant(row["approved_at"]),
        approved_by=row["approved_by"],
        created_at=from_stamp(row["created_at"]),
        created_by=row["created_by"],
        replaces=row["replaces"],
        deleted=row["deleted_at"] is not None,
    )


def values_of(draft: Draft) -> dict[str, object]:
    """DRAFT as the store keeps it, by column; `draft_of` reads it."""
    return {
        "key": draft.key,
        "kind": draft.kind.value,
        "language": draft.language,
        "session": draft.session,
        "slot": json.dumps(draft.slot),
        "anchor": draft.anchor and draft.anchor.value,
        "offset_seconds": int(draft.offset.total_seconds()),
        "due": _stamp(draft.due),
        "latest": _stamp(draft.latest),
        "if_late": draft.if_late.value,
        "fields": json.dumps(dict(draft.fields), ensure_ascii=False),
        "texts": json.dumps(dict(draft.texts), ensure_ascii=False),
        "accounts": json.dumps(draft.accounts),
        "reply_to": draft.reply_to,
        "answers": draft.answers,
        "media": json.dumps([asdict(one) for one in draft.media], ensure_ascii=False),
        "visibility": draft.visibility,
        "warning": draft.warning,
    }


def _stamp(instant: datetime | None) -> str | None:
    return to_stamp(instant) if instant else None


def _instant(stamp: str | None) -> datetime | None:
    return from_stamp(stamp) if stamp else None
