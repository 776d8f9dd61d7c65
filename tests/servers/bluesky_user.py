"""Somebody at Bluesky's reference servers, who writes and looks by plain HTTP: what a test holds the adapter against shares none of its code."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from livetweet.model.ref import Ref

POST, LIKE, REPOST = "app.bsky.feed.post", "app.bsky.feed.like", "app.bsky.feed.repost"


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """`token` lives for two hours, which no test does."""

    server: str
    handle: str
    password: str
    did: str
    token: str

    @classmethod
    def create(cls, server: str) -> Self:
        handle, password = f"u{secrets.token_hex(6)}.test", secrets.token_hex(8)
        wanted = {"handle": handle, "email": f"{handle}@example.com", "password": password}
        made = _call(server, "com.atproto.server.createAccount", body=wanted)
        return cls(server=server, handle=handle, password=password, did=made["did"], token=made["accessJwt"])

    def post(self, text: str, *, answers: Ref | None = None, mentions: str | None = None, at: datetime | None = None) -> str:
        """A post of TEXT as an answer to ANSWERS, mentioning whoever MENTIONS (a DID) is; its URI."""
        record: dict[str, Any] = {"$type": POST, "text": text, "createdAt": (at or datetime.now(UTC)).isoformat(timespec="milliseconds")[:23] + "Z"}
        if mentions:
            feature = {"$type": "app.bsky.richtext.facet#mention", "did": mentions}
            record["facets"] = [{"index": {"byteStart": 0, "byteEnd": 1}, "features": [feature]}]
        if answers:
            root = {"uri": answers.root_id or answers.id, "cid": answers.root_cid or answers.cid}
            record["reply"] = {"root": root, "parent": {"uri": answers.id, "cid": answers.cid}}
        return str(self.tell("com.atproto.repo.createRecord", {"repo": self.did, "collection": POST, "record": record})["uri"])

    def delete(self, *uris: str) -> None:
        """The records at URIS are gone, at most 200."""
        writes = [
            {"$type": "com.atproto.repo.applyWrites#delete", "collection": kind, "rkey": key}
            for _, _, _, kind, key in (uri.split("/") for uri in uris)
        ]
        self.tell("com.atproto.repo.applyWrites", {"repo": self.did, "writes": writes})

    def records(self, kind: str) -> dict[str, dict[str, Any]]:
        """All records of KIND in this account, by URI."""
        found: dict[str, dict[str, Any]] = {}
        cursor: str | None = None
        while True:
            page = self.ask("com.atproto.repo.listRecords", repo=self.did, collection=kind, limit=100, **({"cursor": cursor} if cursor else {}))
            found |= {one["uri"]: one["value"] for one in page["records"]}
            cursor = page.get("cursor")
            if cursor is None or not page["records"]:
                return found

    def record(self, uri: str) -> dict[str, Any] | None:
        _, _, did, kind, key = uri.split("/")
        try:
            found: dict[str, Any] = self.ask("com.atproto.repo.getRecord", repo=did, collection=kind, rkey=key)["value"]
        except HTTPError as error:
            with error:
                if error.code != 400:
                    raise
                return None
        return found

    def notified(self) -> set[str]:
        """The newest posts that the AppView has told this account of."""
        return {one["uri"] for one in self.ask("app.bsky.notification.listNotifications", limit=100)["notifications"]}

    def seen(self, uri: str) -> bool:
        """Whether the AppView has the post at URI."""
        return bool(self.ask("app.bsky.feed.getPosts", uris=uri)["posts"])

    def search(self, words: str) -> list[str]:
        return [one["uri"] for one in self.ask("app.bsky.feed.searchPosts", q=words)["posts"]]

    def is_known(self) -> bool:
        """Whether the AppView knows this account."""
        try:
            return bool(self.ask("app.bsky.actor.getProfile", actor=self.did))
        except HTTPError as error:
            error.close()
            return False

    def ask(self, method: str, **params: object) -> Any:
        return _call(self.server, f"{method}?{urlencode(params)}", self.token)

    def tell(self, method: str, body: object) -> Any:
        return _call(self.server, method, self.token, body)


def _call(server: str, method: str, token: str | None = None, body: object = None) -> Any:
    headers = {"Content-Type": "application/json"} if body is not None else {}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    request = Request(f"{server}/xrpc/{method}", json.dumps(body).encode() if body is not None else None, headers)  # noqa: S310  loopback
    with urlopen(request, timeout=60) as answer:  # noqa: S310  the same
        said = answer.read()
        return json.loads(said) if said else None
