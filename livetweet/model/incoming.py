"""An incoming post: a reply, mention, quote or hashtag hit, as plain text."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class How(StrEnum):
    """How it reached us."""

    REPLY = "reply"
    MENTION = "mention"
    QUOTE = "quote"
    TAG = "tag"


class IncomingState(StrEnum):
    NEW = "new"
    READ = "read"
    ANSWERED = "answered"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """As a network hands it over. Unique by (`network`, `remote_id`). `author` is the handle without @, `name` as the author wrote it, both
    as they came: hostile content is shown literally. `in_reply_to` is the remote id of the post it answers. `likes` when last seen.
    """

    network: str
    remote_id: str
    how: How
    author: str
    name: str
    text: str
    at: datetime
    url: str | None = None
    language: str | None = None
    visibility: str = "public"
    in_reply_to: str | None = None
    likes: int = 0
    cid: str | None = None
    root_id: str | None = None
    root_cid: str | None = None


def without_us(text: str, ours: Collection[str]) -> str:
    """TEXT without a handle of OURS (@, folded) in front, which every reply begins with on some networks, unless it is all there is."""
    first, _, rest = text.partition(" ")
    return rest if first.casefold() in ours and rest.strip() else text
