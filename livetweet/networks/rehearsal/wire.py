"""What goes over the wire: the body of a create call in each network's own shape, made by the client side and read by the server side.

The two sides share nothing else, as in life: what a body does not say, the rehearsal's server does not know.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from livetweet.clock import to_stamp
from livetweet.model.ref import Ref
from livetweet.networks.port import Outgoing


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A body as the server understands it. `parent` is the remote id of the post to be answered; `uploads` name the pictures, `alts` describe them where the body does."""

    text: str
    parent: str | None
    uploads: tuple[str, ...] = ()
    alts: tuple[str, ...] = ()
    warning: str | None = None
    visibility: str = "public"
    language: str | None = None


def write_body(network: str, outgoing: Outgoing, uploads: Sequence[str], parent: Ref | None, at: datetime) -> str:
    """The bytes to send, the same for the same arguments."""
    return json.dumps(_WRITERS[network](outgoing, uploads, parent, at), ensure_ascii=False, separators=(",", ":"))


def read_body(network: str, body: str) -> Wanted:
    return _READERS[network](json.loads(body))


def _write_mastodon(outgoing: Outgoing, uploads: Sequence[str], parent: Ref | None, at: datetime) -> dict[str, Any]:  # noqa: ARG001  one shape for all
    body: dict[str, Any] = {"status": outgoing.text, "visibility": outgoing.visibility, "language": outgoing.language}
    if parent:
        body["in_reply_to_id"] = parent.id
    if uploads:
        body["media_ids"] = list(uploads)
    if outgoing.warning:
        body["spoiler_text"] = outgoing.warning
    return body


def _read_mastodon(body: Mapping[str, Any]) -> Wanted:
    return Wanted(
        text=body["status"],
        parent=body.get("in_reply_to_id"),
        uploads=tuple(body.get("media_ids", ())),
        warning=body.get("spoiler_text"),
        visibility=body["visibility"],
        language=body["language"],
    )


def _write_bluesky(outgoing: Outgoing, uploads: Sequence[str], parent: Ref | None, at: datetime) -> dict[str, Any]:
    record: dict[str, Any] = {"$type": "app.bsky.feed.post", "text": outgoing.text, "createdAt": to_stamp(at)}
    if outgoing.language:
        record["langs"] = [outgoing.language]
    if parent:
        record["reply"] = {
            "root": {"uri": parent.root_id or parent.id, "cid": parent.root_cid or parent.cid},
            "parent": {"uri": parent.id, "cid": parent.cid},
        }
    if uploads:
        images = [{"alt": media.alt, "image": upload} for media, upload in zip(outgoing.media, uploads, strict=True)]
        record["embed"] = {"$type": "app.bsky.embed.images", "images": images}
    return record


def _read_bluesky(record: Mapping[str, Any]) -> Wanted:
    images = record["embed"]["images"] if "embed" in record else ()
    return Wanted(
        text=record["text"],
        parent=record["reply"]["parent"]["uri"] if "reply" in record else None,
        uploads=tuple(one["image"] for one in images),
        alts=tuple(one["alt"] for one in images),
        language=record["langs"][0] if "langs" in record else None,
    )


def _write_x(outgoing: Outgoing, uploads: Sequence[str], parent: Ref | None, at: datetime) -> dict[str, Any]:  # noqa: ARG001  one shape for all
    body: dict[str, Any] = {"text": outgoing.text}
    if parent:
        body["reply"] = {"in_reply_to_tweet_id": parent.id}
    if uploads:
        body["media"] = {"media_ids": list(uploads)}
    return body


def _read_x(body: Mapping[str, Any]) -> Wanted:
    return Wanted(
        text=body["text"],
        parent=body["reply"]["in_reply_to_tweet_id"] if "reply" in body else None,
        uploads=tuple(body["media"]["media_ids"]) if "media" in body else (),
    )


_WRITERS: Mapping[str, Callable[[Outgoing, Sequence[str], Ref | None, datetime], dict[str, Any]]] = {
    "mastodon": _write_mastodon,
    "bluesky": _write_bluesky,
    "x": _write_x,
}
_READERS: Mapping[str, Callable[[Mapping[str, Any]], Wanted]] = {"mastodon": _read_mastodon, "bluesky": _read_bluesky, "x": _read_x}
