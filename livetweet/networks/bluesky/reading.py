"""What the AppView tells of other people's posts, as incoming posts. Records are strangers' work: whatever is not as the lexicon has it counts as not there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from livetweet.errors import OutcomeUnknownError
from livetweet.model.incoming import How, Incoming
from livetweet.networks.backlog import Told
from livetweet.networks.bluesky.record import parent_of, ref_of, tags_of
from livetweet.networks.port import Seen
from livetweet.networks.words import counted, in_a_line

REASONS = tuple(how.value for how in (How.MENTION, How.REPLY, How.QUOTE))
NO_HANDLE = "handle.invalid"


@contextmanager
def understood() -> Iterator[None]:
    """OutcomeUnknownError where the server tells something that is not as its lexicon has it."""
    try:
        yield
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise OutcomeUnknownError(f"The server's answer makes no sense ({type(error).__name__}: {in_a_line(str(error))}).") from error


def notified(body: Mapping[str, Any], us: str) -> Told:
    """A page of app.bsky.notification.listNotifications: what speaks to US (a DID)."""
    told = [one for one in body["notifications"] if one["reason"] in REASONS]
    posts = [to_incoming(one, How(one["reason"])) for one in told if one["author"]["did"] != us]
    return Told(posts=posts, oldest=min(map(_shown_at, body["notifications"]), default=None), next=body.get("cursor"))


def tagged(body: Mapping[str, Any], us: str, tag: str) -> Told:
    """A page of app.bsky.feed.searchPosts: those of its posts that carry TAG, for a search finds more, and are not by US."""
    wanted = tag.removeprefix("#").casefold()
    posts = [to_incoming(one, How.TAG) for one in body["posts"] if one["author"]["did"] != us and wanted in tags_of(one["record"])]
    return Told(posts=posts, oldest=min(map(_shown_at, body["posts"]), default=None), next=body.get("cursor"))


def to_incoming(view: Mapping[str, Any], how: How) -> Incoming:
    """The post of VIEW, a notification or a postView (lexicons/app/bsky/feed/defs.json, 2026-08)."""
    record, author = view["record"], view["author"]
    ref = ref_of(view["uri"], view["cid"], record)
    handle = author["handle"] if author["handle"] != NO_HANDLE else author["did"]
    languages = record.get("langs")
    return Incoming(
        network="bluesky",
        remote_id=ref.id,
        how=how,
        author=handle,
        name=author.get("displayName") or "",
        text=text_of(record),
        at=_shown_at(view),
        url=address_of(ref.id, handle),
        language=str(languages[0]) if isinstance(languages, list) and languages else None,
        in_reply_to=parent_of(record),
        likes=counted(view.get("likeCount")),
        cid=ref.cid,
        root_id=ref.root_id,
        root_cid=ref.root_cid,
    )


def seen(view: Mapping[str, Any]) -> Seen:
    """What has become of the post of VIEW, a postView."""
    return Seen(remote_id=view["uri"], text=text_of(view["record"]), likes=counted(view.get("likeCount")), boosts=counted(view.get("repostCount")))


def text_of(record: Mapping[str, Any]) -> str:
    text = record.get("text")
    return text if isinstance(text, str) else ""


def address_of(uri: str, handle: str) -> str:
    """Where people read the post at URI by HANDLE."""
    return f"https://bsky.app/profile/{handle}/post/{uri.rpartition('/')[2]}"


def _shown_at(view: Mapping[str, Any]) -> datetime:
    """The instant by which the AppView orders it: when it was written, but not after it was seen."""
    seen = instant(view["indexedAt"])
    try:
        return min(instant(view["record"]["createdAt"]), seen)
    except (KeyError, TypeError, ValueError, OverflowError):
        return seen


def instant(text: str) -> datetime:
    """TEXT, as the protocol writes instants, aware."""
    found = datetime.fromisoformat(text)
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
