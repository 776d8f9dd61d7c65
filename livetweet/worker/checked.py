"""The accounts asked, each by its own adapter: who the server takes us for, whether it lets us post, what its clock says. `account check` and `doctor` print it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from livetweet.clock import Clock, RealClock, ahead_of
from livetweet.errors import LivetweetError, NotFoundError
from livetweet.model.account import Account
from livetweet.networks.port import Adapter, Identity, Limits
from livetweet.networks.registry import open_adapter
from livetweet.store import accounts, gates
from livetweet.store.connect import Store
from livetweet.store.upgrade import open_store
from livetweet.workspace import Workspace
from livetweet.writing import rules

SKEW_NOTED, SKEW_REFUSED = 30.0, 120.0  # seconds by which clocks may differ before it is said, and before nothing leaves


@contextmanager
def opened(workspace: Workspace) -> Iterator[tuple[Store, Clock]]:
    """The store of WORKSPACE, made where there is none, and the clock that counts in it."""
    store = open_store(workspace.store_path, RealClock())
    try:
        with store.reading() as db:
            clock: Clock = (gates.simulated_time(db) if store.rehearsal else None) or RealClock()
        yield store, clock
    finally:
        store.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One account asked: `identity` is None where it did not get that far. `problem` is a sentence with its cure, None: it can post. `skew`: our clock ahead, in seconds. `hold`: why nothing leaves
    from it all the same.
    """

    account: Account
    identity: Identity | None = None
    limits: Limits | None = None
    skew: float | None = None
    problem: str | None = None
    hold: str | None = None


def check(workspace: Workspace, name: str | None = None) -> list[Checked]:
    """Each account of hashtags.toml asked who it is, or the one called NAME."""
    wanted = [one for one in workspace.hashtags.accounts if name in {None, one.name}]
    if name and not wanted:
        known = ", ".join(one.name for one in workspace.hashtags.accounts) or "none"
        raise NotFoundError(f"There is no account {name} in hashtags.toml, only {known}.")
    with opened(workspace) as (store, clock):
        with store.reading() as db:
            holds = {one.name: one.hold for one in accounts.every(db)}
        return [replace(_check(one, store, workspace, clock), hold=holds.get(one.name)) for one in wanted]


def tell(checked: Sequence[Checked], *, as_json: bool) -> int:
    """Print what the accounts said; 1 where one cannot post."""
    if as_json:
        sys.stdout.write(json.dumps({"accounts": [_row(one) for one in checked]}, ensure_ascii=False, indent=2) + "\n")
    else:
        for one in checked:
            sys.stdout.write(f"{'✗' if one.problem else '✓'} {one.account.name}: {'; '.join(_facts(one))}\n")
    return int(any(one.problem for one in checked))


def _check(account: Account, store: Store, workspace: Workspace, clock: Clock) -> Checked:
    adapter: Adapter | None = None
    try:
        adapter = open_adapter(account, rehearsal_store=store.rehearsal, folder=str(workspace.folder), clock=clock, tags=[])
        asked = clock.now()
        identity = adapter.check()
        answered = clock.now()
        limits, measures = adapter.limits(), adapter.capabilities.measures
    except (LivetweetError, ImportError) as error:
        return Checked(account=account, problem=str(error))
    finally:
        if adapter is not None:
            adapter.close()
    with store.writing() as db:
        accounts.set_measures(db, account.name, measures)
    account = replace(account, measures=measures)
    skew = ahead_of(identity.server_time, asked, answered)
    problem = identity.problem
    if identity.handle.casefold() != account.handle.casefold():
        problem = f"We are let in as {identity.handle}, not as {account.handle}: correct the handle in hashtags.toml, or run `livetweet account add {account.network}`."
    elif abs(skew) > SKEW_REFUSED:
        problem = f"This machine's clock is {abs(skew) / 60:.0f} min {'ahead of' if skew > 0 else 'behind'} the server's: set it right, else nothing leaves."
    return Checked(account=account, identity=identity, limits=limits, skew=skew, problem=problem)


def _facts(one: Checked) -> list[str]:
    facts = []
    if one.identity:
        facts += [f"{one.identity.handle} ({one.identity.name})", one.identity.server]
    if (limit := rules.of(one.account).limit) != rules.get(one.account.network).limit:
        facts.append(f"it takes {limit} characters a post")
    if one.limits:
        facts.append(f"{one.limits.left} posts left until {one.limits.reset:%H:%M} UTC")
    if one.skew is not None and SKEW_NOTED < abs(one.skew) <= SKEW_REFUSED:
        facts.append(f"our clock is {abs(one.skew):.0f} s {'ahead' if one.skew > 0 else 'behind'}")
    return [*facts, one.problem or (f"on hold: {one.hold}" if one.hold else "may post")]


def _row(one: Checked) -> dict[str, object]:
    who = one.identity
    return {
        "name": one.account.name,
        "network": one.account.network,
        "handle": who.handle if who else one.account.handle,
        "display_name": who.name if who else None,
        "url": who.url if who else None,
        "server": who.server if who else None,
        "clock_skew": None if one.skew is None else round(one.skew, 1),
        "limits": {"left": one.limits.left, "reset": one.limits.reset.isoformat(timespec="seconds")} if one.limits else None,
        "length": rules.of(one.account).limit,
        "problem": one.problem,
        "hold": one.hold,
    }
