"""A small X with a memory: what livetweet uses of API v2, as X behaves by its documents, on loopback.

`FakeX` is what the network knows and what a test does to it; `serve` puts it behind HTTP. Each exchange is held to X's own description
(`description.py`): what it has against one stands in `violations`, which must stay empty.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from livetweet.writing.rules import twitter_text

US = ("1001", "pyconexemple", "PyCon Exemple")
KEYS = {"api_key": "fake-key", "api_key_secret": "fake-key-secret", "access_token": "1001-fake-token", "access_token_secret": "fake-token-secret"}
EPOCH = datetime.fromisoformat("2010-11-04T01:42:54.657Z")
WINDOW, PER_WINDOW = timedelta(minutes=15), 100
LIMIT = 280  # weighted
MOST_ALT = 1000
REMEMBERS = timedelta(hours=24)  # a text, to call the next one like it a duplicate


class Accident(StrEnum):
    """What becomes of the next post."""

    TRUNCATED = "truncated"  # it is made, and half of the answer arrives
    HANG = "hang"  # it is made, and nothing arrives
    CREDITS = "credits"  # 402
    LIMITED = "limited"  # 429 with a reset
    LIMITED_SILENTLY = "limited silently"  # 429 without
    LIMITED_NONSENSE = "limited nonsense"  # 429 with a reset that is none
    SUSPENDED = "suspended"  # 403
    BROKEN = "broken"  # 503


@dataclass(slots=True, kw_only=True)
class Tweet:
    """`typed` is what its author wrote, `text` what the API shows. `shown_at`: when timelines have it."""

    id: str
    author: str
    typed: str
    text: str
    prefix: int
    entities: dict[str, Any]
    parent: str | None
    parent_author: str | None
    quotes: str | None
    conversation: str
    media: tuple[str, ...]
    created: datetime
    shown_at: datetime
    likes: int = 0
    boosts: int = 0
    deleted: bool = False
    history: tuple[str, ...] = ()


class RefusedError(Exception):
    """The answer is a problem: a status, its title, what it says, and more of its body."""

    def __init__(self, status: int, title: str, detail: str, kind: str = "about:blank", **more: object) -> None:
        super().__init__(detail)
        self.status = status
        self.body = {"type": kind, "title": title, "detail": detail, "status": status, **more}


@dataclass(slots=True, kw_only=True)
class FakeX:
    """`now` is the network's time. `lag`: how long timelines take to have a post of ours."""

    now: Callable[[], datetime]
    lag: timedelta = timedelta(seconds=20)
    per_window: int = PER_WINDOW
    notices_twins: bool = True
    read_only: bool = False
    tweets: dict[str, Tweet] = field(default_factory=dict)
    users: dict[str, tuple[str, str, str]] = field(default_factory=lambda: {US[0]: US})
    uploads: dict[str, str] = field(default_factory=dict)  # media id to alt text
    accidents: deque[Accident] = field(default_factory=deque)
    violations: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    read_items: int = 0  # posts handed out: what reading costs
    _ids: int = 0
    _made: list[datetime] = field(default_factory=list)

    # ---- what a test does

    def ours(self) -> list[Tweet]:
        return [one for one in self.tweets.values() if one.author == US[0] and not one.deleted]

    def say(self, text: str, *, author: str = "lou", name: str = "Lou", parent: str | None = None, quotes: str | None = None) -> str:
        """Somebody else posts TEXT; X puts the names of those they answer before it."""
        number = str(2000 + sum(map(ord, author)))
        self.users[number] = (number, author, name)
        answered = self.tweets[parent] if parent else None
        prefix = f"@{self.users[answered.author][1]} " if answered and answered.author != number else ""
        typed = f"{text} https://x.com/{self.users[self.tweets[quotes].author][1]}/status/{quotes}" if quotes else text
        return self._add(number, typed, prefix=prefix, parent=parent, quotes=quotes, lag=timedelta(0)).id

    def edit(self, number: str, text: str) -> str:
        """Its author edits the post NUMBER: X gives what is there now another id."""
        old = self.tweets[number]
        new = self._add(old.author, text, prefix="", parent=old.parent, quotes=old.quotes, lag=timedelta(0))
        old.history = new.history = (*old.history, new.id)
        return new.id

    # ---- what the API does

    def create(self, body: dict[str, Any]) -> Tweet:
        text, parent, media = (
            body.get("text", ""),
            body.get("reply", {}).get("in_reply_to_tweet_id"),
            tuple(body.get("media", {}).get("media_ids", ())),
        )
        if not text.strip() and not media:
            raise self._invalid("Invalid request: text must not be empty.", "text")
        if twitter_text.weigh(text) > LIMIT:
            raise RefusedError(
                403, "Forbidden", "Your Tweet text is too long. For more information on how Twitter determines text length see our documentation."
            )
        if any(one not in self.uploads for one in media):
            raise self._invalid("Your media IDs are invalid.", "media.media_ids")
        prefix = ""
        if parent:
            answered = self.tweets.get(parent)
            if answered is None or answered.deleted:
                raise RefusedError(403, "Forbidden", "You attempted to reply to a Tweet that is deleted or not visible to you.")
            if answered.author != US[0]:
                if not self._speaks_to_us(answered):
                    raise RefusedError(
                        403,
                        "Forbidden",
                        "Reply to this conversation is not allowed because you have not been mentioned or otherwise engaged by the author of the post.",
                    )
                prefix = f"@{self.users[answered.author][1]} "
        twins = (one for one in self.ours() if (one.typed, one.parent) == (text, parent) and self.now() - one.created < REMEMBERS)
        if self.notices_twins and any(twins):
            raise RefusedError(403, "Forbidden", "You are not allowed to create a Tweet with duplicate content.")
        self._made.append(self.now())
        return self._add(US[0], text, prefix=prefix, parent=parent, media=media, lag=self.lag)

    def posts_left(self) -> tuple[int, int]:
        """How many more posts the window takes, and when it ends, in seconds since 1970."""
        recent = [at for at in self._made if self.now() - at < WINDOW]
        return self.per_window - len(recent), int(((recent[0] if recent else self.now()) + WINDOW).timestamp())

    def delete(self, number: str) -> None:
        found = self.tweets.get(number)
        if found is None or found.deleted:
            raise self._not_found("id", number, 404)
        if found.author != US[0]:
            raise RefusedError(403, "Forbidden", "You are not authorized to delete this Tweet.")
        found.deleted = True

    def upload(self) -> str:
        number = self._next_id()
        self.uploads[number] = ""
        return number

    def describe(self, number: str, alt: str) -> None:
        if number not in self.uploads:
            raise self._invalid("Your media IDs are invalid.", "id")
        self.uploads[number] = alt

    def timeline(self) -> Sequence[Tweet]:
        return [one for one in self.tweets.values() if one.author == US[0]]

    def mentions(self) -> Sequence[Tweet]:
        return [one for one in self.tweets.values() if f"@{US[1]}" in one.text.casefold()]

    def search(self, query: str) -> Sequence[Tweet]:
        """`#tag -is:retweet -from:handle`, in any order."""
        found = list(self.tweets.values())
        for word in query.split():
            if word.startswith("#"):
                found = [one for one in found if word[1:].casefold() in {tag["tag"].casefold() for tag in one.entities.get("hashtags", ())}]
            elif word.startswith("-from:"):
                found = [one for one in found if self.users[one.author][1] != word.removeprefix("-from:")]
            elif word != "-is:retweet":
                raise self._invalid(f"There were errors processing your request: no viable alternative at '{word}'", "query")
        return found

    def show(self, tweet: Tweet, fields: set[str]) -> dict[str, Any]:
        """TWEET as the API writes it; `id`, `text` and `edit_history_tweet_ids` always, the rest only if asked for."""
        whole: dict[str, Any] = {
            "author_id": tweet.author,
            "conversation_id": tweet.conversation,
            "created_at": tweet.created.strftime("%Y-%m-%dT%H:%M:%S.") + f"{tweet.created.microsecond // 1000:03}Z",
            "display_text_range": [tweet.prefix, len(tweet.text)],
            "lang": "en",
            "public_metrics": {
                "retweet_count": tweet.boosts,
                "reply_count": 0,
                "like_count": tweet.likes,
                "impression_count": 0,
                "bookmark_count": 0,
            },
            "referenced_tweets": [
                {"type": kind, "id": number} for kind, number in (("replied_to", tweet.parent), ("quoted", tweet.quotes)) if number is not None
            ],
            "in_reply_to_user_id": tweet.parent_author,
            "entities": tweet.entities,
            "attachments": {"media_keys": [f"3_{one}" for one in tweet.media]} if tweet.media else None,
        }
        asked = {name: value for name, value in whole.items() if name in fields and value}
        return {"id": tweet.id, "text": tweet.text, "edit_history_tweet_ids": list(tweet.history or (tweet.id,)), **asked}

    def not_found(self, parameter: str, number: str) -> dict[str, object]:
        return self._not_found(parameter, number, 404).body

    def _add(
        self,
        author: str,
        typed: str,
        *,
        lag: timedelta,
        prefix: str = "",
        parent: str | None = None,
        quotes: str | None = None,
        media: tuple[str, ...] = (),
    ) -> Tweet:
        number = self._next_id()
        answered = self.tweets[parent] if parent else None
        text, entities = _wrap(prefix + typed.strip(), number, media, self.users[author][1])
        tweet = Tweet(
            id=number,
            author=author,
            typed=typed,
            text=text,
            prefix=len(prefix),
            entities=entities,
            parent=parent,
            parent_author=answered.author if answered else None,
            quotes=quotes,
            conversation=answered.conversation if answered else number,
            media=media,
            created=self.now(),
            shown_at=self.now() + lag,
            history=(number,),
        )
        self.tweets[number] = tweet
        return tweet

    def _next_id(self) -> str:
        self._ids += 1
        return str((int((self.now() - EPOCH) / timedelta(milliseconds=1)) << 22) + self._ids)

    def _speaks_to_us(self, tweet: Tweet) -> bool:
        quoted = self.tweets.get(tweet.quotes or "")
        return f"@{US[1]}" in tweet.text.casefold() or (quoted is not None and quoted.author == US[0])

    def _invalid(self, message: str, parameter: str) -> RefusedError:
        return RefusedError(
            400,
            "Invalid Request",
            "One or more parameters to your request was invalid.",
            "https://api.twitter.com/2/problems/invalid-request",
            errors=[{"message": message, "parameters": {parameter: ["…"]}}],
        )

    def _not_found(self, parameter: str, number: str, status: int) -> RefusedError:
        return RefusedError(
            status,
            "Not Found Error",
            f"Could not find tweet with {parameter}: [{number}].",
            "https://api.twitter.com/2/problems/resource-not-found",
            parameter=parameter,
            value=number,
            resource_id=number,
            resource_type="tweet",
        )


def _wrap(typed: str, number: str, media: tuple[str, ...], handle: str) -> tuple[str, dict[str, Any]]:
    """TYPED as X shows it, in NFC, escaped, each link replaced by one of its own, and what its entities say."""
    library = twitter_text._library()
    text = unicodedata.normalize("NFC", typed)
    urls, pieces, end = [], [], 0
    for turn, found in enumerate(library.extract_urls_with_indices(text, extract_urls_without_protocol=True)):
        start, stop = found["indices"]
        short = f"https://t.co/{number[-8:]}{turn:02}"
        long = found["url"] if "://" in found["url"] else f"http://{found['url']}"
        pieces += [html.escape(text[end:start], quote=False), short]
        end = stop
        urls.append({"url": short, "expanded_url": long, "display_url": long.partition("://")[2][:26]})
    shown = "".join([*pieces, html.escape(text[end:], quote=False)])
    for turn, key in enumerate(media):
        short = f"https://t.co/{number[-8:]}m{turn}"
        if turn == 0:
            shown += f" {short}"
            urls.append(
                {
                    "url": short,
                    "expanded_url": f"https://x.com/{handle}/status/{number}/photo/1",
                    "display_url": "pic.x.com/x",
                    "media_key": f"3_{key}",
                }
            )
    entities: dict[str, Any] = {}
    if urls:
        entities["urls"] = [{**url, "start": shown.index(url["url"]), "end": shown.index(url["url"]) + len(url["url"])} for url in urls]
    if tags := [{"tag": found[1], "start": found.start(), "end": found.end()} for found in re.finditer(r"(?<![\w&/])#(\w+)", text)]:
        entities["hashtags"] = tags
    if mentions := [{"username": found[1], "start": found.start(), "end": found.end()} for found in re.finditer(r"(?<!\w)@(\w{1,15})", text)]:
        entities["mentions"] = mentions
    return shown, entities
