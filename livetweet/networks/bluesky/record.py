"""The record a post is on Bluesky, and its key: made from nothing but arguments, so that every try of a part is the same bytes under the same key.

Lexicons: app.bsky.feed.post, app.bsky.richtext.facet, app.bsky.embed.images (bluesky-social/atproto, 2026-08).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from atproto import client_utils

from livetweet.clock import to_stamp
from livetweet.errors import RejectedError
from livetweet.model.ref import Ref
from livetweet.networks.port import Outgoing

POST, LIKE, REPOST = "app.bsky.feed.post", "app.bsky.feed.like", "app.bsky.feed.repost"
_SORTABLE = "234567abcdefghijklmnopqrstuvwxyz"
_FIRST = datetime(2024, 1, 1, tzinfo=UTC)
_SPAN = 2**45  # microseconds, a little over a year: every key looks like one of the past, which no server has reason to refuse
_CLOCKS = 2**10


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What a record needs of the server. `dids` of the handles mentioned, those that exist; `blobs` of the pictures, in order."""

    dids: Mapping[str, str]
    blobs: tuple[Mapping[str, Any], ...] = ()


def record_key(key: str) -> str:
    """A record key for KEY, always the same, in the shape of a TID (atproto.com/specs/tid, 2026-08), whose time means nothing here."""
    digest = hashlib.sha256(key.encode()).digest()
    instant = int(_FIRST.timestamp() * 1_000_000) + int.from_bytes(digest[:8]) % _SPAN
    number = instant * _CLOCKS + int.from_bytes(digest[8:10]) % _CLOCKS
    return "".join(_SORTABLE[number >> shift & 31] for shift in range(60, -1, -5))


def mentioned(text: str) -> list[str]:
    """The handles that TEXT mentions, each once."""
    return list(dict.fromkeys(_handle(one) for one in client_utils.detect_mentions(text)))


def write_post(outgoing: Outgoing, prepared: Prepared, parent: Ref | None, at: datetime) -> str:
    """The record of OUTGOING as an answer to PARENT, as JSON."""
    record: dict[str, Any] = {"$type": POST, "text": outgoing.text, "createdAt": to_stamp(at)}
    if facets := _facets(outgoing.text, prepared.dids):
        record["facets"] = facets
    if outgoing.language:
        record["langs"] = [outgoing.language]
    if parent:
        record["reply"] = _reply(parent)
    if prepared.blobs:
        images = [
            {"alt": picture.alt, "image": dict(blob), "aspectRatio": {"width": picture.width, "height": picture.height}}
            for picture, blob in zip(outgoing.media, prepared.blobs, strict=True)
        ]
        record["embed"] = {"$type": "app.bsky.embed.images", "images": images}
    return to_json(record)


def write_deed(kind: str, subject: Ref, at: datetime) -> str:
    """The record of KIND (a like, a repost) about SUBJECT, as JSON."""
    return to_json({"$type": kind, "subject": {"uri": subject.id, "cid": subject.cid}, "createdAt": to_stamp(at)})


def ref_of(uri: str, cid: str, record: Mapping[str, Any]) -> Ref:
    """Where the post RECORD stands: its thread is what it answers to."""
    root = _within(record, "reply", "root")
    return Ref(id=uri, cid=cid, root_id=_text(root, "uri"), root_cid=_text(root, "cid"))


def parent_of(record: Mapping[str, Any]) -> str | None:
    """The URI of what the post RECORD answers."""
    return _text(_within(record, "reply", "parent"), "uri")


def tags_of(record: Mapping[str, Any]) -> set[str]:
    """The hashtags of the post RECORD, folded, without #: those its author's client made, beside the text or in it, and those only written."""
    facets = record.get("facets")
    features = [one for facet in _list(facets) for one in _list(_of(facet, "features"))]
    written = [
        feature.tag for facet in client_utils.detect_facets(str(record.get("text") or "")) for feature in facet.features if hasattr(feature, "tag")
    ]
    made = [_of(feature, "tag") for feature in features]
    return {tag.casefold() for tag in (*made, *written, *_list(record.get("tags"))) if isinstance(tag, str)}


def to_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _facets(text: str, dids: Mapping[str, str]) -> list[dict[str, Any]]:
    """Links, hashtags and mentions of TEXT, which are plain text without: their places are in bytes of UTF-8."""
    found: list[dict[str, Any]] = [
        {"index": {"byteStart": one.index.byte_start, "byteEnd": one.index.byte_end}, "features": [_feature(one.features[0])]}
        for one in client_utils.detect_facets(text)
    ]
    for one in client_utils.detect_mentions(text):
        if did := dids.get(_handle(one)):
            feature = {"$type": "app.bsky.richtext.facet#mention", "did": did}
            found.append({"index": {"byteStart": one.byte_start, "byteEnd": one.byte_end}, "features": [feature]})
    return sorted(found, key=lambda facet: facet["index"]["byteStart"])


def _feature(found: Any) -> dict[str, str]:
    if hasattr(found, "uri"):
        return {"$type": "app.bsky.richtext.facet#link", "uri": found.uri}
    return {"$type": "app.bsky.richtext.facet#tag", "tag": found.tag}


def _handle(found: client_utils.MentionMatch) -> str:
    return str(found.handle).lower()


def _reply(parent: Ref) -> dict[str, Any]:
    root_id, root_cid = (parent.root_id, parent.root_cid) if parent.root_id else (parent.id, parent.cid)
    if not parent.cid or not root_cid:
        raise RejectedError(
            f"an answer on Bluesky must name the hash of what it answers, and that of {parent.id} is not known: answer it from its row"
        )
    return {"root": {"uri": root_id, "cid": root_cid}, "parent": {"uri": parent.id, "cid": parent.cid}}


# Records of strangers hold whatever their authors' programs put there.


def _within(record: Mapping[str, Any], *names: str) -> object:
    found: object = record
    for name in names:
        found = _of(found, name)
    return found


def _of(value: object, name: str) -> object:
    return value.get(name) if isinstance(value, Mapping) else None


def _text(value: object, name: str) -> str | None:
    found = _of(value, name)
    return found if isinstance(found, str) else None


def _list(value: object) -> Sequence[Any]:
    return value if isinstance(value, list) else ()
