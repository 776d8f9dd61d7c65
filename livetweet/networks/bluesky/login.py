"""How a person is let into an account on Bluesky: handle, app password, and the server that has the account, which its handle leads to. Called by `account add`."""

from __future__ import annotations

from atproto import IdResolver

from livetweet.networks.bluesky import session
from livetweet.networks.bluesky.server import BSKY, Server
from livetweet.networks.login import Ask, LetIn, Question, Tell
from livetweet.secrets import Keeper

BEFORE: str | None = (
    "Make an app password first, in Bluesky under Settings, Privacy and security, App passwords: livetweet needs no other, and you can take it back there."
)
SECRETS = (session.PASSWORD, *session.TOKENS)
_TIMEOUT = 30.0  # seconds
_BSKY_HOSTS = ".host.bsky.network"  # of Bluesky's own servers, which all answer at the one address


def log_in(ask: Ask, tell: Tell) -> LetIn:
    """What the server says of the account. The new session is kept beside the app password: the adapter resumes it."""
    handle = ask(Question(name="handle", prompt="Your handle (jane.bsky.social)")).removeprefix("@").lower()
    address = ask(Question(name="server", prompt="Address of your server, if you know it is not Bluesky's own", default="")) or _find_server(handle)
    password = ask(Question(name=session.PASSWORD, prompt="App password", secret=True))
    server = Server(address, _TIMEOUT)
    try:
        tokens = session.log_in(server, handle, password)
        named = str(server.ask("com.atproto.server.getSession", token=tokens.access).body["handle"])
    finally:
        server.close()
    if named != handle:
        tell(f"There this account is @{named}.")
    secrets = {session.PASSWORD: password, **session.as_secrets(tokens)}
    return LetIn(handle=named, server=None if server.address == BSKY else server.address, secrets=secrets, keeper=Keeper.FILE)


def _find_server(handle: str) -> str:
    """The server that has the account of HANDLE, by its identity (atproto.com/guides/identity, 2026-08); Bluesky's own where that cannot be told."""
    resolver = IdResolver()
    try:
        address = str(resolver.did.resolve_atproto_data(resolver.handle.ensure_resolve(handle)).pds)
    except Exception:  # noqa: BLE001  name servers, two protocols and a library: whatever fails, the usual server is the best guess
        return BSKY
    return BSKY if address.endswith(_BSKY_HOSTS) else address
