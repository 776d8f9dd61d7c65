"""Mastodon's rules, and those of the servers that speak its API."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import timedelta
from functools import partial
from urllib.parse import urlencode

from livetweet.model.account import Account
from livetweet.model.measures import Measures
from livetweet.programme.handles import is_lookalike
from livetweet.writing.rules import graphemes, link, twitter_text
from livetweet.writing.rules.rule import PUBLIC, Pictures, Rules

LIMIT = 500  # graphemes; a server may allow more (GET /api/v2/instance, docs.joinmastodon.org, 2026-07)
URL_LENGTH = 23  # characters_reserved_per_url, same source; only with a scheme

# A mention of someone elsewhere counts as its user name alone (app/models/account.rb MENTION_RE, 2026-07).
_MENTION = re.compile(r"(?<![=/\w])(@[a-z0-9_]+(?:[.-]+[a-z0-9_]+)*)@[\w.-]+\w", re.IGNORECASE)

# Links are found as X finds them, but a path goes on over letters of every script (config/initializers/twitter_regex.rb, 2026-07).
_HAS_PATH = re.compile(r"https?://[^/?]*[/?]", re.IGNORECASE)
_MORE_PATH = re.compile(r"[^\s<>()?]+")
_NOT_LAST = "!*\"'「」;:=,.$%[]~&|@"

_USER = re.compile(r"[a-z0-9_]+([.-]+[a-z0-9_]+)*", re.IGNORECASE)

# Pages of posts, and ids: numbers on Mastodon, ULIDs on GoToSocial, flakes behind /notice/ on Pleroma and Akkoma, whose /objects/ tell none.
_POST = re.compile(r"(?:(?:(?:web|deck)/)?(?:@[\w.-]+(?:/statuses)?|users/[\w.-]+/statuses|statuses)|notice)/(\d+|[0-9A-Za-z]{18,26})", re.ASCII)

_TAG_LETTERS = re.compile("[\\w\u00b7\u30fb\u200c]+")
_TAG_HAS_LETTER = re.compile("[^\\W\\d_]|[\u00b7\u30fb\u200c]")


def length(text: str, link: int = URL_LENGTH) -> int:
    """Graphemes; a LINK with its scheme counts 23 and `@user@host` as `@user` (docs.joinmastodon.org, 2026-07)."""
    if "://" in text:
        text = _shorten_links(text, link)
    if "@" in text:
        text = _MENTION.sub(r"\1", text)
    return graphemes.count(text)


def fits(text: str) -> bool:
    return length(text) <= LIMIT


def handle(text: str) -> str | None:
    """`jane@example.social` from `@jane@example.social`, `acct:…` or a link to the profile."""
    text = text.strip()
    profile = link.read(text)
    if profile is None:
        user, _, host = text.removeprefix("acct:").removeprefix("@").partition("@")
    else:
        match profile.steps:
            case (step,) if step.startswith("@"):
                user, _, elsewhere = step[1:].partition("@")
                host = elsewhere or profile.host
            case ("users", user):
                host = profile.host
            case _:
                return None
        if is_lookalike(host):
            return None
    if not _USER.fullmatch(user) or not link.HOST.fullmatch(host):
        return None
    return f"{user}@{host.lower()}"


def mention(handle: str) -> str:
    return f"@{handle}"


def hashtag_problem(tag: str) -> str | None:
    """Word characters with at least one letter (app/models/tag.rb HASHTAG_NAME_PAT, 2026-07)."""
    if not _TAG_LETTERS.fullmatch(tag):
        return "a tag on Mastodon has only letters, digits and _"
    if not _TAG_HAS_LETTER.search(tag):
        return "a tag on Mastodon needs a letter"
    return None


def _shorten_links(text: str, length: int) -> str:
    pieces, end = [], 0
    for start, stop in twitter_text.find_links(text):
        pieces += [text[end:start], "x" * length]
        end = stop
        if _HAS_PATH.match(text, start, stop) and (more := _MORE_PATH.match(text, stop)):
            end += len(more.group().rstrip(_NOT_LAST))
    return "".join(pieces) + text[end:]


def post_id(address: str, account: Account) -> str | None:
    """`https://example.social/@jane/113` is post 113 for an account there; on every other server it has another id."""
    server = account.server or account.handle.rpartition("@")[2]
    home = link.read(server if "://" in server else f"https://{server}")
    return post_on(address, [home.host]) if home else None


def post_on(address: str, hosts: Collection[str]) -> str | None:
    """The id of the post whose page ADDRESS is on a server at HOSTS; None where it is none of those, or no page of a post that names its id."""
    found = link.read(address)
    page = _POST.fullmatch("/".join(found.steps)) if found and found.host in hosts else None
    return page[1] if page else None


def intent(text: str, answering: str | None, server: str | None) -> str | None:
    """The page of SERVER that asks to post TEXT (docs.joinmastodon.org, /share, 2026-07); it cannot answer."""
    return None if answering or not server else f"{server.rstrip('/')}/share?{urlencode({'text': text})}"


def measured(usual: Rules, said: Measures) -> Rules:
    """USUAL as the server wants it that has SAID so in its `configuration` (docs.joinmastodon.org/entities/Instance, 2026-07)."""
    limit = said.length or usual.limit
    count: Callable[[str], int] = len if said.as_written else partial(length, link=said.link or URL_LENGTH)
    pictures = replace(
        usual.pictures,
        most=said.pictures or usual.pictures.most,
        most_bytes=said.picture_bytes or usual.pictures.most_bytes,
        most_pixels=said.picture_pixels or usual.pictures.most_pixels,
        most_alt=said.alt or usual.pictures.most_alt,
    )
    return replace(usual, limit=limit, length=count, fits=lambda text: count(text) <= limit, pictures=pictures)


RULES = Rules(
    network="mastodon",
    name="Mastodon",
    sign="M",
    limit=LIMIT,
    most_tags=4,
    pace=(300, timedelta(hours=3)),  # statuses an account (docs.joinmastodon.org/api/rate-limits, 2026-07)
    length=length,
    fits=fits,
    handle=handle,
    mention=mention,
    hashtag_problem=hashtag_problem,
    post_id=post_id,
    # Defaults of GET /api/v2/instance: 16 MiB, 7680 x 4320 pixels in all (docs.joinmastodon.org/entities/Instance, 2026-07); alt text up to 1,500
    pictures=Pictures(most=4, most_bytes=16_777_216, most_side=None, most_pixels=33_177_600, most_alt=1500),
    intent=intent,
    visibilities=(PUBLIC, "unlisted", "private", "direct"),
    warnings=True,
    measured=measured,
)
