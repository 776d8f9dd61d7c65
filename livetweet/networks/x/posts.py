"""X's posts as the API writes them, read into ours: plain text, what they answer, and whether one is what we sent. Touches nothing."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from livetweet.model.incoming import How, Incoming
from livetweet.networks import oddity
from livetweet.networks.port import Seen
from livetweet.networks.words import counted
from livetweet.networks.x import snowflake

Post = Mapping[str, Any]

# What is asked for beside `id`, `text` and `edit_history_tweet_ids`, which always come.
FIELDS = "attachments,author_id,created_at,display_text_range,entities,in_reply_to_user_id,lang,note_tweet,public_metrics,referenced_tweets"


def read_text(post: Post) -> str:
    """The text of POST as its author typed it: links in full, no escapes, without the names that X puts before an answer and the links it puts behind pictures."""
    shown = post.get("display_text_range")
    start = shown[0] if shown and "note_tweet" not in post else 0
    return _unfold(post, start)


def is_ours(post: Post, *, text: str, parent: str | None, media: int) -> bool:
    """Whether POST, of our own timeline, reads TEXT, answers PARENT and carries so many MEDIA. Names X puts before an answer may be there or not."""
    found = (_fold(read_text(post)), _fold(_unfold(post, 0)))
    return parent_of(post) == parent and len(post.get("attachments", {}).get("media_keys", ())) == media and _fold(text) in found


def parent_of(post: Post) -> str | None:
    """The id of the post that POST answers."""
    return _referenced(post, "replied_to")


def first_id(post: Post) -> str:
    """The id POST had before its author edited it, by which we know it: X gives each version another."""
    return _versions(post)[0]


def last_id(post: Post) -> str:
    """The id of the version of POST that stands now."""
    return _versions(post)[-1]


def read_incoming(post: Post, users: Mapping[str, Mapping[str, Any]], *, us: str, handle: str, tag: bool, now: datetime) -> Incoming:
    """POST by one of USERS, by id, as it reached US (an id) of HANDLE, or a `tag` that we watch. Whatever has an id is read, as far as it can be."""
    number = str(post["id"])
    author = users.get(str(post.get("author_id")), {})
    name = oddity.text(author.get("username")) or oddity.text(post.get("author_id"))
    unread = Incoming(
        network="x",
        remote_id=number,
        how=How.TAG if tag else How.MENTION,
        author=name or oddity.NOBODY,
        name=oddity.text(author.get("name")) or name or oddity.NOBODY,
        text=oddity.UNREAD,
        at=oddity.instant(post.get("created_at"), snowflake.given_at(number) if snowflake.is_id(number) else now),
        url=address(name or "i/web", number),
    )
    try:
        language = post.get("lang")
        return replace(
            unread,
            remote_id=first_id(post),
            how=_how(post, us, handle.casefold()) or unread.how,
            text=read_text(post),
            language=language if language and re.fullmatch(r"[a-z]{2,3}", language) and language != "und" else None,
            in_reply_to=parent_of(post),
            likes=counted(post.get("public_metrics", {}).get("like_count")),
        )
    except oddity.NONSENSE:
        return unread


def read_seen(post: Post, number: str) -> Seen:
    """What became of the post that we know as NUMBER: it is POST now."""
    try:
        counts = post.get("public_metrics", {})
        return Seen(remote_id=number, text=read_text(post), likes=counted(counts.get("like_count")), boosts=counted(counts.get("retweet_count")))
    except oddity.NONSENSE:
        return Seen(remote_id=number, text=oddity.UNREAD)


def address(handle: str, number: str) -> str:
    return f"https://x.com/{handle}/status/{number}"


def _how(post: Post, us: str, handle: str) -> How | None:
    """How POST speaks to us, though it may bear a tag too; None where X does not say. A quote tells whose post it quotes by its link alone."""
    if parent_of(post) and post.get("in_reply_to_user_id") == us:
        return How.REPLY
    entities = post.get("entities", {})
    links = [str(one.get("expanded_url", "")).casefold() for one in entities.get("urls", ())]
    if _referenced(post, "quoted") and any(re.match(rf"https?://(x|twitter)\.com/{re.escape(handle)}/status/", one) for one in links):
        return How.QUOTE
    return How.MENTION if any(str(one.get("username", "")).casefold() == handle for one in entities.get("mentions", ())) else None


def _versions(post: Post) -> list[str]:
    """Its ids, the oldest first."""
    known = post.get("edit_history_tweet_ids")
    return [str(one) for one in known] if isinstance(known, list) and known else [str(post["id"])]


def _referenced(post: Post, kind: str) -> str | None:
    return next((str(one["id"]) for one in post.get("referenced_tweets", ()) if one["type"] == kind), None)


def _unfold(post: Post, start: int) -> str:
    whole = post.get("note_tweet") or post
    text = html.unescape(str(whole["text"])[start:])
    for link in (whole.get("entities") or post.get("entities") or {}).get("urls", ()):
        typed = "" if "media_key" in link else str(link.get("expanded_url") or link["url"])
        text = typed.join(re.split(rf"{re.escape(link['url'])}(?!\w)", text))
    return text.strip()


def _fold(text: str) -> str:
    """TEXT without what X may have changed in it: composition, white space, the scheme and escapes of links."""
    text = re.sub(r"https?://", "", unicodedata.normalize("NFC", unquote(text)), flags=re.IGNORECASE)
    return " ".join(text.split())
