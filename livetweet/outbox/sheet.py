"""Texts out to colleagues as a table, and back in: never states, never approval.

A row is a post that has not left; a column a field that a person fills, or the text on one network. A cell that came back as it went out changes
nothing, whatever has become of the programme meanwhile, and whatever a spreadsheet that knows no emoji has made of it.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

from livetweet.errors import LivetweetError, NotAllowedError
from livetweet.model.part import State
from livetweet.model.post import Draft
from livetweet.outbox import drafts, show
from livetweet.outbox.outcome import Outcome, Refusal
from livetweet.outbox.show import Listed
from livetweet.programme.text import decode_old
from livetweet.store import accounts
from livetweet.store.connect import Store
from livetweet.writing import rules
from livetweet.writing.compose import Context, compose
from livetweet.writing.rules.rule import Rules

FIELD = "field: "
OPEN = {State.DRAFT, State.SCHEDULED, State.HELD, State.FAILED, State.SKIPPED}

# A spreadsheet runs a cell that begins so as a formula (owasp.org, "CSV Injection", 2026-07). An apostrophe before it makes it text, there and for us.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_QUOTED = re.compile(r"''*[=+\-@\t\r\n＝＋－＠]")


def write(store: Store, file: Path, context: Context, zone: ZoneInfo) -> int:
    """Write the posts that can still be edited to FILE, in the order of the outbox; their number. For a French event with semicolons, as a French Excel opens and saves them."""
    by = _networks(store)
    rows = []
    for one in show.everything(store):
        if one.state in OPEN:
            draft = one.post.draft
            cells = _cells(draft, by, context)
            due = draft.due.astimezone(zone).strftime("%Y-%m-%d %H:%M") if draft.due else ""
            about = {"state": one.state.value, "due": due, "kind": draft.kind.value, "session": draft.session or ""}
            rows.append({"id": str(one.post.id), "revision": _revision(one, cells), **about, **cells})
    names = [
        "id",
        "revision",
        "state",
        "due",
        "kind",
        "session",
        *sorted({name for row in rows for name in row if name.startswith(FIELD)}),
        *by,
    ]
    table = io.StringIO()
    writer = csv.DictWriter(table, names, restval="", delimiter=";" if context.hashtags.language == "fr" else ",")
    writer.writeheader()
    writer.writerows({name: _quote(text) for name, text in row.items()} for row in rows)
    draft_file = file.with_name(f".{file.name}.part")
    try:
        draft_file.write_text("\ufeff" + table.getvalue(), encoding="utf-8", newline="")  # with a BOM, else Excel reads Latin-1
        draft_file.replace(file)
    except OSError as error:
        draft_file.unlink(missing_ok=True)
        raise LivetweetError(f"{file} cannot be written ({error.strerror}): name another file.") from error
    return len(rows)


def read(store: Store, file: Path, context: Context) -> Outcome:
    """Take the texts of FILE in. Rows of posts changed since they were written out, or gone, are named and left."""
    rows, windows = _rows(file)
    by = _networks(store)
    found = {str(one.post.id): one for one in show.everything(store)}
    changes: dict[int, tuple[dict[str, str], dict[str, str]]] = {}
    refused = []
    for number, row in rows:
        one = found.get(row["id"].strip())
        if one is None:
            raise LivetweetError(f"{file.name}, row {number}: there is no post {row['id']!r}: nothing was changed; take the row out and try again.")
        now = _cells(one.post.draft, by, context)
        cells = {**now, **{name: text for name, text in row.items() if name in now or (name.startswith(FIELD) and text)}}
        poor = {name: _poor(text) for name, text in now.items()} if windows else now
        cells = {name: now[name] if text == poor.get(name) else text for name, text in cells.items()}
        if _revision(one, cells).split("-")[1:] == row["revision"].strip().split("-")[1:]:
            continue
        if _revision(one, now) != row["revision"].strip():
            why = f"Post {one.post.id} (row {number}) was changed since the table was written: left as it is."
            refused.append(Refusal(post=one.post.id, account=None, why=why))
            continue
        if one.post.id in changes:
            raise LivetweetError(
                f"{file.name}, row {number}: post {one.post.id} stands in another row too: nothing was changed; keep one of them and try again."
            )
        differing = {name: text for name, text in cells.items() if text != now.get(name, "")}
        if any(poor.get(name) != now.get(name) for name in differing):
            why = f"Post {one.post.id} (row {number}) has signs that the table lost when it was saved: left as it is; save it as “CSV UTF-8” and try again."
            refused.append(Refusal(post=one.post.id, account=None, why=why))
            continue
        texts = {name: text for name, text in differing.items() if name in by}
        changes[one.post.id] = texts, {name.removeprefix(FIELD): text for name, text in differing.items() if name not in by}
    done = []
    with store.writing() as db:
        for post, (texts, fields) in changes.items():
            try:
                refused += drafts.change(db, post, texts=texts, fields=fields)
                done.append(post)
            except NotAllowedError as error:
                refused.append(Refusal(post=post, account=None, why=str(error)))
    return Outcome(done=tuple(done), refused=tuple(refused))


def _rows(file: Path) -> tuple[list[tuple[int, Mapping[str, str]]], bool]:
    """Row number (the header is 1) and cells, and whether they are in Windows' Latin, as Excel's plain CSV is; an error before anything is changed where it is not
    such a table.
    """
    try:
        data = file.read_bytes()
        text = decode_old(data)
        reader = csv.DictReader(
            io.StringIO(text, newline=""),
            delimiter=max(",;\t", key=text.split("\n", 1)[0].count),
            restkey="",
            restval="",
            strict=True,
        )
        if not reader.fieldnames or not {"id", "revision"} <= set(reader.fieldnames):
            raise LivetweetError(
                f"{file.name} has no columns `id` and `revision` in its first row: it must be the table that `livetweet post export` wrote."
            )
        rows = list(enumerate(reader, 2))
    except csv.Error as error:
        raise LivetweetError(f"{file.name} is not a CSV table ({error}): save it as “CSV UTF-8” and try again.") from error
    except OSError as error:
        raise LivetweetError(f"{file} cannot be read: {error.strerror}.") from error
    cells: list[tuple[int, Mapping[str, str]]] = [
        (number, {name: _unquote(text) for name, text in row.items() if name}) for number, row in rows if any(row.values())
    ]
    return cells, not data.isascii() and text == data.decode("cp1252", errors="replace")


def _poor(text: str) -> str:
    """What Excel leaves of TEXT in Windows' Latin: a question mark for each half of what is not in it."""
    return "".join(one if one.encode("cp1252", errors="ignore") else "?" * (len(one.encode("utf-16-le", errors="replace")) // 2) for one in text)


def _cells(draft: Draft, by: Mapping[str, Rules], context: Context) -> dict[str, str]:
    """What can be written: each field filled or missing, and the text on each network as it stands (parts divided by an empty line; empty where
    something is still to be written).
    """
    texts: dict[str, str] = {}
    missing: tuple[str, ...] = ()
    for network, of in by.items():
        composed = compose(draft, of, context)
        texts[network] = "\n\n".join(composed.texts).strip()
        missing = composed.missing
    fields = {**dict.fromkeys(missing, ""), **draft.fields}
    return {FIELD + name: text.strip() for name, text in fields.items()} | texts


def _revision(one: Listed, cells: Mapping[str, str]) -> str:
    """The revision of a post and a mark of its CELLS, by which it can be told whether either has changed."""
    filled = sorted((name, text) for name, text in cells.items() if text)
    return f"r{one.post.revision}-{hashlib.sha256(json.dumps(filled).encode()).hexdigest()[:8]}"


def _quote(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text


def _unquote(text: str) -> str:
    text = text.strip()
    return text[1:] if _QUOTED.match(text) else text


def _networks(store: Store) -> dict[str, Rules]:
    """Those we have accounts on, with the rules of the first one there; with no account, all there are."""
    with store.reading() as db:
        known = accounts.every(db)
    names = {account.network for account in known} or {one.network for one in rules.every()}
    return {network: rules.on(network, known) for network in sorted(names)}
