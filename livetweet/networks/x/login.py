"""How a person is let into X: four keys of an app of their own, copied from X's developer console. They do not expire."""

from __future__ import annotations

from livetweet.clock import RealClock
from livetweet.errors import AccountError
from livetweet.model.account import Account
from livetweet.networks.login import Ask, LetIn, Question, Tell
from livetweet.networks.x.adapter import XAdapter
from livetweet.networks.x.wire import SECRETS, open_client
from livetweet.secrets import Keeper

# developer.x.com and docs.x.com/x-api/getting-started/pricing, 2026-08
BEFORE = (
    "X has no free use: credits are bought beforehand, and each post costs $0.015, with a link $0.20 (an event of 60 sessions: about $5 without links, $65 with one in each "
    "post); in X's developer console make an app that may “Read and write”, buy credits, and copy the four keys under “Keys and tokens”."
)
__all__ = ["BEFORE", "SECRETS", "log_in"]
_PROMPTS = ("API Key", "API Key Secret", "Access Token", "Access Token Secret")


def log_in(ask: Ask, tell: Tell) -> LetIn:
    """Asks for the keys and lets X say whose they are, which costs a cent. Whether they may post is told by the check that follows."""
    server = ask(Question(name="server", prompt="Another server than X's own (leave empty)", default="")) or None
    keys = {name: ask(Question(name=name, prompt=prompt, secret=True)) for name, prompt in zip(SECRETS, _PROMPTS, strict=True)}
    if not keys["access_token"].partition("-")[0].isdecimal():
        raise AccountError(
            "This is no access token of X's OAuth 1.0a, which begins with digits and a hyphen: copy it from “Keys and tokens”, not the bearer token."
        )
    adapter = XAdapter(account=Account(name="x", network="x", handle=""), client=open_client(keys, server), clock=RealClock(), tags=())
    try:
        found = adapter.check()
    finally:
        adapter.close()
    tell(f"These are the keys of {found.name} (@{found.handle}).")
    return LetIn(handle=found.handle, server=server, secrets=keys, keeper=Keeper.KEYRING)
