"""`livetweet status`: where things stand, in a few lines."""

from __future__ import annotations

from decimal import Decimal

import click

from livetweet.cli import context as cli
from livetweet.cli.context import Context, number, say_json
from livetweet.cli.opening import Opened, opened
from livetweet.inbox.literal import literal
from livetweet.model.account import Account
from livetweet.model.part import State
from livetweet.outbox.status import Status, status
from livetweet.secrets import state_folder
from livetweet.store.binding import bind
from livetweet.writing import zones


@click.command("status")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def command(context: Context, as_json: bool = False) -> None:
    """Say in a few lines where things stand."""
    with opened(context) as here:
        hashtags = here.workspace.hashtags
        binding = None if here.store.rehearsal else bind(here.store, state_folder())
        now = status(here.store, binding, here.clock, hashtags.zone, hashtags.follow.source if hashtags.follow else None)
        if as_json:
            say_json(_as_json(here, now))
            return
        mode = "PAUSED" if now.gate.paused_at else now.mode
        click.echo(click.style(f" {mode} ", reverse=True, bold=True) + f"  {literal(here.workspace.hashtags.event)}  {here.local(here.clock.now())}")
        if now.gate.paused_at:
            click.echo(
                f"Paused by {literal(now.gate.paused_by or '')} at {here.local(now.gate.paused_at)}{': ' + literal(now.gate.paused_why) if now.gate.paused_why else ''}"
            )
        if now.problem:
            click.echo(now.problem)
        elif now.mode == "NOT LIVE":
            click.echo("Nothing leaves until `livetweet live`.")
        click.echo("Worker runs." if now.worker else "No worker runs: `livetweet worker` starts one.")
        for account in now.accounts:
            click.echo(f"  {account.name:<14} {'on hold: ' + literal(account.hold) if account.hold else 'ok'}")
            for stream, words in _unread(now, account.name).items():
                click.echo(f"  {'':<14} not read: {literal(stream)}. {literal(words)}")
        for name, cost in now.costs.items():
            cap = f" of at most {dollars(cost.cap)}" if cost.cap is not None else ""
            over = ": what exceeds it will be held" if cost.exceeds else ""
            click.echo(f"  {name:<14} {dollars(cost.spent)} spent today, {dollars(cost.scheduled)} scheduled{cap}{over}")
        states = "  ".join(f"{cli.sign(State(state))} {count} {state}" for state, count in sorted(now.parts.items()))
        click.echo(f"{number(now.drafts, 'draft')}  {states}".rstrip())
        _tell_of_programme(here, now)
        if now.due:
            click.echo(f"Next: {here.local(now.due)}")


def _tell_of_programme(here: Opened, now: Status) -> None:
    if now.programme and now.programme.problem:
        click.echo(f"The programme has not been read since {here.local(now.programme.read_at)}. {literal(now.programme.problem)}")
    doubt = zones.doubt(here.programme(), here.workspace.hashtags)
    if doubt and doubt.sure:
        click.echo(literal(doubt.sentence()))


def dollars(sum_: Decimal) -> str:
    return f"${sum_:.3f}" if sum_ % Decimal("0.01") else f"${sum_:.2f}"


def _unread(now: Status, account: str) -> dict[str, str]:
    """The streams of ACCOUNT that cannot be read, to the reason."""
    return {stream: words for name, stream, words in now.unread if name == account}


def _health(here: Opened, account: Account) -> dict[str, object]:
    return {"contacted_at": here.local(account.contacted_at), "posts_left": account.limit_left, "posts_left_until": here.local(account.limit_reset)}


def _as_json(here: Opened, now: Status) -> dict[str, object]:
    return {
        "event": here.workspace.hashtags.event,
        "now": here.local(here.clock.now()),
        "mode": now.mode,
        "problem": now.problem,
        "paused": {"at": here.local(now.gate.paused_at), "by": now.gate.paused_by, "why": now.gate.paused_why} if now.gate.paused_at else None,
        "worker": now.worker,
        "accounts": [
            {"name": one.name, "hold": one.hold, "not_before": here.local(one.not_before), **_health(here, one), "unread": _unread(now, one.name)}
            for one in now.accounts
        ],
        "costs": {
            name: {
                "spent": float(cost.spent),
                "scheduled": float(cost.scheduled),
                "cap": None if cost.cap is None else float(cost.cap),
                "exceeds": cost.exceeds,
            }
            for name, cost in now.costs.items()
        },
        "programme": {"source": now.programme.source, "read_at": here.local(now.programme.read_at), "problem": now.programme.problem}
        if now.programme
        else None,
        "drafts": now.drafts,
        "parts": dict(now.parts),
        "due": here.local(now.due),
    }
