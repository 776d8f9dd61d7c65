"""`livetweet inbox`: list, show and mark what came in, boost and like it."""

from __future__ import annotations

import click

from livetweet.cli.context import Context, say_json
from livetweet.cli.opening import Opened, opened
from livetweet.inbox import errands, triage
from livetweet.inbox.literal import columns, literal
from livetweet.inbox.outcome import Outcome
from livetweet.model.errand import Deed
from livetweet.model.incoming import IncomingState
from livetweet.store.incoming import Received
from livetweet.writing import rules

WIDTH = 80
ID = click.IntRange(1, 2**62)
_SIGNS = {
    IncomingState.NEW: ("●", "blue"),
    IncomingState.READ: ("·", None),
    IncomingState.ANSWERED: ("✓", "green"),
    IncomingState.DISMISSED: ("–", "bright_black"),
}


@click.group("inbox")
def command() -> None:
    """List, show and mark what came in, boost and like it."""


@command.command("list")
@click.option(
    "--state",
    "states",
    multiple=True,
    type=click.Choice([state.value for state in IncomingState]),
    help="Only those in this state (may be repeated).",
)
@click.option("--limit", type=click.IntRange(min=1), default=1_000_000, metavar="N", help="Only the newest N.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def list_(context: Context, states: tuple[str, ...], limit: int, as_json: bool) -> None:
    """Replies, mentions, quotes and hits of our hashtags, oldest first."""
    with opened(context) as here:
        found = triage.newest(here.store, [IncomingState(state) for state in states] or list(IncomingState), limit)
        if as_json:
            say_json({"incoming": [_as_json(here, one) for one in found]})
            return
        for one in found:
            click.echo(_line(here, one))


@command.command()
@click.argument("id_", type=ID, metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def show(context: Context, id_: int, as_json: bool) -> None:
    """One post whole: what it says, who wrote it, what it answers and what became of it."""
    with opened(context) as here:
        one = triage.show(here.store, id_)
        if as_json:
            say_json({"incoming": [_as_json(here, one)]})
            return
        click.echo(f"{_sign(one)} {one.id}  {here.local(one.at)}  {one.how} on {rules.get(one.network).name}, {one.visibility}, {one.state}")
        click.echo(f"  {literal(one.name)} (@{literal(one.author)}), {one.likes} likes")
        for line in _words(one).splitlines():
            click.echo(f"    {literal(line)}")
        for name, value in (("answers our part", one.part), ("session", one.session), ("question", one.question), ("at", one.url)):
            if value is not None:
                click.echo(f"  {name} {literal(str(value))}")


@command.command()
@click.argument("ids", nargs=-1, required=True, type=ID, metavar="ID…")
@click.argument("state", type=click.Choice([IncomingState.READ.value, IncomingState.DISMISSED.value]))
@click.pass_obj
def mark(context: Context, ids: tuple[int, ...], state: str) -> None:
    """Say that posts are read, or dismissed."""
    with opened(context) as here:
        tell(triage.mark(here.store, ids, IncomingState(state), operator=here.operator, now=here.clock.now()), state)


@command.command()
@click.argument("ids", nargs=-1, required=True, type=ID, metavar="ID…")
@click.pass_obj
def boost(context: Context, ids: tuple[int, ...]) -> None:
    """Pass posts on to who follows us, after 10 s in which `post undo` takes that back."""
    with opened(context) as here:
        tell(errands.boost(here.store, ids, operator=here.operator, now=here.clock.now()), "to be boosted")


@command.command()
@click.argument("ids", nargs=-1, required=True, type=ID, metavar="ID…")
@click.pass_obj
def favourite(context: Context, ids: tuple[int, ...]) -> None:
    """Like posts, after 10 s in which `post undo` takes that back."""
    with opened(context) as here:
        tell(errands.favourite(here.store, ids, operator=here.operator, now=here.clock.now()), "to be liked")


def tell(outcome: Outcome, done: str) -> None:
    """Say on stderr what became of a command on several things; exit 1 if one of them stayed as it was. DONE is a participle."""
    if outcome.done:
        click.echo(f"{len(outcome.done)} {done}: {', '.join(map(str, outcome.done))}", err=True)
    for why in outcome.refused.values():
        click.echo(f"Error: {why}", err=True)
    if outcome.refused:
        raise click.exceptions.Exit(1)


def clip(start: str, text: str) -> str:
    """START, then TEXT from outside on what is left of a line."""
    return f"{start}{literal(text, max(WIDTH - columns(click.unstyle(start)), 10))}"


def _line(here: Opened, one: Received) -> str:
    at = one.at.astimezone(here.workspace.hashtags.zone)
    return clip(f"{_sign(one)} {one.id:>4} {at:%d/%m %H:%M} {rules.get(one.network).sign} {literal('@' + one.author, 18):<18} ", _words(one))


def _words(one: Received) -> str:
    return "(deleted by its author)" if one.text is None else one.text


def _sign(one: Received) -> str:
    if one.needs_us:
        return click.style("!", fg="red")
    if not one.open:
        return click.style("¤", fg="yellow")
    if one.state is IncomingState.NEW and one.asks:
        return click.style("?", fg="yellow")
    mark, colour = _SIGNS[one.state]
    return click.style(mark, fg=colour)


def _as_json(here: Opened, one: Received) -> dict[str, object]:
    return {
        "id": str(one.id),
        "network": one.network,
        "account": one.account,
        "how": one.how.value,
        "author": one.author,
        "name": one.name,
        "text": one.text,
        "at": here.local(one.at),
        "url": one.url,
        "language": one.language,
        "visibility": one.visibility,
        "likes": one.likes,
        "session": one.session,
        "part": None if one.part is None else str(one.part),
        "asks": one.asks,
        "question": None if one.question is None else str(one.question),
        "state": one.state.value,
        "deleted": one.deleted_at is not None,
        "edited": one.edited_at is not None,
        "boosted": Deed.BOOST in one.deeds,
        "liked": Deed.FAVOURITE in one.deeds,
    }
