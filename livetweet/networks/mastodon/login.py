"""How a person is let into a Mastodon account: in the browser, by a code that the server shows, with no more rights than livetweet uses; or by a token made by hand."""

from __future__ import annotations

from mastodon import Mastodon

from livetweet.clock import RealClock
from livetweet.errors import AccountError, RejectedError
from livetweet.model.account import Account
from livetweet.networks.login import Ask, LetIn, Question, Tell
from livetweet.networks.mastodon.answers import Answer, classify
from livetweet.networks.mastodon.server import Server, base_url, read_server
from livetweet.networks.mastodon.statuses import with_host
from livetweet.networks.mastodon.wire import Wire

BEFORE: str | None = (
    "livetweet asks your server for the right to post, to read what mentions you, and to search; it cannot follow, change your profile or read your password."
)
SECRETS = ("token",)

# What is asked for, and why (docs.joinmastodon.org/api/oauth-scopes, 2026-07).
_SCOPES = (
    "read:statuses",  # our own posts, to look for one whose answer was lost
    "read:notifications",  # mentions, replies, quotes
    "read:search",  # the post at an address on another server
    "write:statuses",  # post, boost, delete
    "write:media",  # pictures
    "write:favourites",
)


def log_in(ask: Ask, tell: Tell) -> LetIn:
    """The token of whoever answers; the handle is what the server says."""
    server = base_url(Account(name="it", network="mastodon", handle="", server=ask(Question(name="server", prompt="Your server (example.social)"))))
    wire = Wire(server, None)
    try:
        here = _meet(wire)
        tell(f"There is {here.name} at {here.domain}.")
        token = ask(Question(name="token", prompt="Access token (leave empty to log in with the browser)", secret=True, default=""))
        if not token:
            token = _log_in_with_browser(wire, here, ask, tell)
    finally:
        wire.close()
    return LetIn(handle=_whose(server, token, here), server=server, secrets={"token": token})


def _meet(wire: Wire) -> Server:
    """What answers there. RejectedError where it does not speak Mastodon's API."""
    instance = _said(wire.ask(lambda api: api.instance_v2())) or _said(wire.ask(lambda api: api.instance_v1()))
    if not isinstance(instance, dict) or "version" not in instance:
        raise RejectedError(f"{wire.host} does not speak Mastodon's API: is its name spelled right?")
    return read_server(instance, _said(wire.ask_as_stranger(lambda api: api.instance_nodeinfo())), wire.host)


def _log_in_with_browser(wire: Wire, here: Server, ask: Ask, tell: Tell) -> str:
    """The code flow without an address to come back to: the server shows a code, the person types it here."""
    scopes = [*_SCOPES, "profile" if here.speaks_mastodon >= (4, 3) else "read:accounts"]
    app = _must(wire, wire.ask(lambda api: Mastodon.create_app("livetweet", scopes=scopes, api_base_url=wire.server, session=api.session)))
    id_, secret = str(app["client_id"]), str(app["client_secret"])
    page = Mastodon(id_, secret, api_base_url=wire.server).auth_request_url(scopes=scopes, skip_server_info=True, allow_http=True)
    tell(f"Open this page, allow livetweet, and copy the code it shows:\n{page}")
    code = ask(Question(name="code", prompt="Code", instead="token"))
    said = _must(wire, wire.ask_as_app(lambda api: api.log_in(code=code, scopes=scopes, allow_http=True), id_, secret))
    token = str(said.get("access_token") or "").strip()
    if not token:
        raise AccountError(f"{wire.host} did not let us in by that code: a code works once, so begin again.")
    return token


def _whose(server: str, token: str, here: Server) -> str:
    """The handle, with its host, of the account that TOKEN opens."""
    wire = Wire(server, token)
    try:
        account = _must(wire, wire.ask(lambda api: api.account_verify_credentials()))
        return with_host(str(account["acct"]), here.domain)
    except KeyError as error:
        raise AccountError(f"{wire.host} does not say whose token that is.") from error
    finally:
        wire.close()


def _must(wire: Wire, answer: Answer) -> dict[str, object]:
    if answer.fine and isinstance(answer.said, dict):
        return answer.said
    raise classify(answer, wire.host, RealClock().now())


def _said(answer: Answer) -> object:
    return answer.said if answer.fine else None
