"""One call, one answer: the server's methods by their names, through the library's request. Nothing here repeats one, and every failure is one of ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx
from atproto import Request
from atproto.exceptions import AtProtocolError

from livetweet.errors import AccountError, OutcomeUnknownError
from livetweet.networks.bluesky.answers import to_network_error
from livetweet.networks.patience import Patience

BSKY = "https://bsky.social"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the server said: `body` as JSON has it, `headers` by their names in small letters."""

    body: Mapping[str, Any]
    headers: Mapping[str, str]


class Server:
    """The server at ADDRESS; TIMEOUT is in seconds, for each step of a call."""

    def __init__(self, address: str | None, timeout: float) -> None:
        self.address = (address or BSKY).rstrip("/")
        self._request = _Request(timeout=timeout)
        self._patience = Patience(timeout)

    def close(self) -> None:
        self._request.close()

    def ask(self, method: str, params: Mapping[str, Any] | None = None, token: str | None = None) -> Answer:
        """A query, which changes nothing. A list among PARAMS is the same name several times."""
        query = f"?{urlencode(params, doseq=True)}" if params else ""
        return self._send("GET", method + query, headers=_authorization(token))

    def tell(self, method: str, content: bytes = b"", token: str | None = None, kind: str = "application/json") -> Answer:
        """A procedure with CONTENT of media type KIND."""
        return self._send("POST", method, content=content, headers=_authorization(token) | ({"Content-Type": kind} if content else {}))

    def _send(self, verb: str, method: str, **values: Any) -> Answer:
        try:
            with self._patience.within(len(values.get("content", b""))):
                send = self._request.get if verb == "GET" else self._request.post
                response = send(f"{self.address}/xrpc/{method}", extensions={"trace": self._connected}, **values)
        except (AtProtocolError, httpx.HTTPError, httpx.InvalidURL) as error:
            raise to_network_error(error) from error
        except (ValueError, TypeError, KeyError, AttributeError) as error:  # what the library raises over bytes that are no JSON of this protocol
            raise OutcomeUnknownError("The answer breaks off in the middle, or is none.") from error
        if not isinstance(response.content, dict):
            raise OutcomeUnknownError(f"{response.status_code}, but the answer is not Bluesky's.")
        return Answer(body=_Body(response.content), headers=response.headers)

    def _connected(self, event: str, about: Mapping[str, Any]) -> None:
        """What httpx tells of a call as it goes on (its extension "trace")."""
        if event in {"connection.connect_tcp.complete", "connection.start_tls.complete"}:
            self._patience.over(about["return_value"].get_extra_info("socket"))


class _Request(Request):  # type: ignore[misc]  # the library ships no types
    """Follows nobody elsewhere: a POST that is sent on to another address would be a second one."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._client.follow_redirects = False


class _Body(dict[str, Any]):
    """An answer that lacks what it must have is none."""

    def __missing__(self, name: str) -> Any:
        raise OutcomeUnknownError(f"The answer does not say {name!r}.")


def _authorization(token: str | None) -> dict[str, str]:
    """AccountError where TOKEN fits into no header: whatever refuses it further down would say it aloud."""
    if not token:
        return {}
    if not token.isascii() or not token.isprintable() or " " in token:
        raise AccountError("What is kept of this account's session cannot be sent: run `livetweet account add bluesky` again.")
    return {"Authorization": f"Bearer {token}"}
