"""Texts out to colleagues as a table, and back in: never states, never approval.

A row is a post that has not left; a column a field that a person fills, or the text on one network. A cell that came back as it went out changes nothing.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

from livetweet.errors import LivetweetError, NotAllowedError
from livetweet.model.part import State
from livetweet.model.post import Draft
from livetweet.outbox import drafts, show
from livetweet.outbox.outcome import Outcome, Refusal
from livetweet.store import accounts
from livetweet.store.connect import Store
from livetweet.writing import rules
from livetweet.writing.compose import Context, compose

FIELD = "field: "
OPEN = {State.DRAFT, State.SCHEDULED, State.HELD, State.FAILED, State.SKIPPED}


def write(store: Store, file: Path, context: Context, zone: ZoneInfo) -> int:
    """Write the posts that can still be edited to FILE, in the order of the outbox; their number."""
    networks = _networks(store)
    rows = []
    for one in show.everything(store):
        if one.state in OPEN:
            draft = one.post.draft
            texts, missing = _texts(draft, networks, context)
            fields = {FIELD + name: text for name, text in ({**dict.fromkeys(missing, ""), **draft.fields}).items()}
            due = draft.due.astimezone(zone).strftime("%Y-%m-%d %H:%M") if draft.due else ""
            rows.append(
                {
                    "id": one.post.id,
                    "revision": one.post.revision,
                    "state": one.state.value,
                    "due": due,
                    "kind": draft.kind.value,
                    "session": draft.session or "",
                    **fields,
                    **texts,
                }
            )
    names = [
        "id",
        "revision",
        "state",
        "due",
        "kind",
        "session",
        *sorted({name for row in rows for name in row if name.startswith(FIELD)}),
        *networks,
    ]
    table = io.StringIO()
    writer = csv.DictWriter(table, names, restval="")
    writer.writeheader()
    writer.writerows(rows)
    draft_file = file.with_name(f".{file.name}.part")
    draft_file.write_text("\ufeff" + table.getvalue(), encoding="utf-8", newline="")  # with a BOM, else Excel reads Latin-1
    draft_file.replace(file)
    return len(rows)


def read(store: Store, file: Path, context: Context) -> Outcome:
    """Take the texts of FILE in. Rows of posts changed since they were written out, or gone, are named and left."""
    rows = _rows(file)
    networks = _networks(store)
    found = {one.post.id: one for one in show.everything(store)}
    changes: dict[int, tuple[dict[str, str], dict[str, str]]] = {}
    refused = []
    for number, row in rows:
        one = found.get(int(row["id"])) if row["id"].isdigit() else None
        if one is None:
            raise LivetweetError(f"{file.name}, row {number}: there is no post {row['id']!r}: nothing was changed; take the row out and try again.")
        draft = one.post.draft
        before, _ = _texts(draft, networks, context)
        texts = {network: row[network].strip() for network in networks if network in row and row[network].strip() != before[network].strip()}
        fields = {
            name.removeprefix(FIELD): text
            for name, text in row.items()
            if name.startswith(FIELD) and text.strip() != draft.fields.get(name.removeprefix(FIELD), "")
        }
        if not texts and not fields:
            continue
        if str(one.post.revision) != row.get("revision"):
            refused.append(
                Refusal(
                    post=one.post.id, account=None, why=f"Post {one.post.id} (row {number}) was changed since the table was written: left as it is."
                )
            )
        else:
            changes[one.post.id] = (texts, fields)
    done = []
    with store.writing() as db:
        for post, (texts, fields) in changes.items():
            try:
                drafts.change(db, post, texts=texts, fields=fields)
                done.append(post)
            except NotAllowedError as error:
                refused.append(Refusal(post=post, account=None, why=str(error)))
    return Outcome(done=tuple(done), refused=tuple(refused))


def _rows(file: Path) -> list[tuple[int, Mapping[str, str]]]:
    """Row number (the header is 1) and cells; an error before anything is changed where it is not such a table."""
    try:
        text = file.read_text(encoding="utf-8-sig")
        first = text.split("\n", 1)[0]
        reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ",", restval="", strict=True)
        if not reader.fieldnames or not {"id", "revision"} <= set(reader.fieldnames):
            raise LivetweetError(
                f"{file.name} has no columns `id` and `revision` in its first row: it must be the table that `livetweet post export` wrote."
            )
        return [(number, row) for number, row in enumerate(reader, 2) if any(row.values())]
    except (UnicodeDecodeError, csv.Error) as error:
        raise LivetweetError(f"{file.name} is not a CSV table in UTF-8 ({error}): save it as such and try again.") from error


def _texts(draft: Draft, networks: Iterable[str], context: Context) -> tuple[dict[str, str], tuple[str, ...]]:
    """The text on each network as it stands (parts divided by an empty line; empty where something is still to be written), and the fields missing."""
    texts: dict[str, str] = {}
    missing: tuple[str, ...] = ()
    for network in networks:
        composed = compose(draft, network, context)
        texts[network] = "\n\n".join(composed.texts)
        missing = composed.missing
    return texts, missing


def _networks(store: Store) -> list[str]:
    """Those we have accounts on; with none, all there are."""
    with store.reading() as db:
        return sorted({account.network for account in accounts.every(db)}) or sorted(one.network for one in rules.every())
