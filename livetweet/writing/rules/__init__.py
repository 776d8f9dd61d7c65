"""The registry of networks' rules: every module of this package with a `RULES` is a network. A new network is one new module."""

from __future__ import annotations

import difflib
import importlib
import pkgutil
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache

from livetweet.errors import WorkspaceError
from livetweet.model.account import Account, Links
from livetweet.model.measures import Measures
from livetweet.writing.rules.rule import Rules

_ORDER = ("mastodon", "bluesky", "x")  # as screens and documents list them; networks added later follow by name


def get(network: str) -> Rules:
    """The rules of NETWORK (`mastodon`). Raises WorkspaceError naming the networks there are."""
    rules = _known().get(network)
    if rules is None:
        near = difflib.get_close_matches(network.lower(), _known(), n=1)
        hint = f"; did you mean {near[0]}?" if near else "."
        raise WorkspaceError(f"livetweet knows no network called {network!r}, only {', '.join(one.network for one in every())}{hint}")
    return rules


def of(account: Account) -> Rules:
    """The rules of ACCOUNT: those of its network, as its server measures posts and hashtags.toml wants its links."""
    return _of(account.network, account.links, account.measures)


def on(network: str, accounts: Iterable[Account]) -> Rules:
    """The rules of the first of ACCOUNTS on NETWORK, for what is shown once a network; of the network where there is none."""
    return next((of(one) for one in accounts if one.network == network), get(network))


def every(*, by_hand_too: bool = False) -> tuple[Rules, ...]:
    """The rules of all networks, in the order in which they are shown; of what a person posts to by hand only if asked for."""
    return tuple(one for one in _known().values() if by_hand_too or not one.by_hand)


def rank(network: str) -> int:
    """The place of NETWORK in that order; whatever has no rules comes last."""
    return [*_known(), network].index(network)


def short_name(account: Account, every: Iterable[Account]) -> str:
    """The sign of ACCOUNT's network; its own name where EVERY has several on that network."""
    alone = sum(one.network == account.network for one in every) <= 1
    return get(account.network).sign if alone else account.name


@cache
def _of(network: str, links: Links, measures: Measures | None) -> Rules:
    found = get(network)
    if measures is not None and found.measured is not None:
        found = found.measured(found, measures)
    return found if links is found.links else replace(found, links=links)


@cache
def _known() -> Mapping[str, Rules]:
    modules = (importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__))
    rules = [module.RULES for module in modules if hasattr(module, "RULES")]
    rules.sort(key=lambda one: (_ORDER.index(one.network) if one.network in _ORDER else len(_ORDER), one.network))
    return {one.network: one for one in rules}
