"""The session of an account: kept, resumed and renewed, so that the app password is asked for once in a long while (createSession: 300 a day, docs.bsky.app, 2026-08).

An access token lives for about two hours; the refresh token buys the next pair. The new pair is durable before it is used, and one thread of one process at a time renews.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from atproto import get_jwt_payload
from atproto.exceptions import AtProtocolError

from livetweet import secrets
from livetweet.clock import Clock
from livetweet.errors import AccountError, NetworkError, NotSentError
from livetweet.model.account import Account
from livetweet.networks.bluesky.answers import TokenExpiredError
from livetweet.networks.bluesky.server import Answer, Server

PASSWORD = "app_password"  # noqa: S105  what it is kept as, not itself
TOKENS = ("did", "access", "refresh")
_TOO_SOON = 120.0  # seconds before its end in which a token is renewed rather than used for a post


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    did: str
    access: str
    refresh: str


class Session:
    """ACCOUNT's way in at SERVER, for one thread."""

    def __init__(self, account: Account, server: Server, clock: Clock) -> None:
        self._account = account
        self._server = server
        self._clock = clock
        self._tokens: Tokens | None = None

    @property
    def did(self) -> str:
        return self._ready().did

    def ask(self, method: str, params: Mapping[str, Any] | None = None) -> Answer:
        """A query as this account; with a token that has run out once more, for it changes nothing."""
        try:
            return self._server.ask(method, params, self._ready().access)
        except TokenExpiredError:
            return self._server.ask(method, params, self._renew().access)

    def tell(self, method: str, content: bytes, kind: str = "application/json") -> Answer:
        """A procedure as this account that may be repeated: with a token that has run out it is."""
        try:
            return self._server.tell(method, content, self._ready().access, kind)
        except TokenExpiredError:
            return self._server.tell(method, content, self._renew().access, kind)

    def tell_once(self, method: str, content: bytes) -> Answer:
        """A procedure as this account that nothing repeats; NotSentError where its token had run out, and was renewed for the next time."""
        try:
            return self._server.tell(method, content, self._ready().access)
        except TokenExpiredError as error:
            with suppress(NetworkError):  # else the next try does
                self._renew()
            raise NotSentError(f"{error}; the session is renewed, and nothing was done.") from error

    def refresh_soon(self) -> None:
        """Renew now if the token would run out before a post that is being prepared has left."""
        if self._runs_out(self._ready()):
            self._renew()

    def _ready(self) -> Tokens:
        if self._tokens is None:
            self._tokens = self._kept() or self._renew()
        return self._tokens

    def _renew(self) -> Tokens:
        """The next pair: another thread's or process's, if one has renewed meanwhile; else by the refresh token, else by the app password."""
        with secrets.renewing(self._account):
            before, kept = self._tokens, self._kept()
            if kept is None or kept == before or self._runs_out(kept):
                kept = (self._refresh(kept) if kept else None) or log_in(self._server, self._account.handle, self._password())
                keep(self._account, kept)
            self._tokens = kept
        return kept

    def _refresh(self, tokens: Tokens) -> Tokens | None:
        """None where the server no longer takes the refresh token."""
        try:
            return _tokens_of(self._server.tell("com.atproto.server.refreshSession", token=tokens.refresh).body)
        except TokenExpiredError:
            return None

    def _kept(self) -> Tokens | None:
        try:
            return Tokens(**secrets.read(self._account, TOKENS))
        except AccountError:
            return None

    def _password(self) -> str:
        return secrets.read(self._account, (PASSWORD,))[PASSWORD]

    def _runs_out(self, tokens: Tokens) -> bool:
        try:
            ends = get_jwt_payload(tokens.access).exp
        except AtProtocolError:  # what a token holds is the server's business; if it is useless, it will say so
            return False
        return ends is not None and ends - self._clock.now().timestamp() < _TOO_SOON


def log_in(server: Server, handle: str, password: str) -> Tokens:
    """A new session of HANDLE; AccountError where SERVER does not take the PASSWORD."""
    wanted = json.dumps({"identifier": handle.removeprefix("@"), "password": password}).encode()
    try:
        return _tokens_of(server.tell("com.atproto.server.createSession", wanted).body)
    except AccountError as error:
        raise AccountError(f"{error}; make a new app password in Bluesky's settings and run `livetweet account add bluesky` again.") from error


def keep(account: Account, tokens: Tokens) -> None:
    """TOKENS are those of ACCOUNT from now on, in the file that only its owner can read: a keyring is not made for what changes every two hours."""
    secrets.keep(account, as_secrets(tokens))


def as_secrets(tokens: Tokens) -> dict[str, str]:
    return dict(zip(TOKENS, (tokens.did, tokens.access, tokens.refresh), strict=True))


def _tokens_of(body: Mapping[str, Any]) -> Tokens:
    return Tokens(did=str(body["did"]), access=str(body["accessJwt"]).strip(), refresh=str(body["refreshJwt"]).strip())
