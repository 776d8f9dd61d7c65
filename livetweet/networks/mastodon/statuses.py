"""Statuses as the server gives them, read into our words; and whether one of them is what a request made."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from livetweet.errors import OutcomeUnknownError
from livetweet.model.incoming import How, Incoming
from livetweet.model.ref import Ref
from livetweet.networks import oddity
from livetweet.networks.mastodon.plain import to_plain
from livetweet.networks.port import Outgoing, Receipt, Seen

NETWORK = "mastodon"
PRIVATE = "direct"  # what nobody can tell to be public
MOST = 20_000  # characters of a post's HTML that are read: over more, tags that never end keep html.parser busy for minutes (measured, 3.11)
_FAR = re.compile(r"(?<![=/\w])(@[a-z0-9_]+(?:[.-]+[a-z0-9_]+)*)@[\w.-]+\w", re.IGNORECASE)  # servers show `@jane@example.social` as `@jane`


@dataclass(frozen=True, slots=True, kw_only=True)
class Myself:
    """The account we are let in as: its `id` there, and `acct` with its host."""

    id: str
    acct: str


def write_body(outgoing: Outgoing, uploads: tuple[str, ...], parent: Ref | None) -> str:
    """What is posted, as JSON of the arguments of `POST /api/v1/statuses` (docs.joinmastodon.org/methods/statuses, 2026-07)."""
    body: dict[str, Any] = {"status": outgoing.text, "visibility": outgoing.visibility}
    if outgoing.language:
        body["language"] = outgoing.language
    if parent:
        body["in_reply_to_id"] = parent.id
    if uploads:
        body["media_ids"] = list(uploads)
    if outgoing.warning:
        body["spoiler_text"] = outgoing.warning
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def read_receipt(said: Any) -> Receipt:
    """What was made, from a Status entity; OutcomeUnknownError where SAID is none: then nobody knows."""
    try:
        return Receipt(ref=Ref(id=_id(said)), url=str(said.get("url") or said.get("uri") or "") or None, at=read_instant(said["created_at"]))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise OutcomeUnknownError("The server answered with something that is no post.") from error


def read_instant(text: Any) -> datetime:
    found = datetime.fromisoformat(str(text))
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def has_id(said: Any) -> bool:
    """Whether SAID is an entity that can be told from others."""
    return isinstance(said, dict) and isinstance(said.get("id"), (str, int)) and bool(str(said["id"]))


def read_notified(entry: Mapping[str, Any], domain: str, me: Myself, now: datetime) -> Incoming | None:
    """The post that ENTRY, a notification, tells of; None where that is gone. One that has no id has that of the notification."""
    status = entry.get("status")
    if not status:
        return None
    at = oddity.instant(entry.get("created_at"), now)
    if not has_id(status):
        id_ = f"notification-{entry['id']}"
        status = {"id": id_, "account": entry.get("account"), "url": f"https://{domain}/notifications#{id_}", "visibility": PRIVATE}
    return read_incoming(status, reached_by(status, entry.get("type"), me), domain, me, at)


def read_incoming(status: Mapping[str, Any], how: How, domain: str, me: Myself, told_at: datetime) -> Incoming:
    """STATUS as it reached us by HOW, at TOLD_AT where it does not say when it was written; handles of accounts on the server itself get its DOMAIN.

    Whatever has an id is read, as far as it can be: its author may be `oddity.NOBODY`, its text `oddity.UNREAD`.
    """
    author = author_of(status)
    acct = oddity.text(author.get("acct"))
    visibility = status.get("visibility")
    parent = status.get("in_reply_to_id")
    return Incoming(
        network=NETWORK,
        remote_id=_id(status),
        how=how,
        author=with_host(acct, domain) if acct else oddity.NOBODY,
        name=next(filter(None, (oddity.text(author.get(name)) for name in ("display_name", "username", "acct"))), oddity.NOBODY),
        text=read_text(status, me),
        at=oddity.instant(status.get("created_at"), told_at),
        url=oddity.text(status.get("url")) or oddity.text(status.get("uri")),
        language=oddity.text(status.get("language")),
        visibility="public" if visibility is None else oddity.text(visibility) or PRIVATE,
        in_reply_to=str(parent) if parent else None,
        likes=oddity.likes(status.get("favourites_count")),
    )


def author_of(status: Mapping[str, Any]) -> Mapping[str, Any]:
    """The account that wrote STATUS; empty where it does not say."""
    account = status.get("account")
    return account if isinstance(account, dict) else {}


def read_seen(status: Mapping[str, Any], me: Myself) -> Seen:
    return Seen(
        remote_id=_id(status),
        text=read_text(status, me),
        likes=oddity.likes(status.get("favourites_count")),
        boosts=oddity.likes(status.get("reblogs_count")),
    )


def read_text(status: Mapping[str, Any], me: Myself) -> str:
    """The words of STATUS, behind its content warning if it has one. What answers us need not begin with our name, as every answer there does."""
    content, warning = status.get("content", ...), str(status.get("spoiler_text") or "").strip()
    if not isinstance(content, str | None):
        return oddity.UNREAD
    text = to_plain((content or "")[:MOST])
    if answers(status, me):
        user = re.escape(me.acct.partition("@")[0])
        text = re.sub(rf"^@{user}(@{re.escape(me.acct.partition('@')[2])})?(?![\w@.-])\s*", "", text, count=1, flags=re.IGNORECASE)
    return f"[{warning}] {text}" if warning else text


def reached_by(status: Mapping[str, Any], kind: Any, me: Myself) -> How:
    """How a notification of KIND about STATUS has reached us."""
    if kind == "quote":
        return How.QUOTE
    return How.REPLY if answers(status, me) else How.MENTION


def answers(status: Mapping[str, Any], me: Myself) -> bool:
    """Whether STATUS answers a post of ours."""
    return str(status.get("in_reply_to_account_id") or "") == me.id


def with_host(acct: str, domain: str) -> str:
    return acct if "@" in acct else f"{acct}@{domain}"


def could_be(status: Mapping[str, Any], body: Mapping[str, Any]) -> bool:
    """Whether STATUS agrees with the BODY of a request in all but its words; in the number of its pictures where nobody knows under which ids they were uploaded."""
    attached = sorted(str(one["id"]) for one in status.get("media_attachments") or ())
    uploads = sorted(map(str, body.get("media_ids") or ()))
    return (
        not status.get("reblog")
        and str(status.get("in_reply_to_id") or "") == str(body.get("in_reply_to_id") or "")
        and (attached == uploads if all(uploads) else len(attached) == len(uploads))
        and squeeze(status.get("spoiler_text")) == squeeze(body.get("spoiler_text"))
    )


def says(status: Mapping[str, Any], source: Any, body: Mapping[str, Any]) -> bool:
    """Whether STATUS has the words of BODY: by its SOURCE, as it was typed, or where the server has none, by what it shows."""
    wanted = str(body.get("status") or "")
    if isinstance(source, dict) and isinstance(source.get("text"), str):
        return squeeze(source["text"]) == squeeze(wanted)
    return squeeze(_FAR.sub(r"\1", to_plain(str(status.get("content") or "")))) == squeeze(_FAR.sub(r"\1", wanted))


def squeeze(text: Any) -> str:
    """TEXT with every run of spaces and line ends as one space, which servers are free to change."""
    return " ".join(str(text or "").split())


def _id(said: Any) -> str:
    found = said["id"]
    if not isinstance(found, (str, int)) or not str(found):
        raise ValueError(f"no id: {found!r}")
    return str(found)
