"""One request at a time over Mastodon.py, and the answer as the server gave it.

Mastodon.py may raise after a success (a reset header it cannot read, an entity it does not know), tells a refused connection from a lost answer only in what lies
beneath its exceptions, and takes 20 ms to give a status its types (measured, 2.3.3). So the session keeps the answer and lets the library go no further with it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import requests
from mastodon import Mastodon

from livetweet.networks.mastodon.answers import Answer, classify_failure
from livetweet.networks.patience import Patience
from livetweet.networks.patient_requests import PatientAdapter
from livetweet.networks.words import storable

TIMEOUT = 30.0  # seconds, for each step of a call; Mastodon.py's own would be 300


class Enough(Exception):  # noqa: N818  no error
    """The answer is there."""


class Session(requests.Session):
    """Keeps the last answer; sends nothing on to where a redirect points but a request that only reads. `hands_on`: Mastodon.py gets the answer too."""

    answer: requests.Response | None = None
    hands_on = False

    def __init__(self, timeout: float) -> None:
        super().__init__()
        for scheme in ("https://", "http://"):
            self.mount(scheme, PatientAdapter(Patience(timeout)))

    def request(self, method: str, url: str, **options: Any) -> requests.Response:  # type: ignore[override]  # the library's own list of arguments is handed on
        self.answer = None
        options.setdefault("allow_redirects", method.upper() == "GET")
        self.answer = super().request(method, url, **options)
        if not self.hands_on:
            raise Enough
        return self.answer

    def take(self) -> requests.Response | None:
        """The last answer, once."""
        answer, self.answer = self.answer, None
        return answer


class Wire:
    """The calls of Mastodon.py to SERVER (base URL) as whoever has TOKEN, or as a stranger."""

    def __init__(self, server: str, token: str | None, *, timeout: float = TIMEOUT) -> None:
        self.server = server
        self.host = urlsplit(server).hostname or server
        self.timeout = timeout
        self._session = Session(timeout)
        self._ours, self._strangers = self._open(token), self._open(None)

    def ask(self, call: Callable[[Mastodon], object]) -> Answer:
        """The answer to the one request that CALL makes, whatever Mastodon.py thinks of it. Raises NotSentError or OutcomeUnknownError where there is none."""
        return self._ask(self._ours, call)

    def ask_as_stranger(self, call: Callable[[Mastodon], object]) -> Answer:
        """The answer to the last request that CALL makes, each without the token: for what lies on an address that the server names and nobody has checked."""
        self._session.hands_on = True
        try:
            return self._ask(self._strangers, call)
        finally:
            self._session.hands_on = False

    def ask_as_app(self, call: Callable[[Mastodon], object], client_id: str, client_secret: str) -> Answer:
        """The answer to the last request that CALL makes as an app that asks for a token."""
        self._session.hands_on = True
        try:
            return self._ask(self._open(None, client_id, client_secret), call)
        finally:
            self._session.hands_on = False

    def close(self) -> None:
        self._session.close()

    def _open(self, token: str | None, client_id: str | None = None, client_secret: str | None = None) -> Mastodon:
        client = Mastodon(
            client_id=client_id,
            client_secret=client_secret,
            access_token=token,
            api_base_url=self.server,
            session=self._session,
            ratelimit_method="throw",  # "wait" sleeps in this thread and sends the post again
            request_timeout=self.timeout,
            mastodon_version="4.3.0",  # any but None: else an upload asks for the version first
            version_check_mode="none",
            user_agent="livetweet",
        )
        client.mastodon_major, client.mastodon_minor = 4, 3  # which `mastodon_version` alone does not set; uploads go to /api/v2/media
        return client

    def _ask(self, client: Mastodon, call: Callable[[Mastodon], object]) -> Answer:
        self._session.take()
        failure: Exception | None = None
        try:
            call(client)
        except Exception as error:  # noqa: BLE001 - with an answer it does not matter
            failure = error
        answer = self._session.take()
        if answer is None:
            raise classify_failure(failure, self.host) from failure
        return Answer(status=answer.status_code, headers={name.lower(): value for name, value in answer.headers.items()}, said=_parse(answer))


def _parse(answer: requests.Response) -> Any:
    try:
        return storable(answer.json())
    except (ValueError, RecursionError):
        return None
