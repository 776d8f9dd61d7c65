"""What a person does to posts: approve, move, hold, cancel, and decide what nobody can tell of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

import click

from livetweet.cli.context import Context, number
from livetweet.cli.inbox import ID
from livetweet.cli.opening import Opened, opened, tell
from livetweet.cli.post.which import ADDRESS, approve_drafts, ids_argument, needed
from livetweet.errors import NotAllowedError
from livetweet.inbox.literal import literal
from livetweet.model.part import Part, State
from livetweet.outbox import acts, show
from livetweet.outbox.outcome import Outcome, Refusal
from livetweet.outbox.resolve import resolve as resolve_post
from livetweet.outbox.show import Listed
from livetweet.outbox.undo import undo as undo_last

YEAR = 366 * 24 * 60  # minutes


@click.command("approve")
@click.argument("ids", nargs=-1, type=ID, metavar="[ID…]")
@click.option("--all", "everything", is_flag=True, help="Every draft that has a time and wants nothing more from a person.")
@click.pass_obj
def approve_(context: Context, ids: tuple[int, ...], everything: bool) -> None:
    """Approve drafts: their text is frozen, and they leave when they are due."""
    if bool(ids) == everything:
        raise click.UsageError("Name the posts, or say --all.")
    with opened(context) as here:
        if everything and not here.workspace.hashtags.accounts:
            raise NotAllowedError(
                "There is no account yet that anything could leave from: `livetweet account add mastodon` (or bluesky, x) adds one."
            )
        drafted = [one.post for one in show.everything(here.store) if one.state is State.DRAFT]
        outcome = approve_drafts(here, ids or [post.id for post in drafted if post.draft.due])
        if everything:
            if left := len(drafted) - len(outcome.done):
                click.echo(f"Left as they are: {number(left, 'draft')}", err=True)
            for why, count in _whys(outcome.refused, undated=sum(post.draft.due is None for post in drafted)):
                click.echo(f"  {count:>3}  {literal(why)}", err=True)
            outcome = Outcome(done=outcome.done, warnings=outcome.warnings)
        tell(outcome, "approved")


@click.command()
@ids_argument
@click.option("--to", metavar="ISO", help="The new time; a time of day alone is that of the post's own day.")
@click.option("--by", metavar="MIN", type=click.IntRange(-YEAR, YEAR), help="So many minutes later (negative: earlier).")
@click.pass_obj
def move(context: Context, ids: tuple[int, ...], to: str | None, by: int | None) -> None:
    """Another time, the same text and approval; until when it may leave moves with it."""
    if (to is None) == (by is None):
        raise click.UsageError("Say either --to or --by.")
    with opened(context) as here:
        if by is not None:
            tell(acts.move(here.store, ids, here.operator, here.clock, by=timedelta(minutes=by)), "moved")
            return
        outcomes = [acts.move(here.store, [one], here.operator, here.clock, to=here.instant(str(to), "--to", day_of=_due(here, one))) for one in ids]
        for one in (one for outcome in outcomes for one in outcome.done):
            click.echo(f"{one} is due {here.local(_due(here, one))}.", err=True)
        tell(Outcome(refused=tuple(refusal for outcome in outcomes for refusal in outcome.refused)), "moved")


@click.command()
@ids_argument
@click.option("--latest", metavar="ISO", help="Until when it may leave (default, where it is late: 15 min from now).")
@click.pass_obj
def retry(context: Context, ids: tuple[int, ...], latest: str | None) -> None:
    """Send failed, skipped or held posts all the same."""
    with opened(context) as here:
        outcome = acts.retry(here.store, ids, here.operator, here.clock, latest=here.instant(latest, "--latest") if latest else None)
        for one in outcome.done:
            until = max((part.latest for part in _unposted(needed(here, one)) if part.latest), default=None)
            if until:
                click.echo(f"{one} may leave until {here.local(until)}.", err=True)
        tell(outcome, "scheduled")


@click.command()
@ids_argument
@click.option("--there", "url", metavar="URL", help="It was posted: its address.")
@click.option("--again", is_flag=True, help="It is not there: send it again.")
@click.option("--drop", is_flag=True, help="It is not there, and shall not be.")
@click.option("--account", metavar="A", help="On which account, where several are unknown.")
@click.pass_obj
def resolve(context: Context, ids: tuple[int, ...], url: str | None, again: bool, drop: bool, account: str | None) -> None:
    """Decide what became of posts that nobody can tell of: look on the network first."""
    if [url is not None, again, drop].count(True) != 1:
        raise click.UsageError("Say one of --there URL, --again, --drop.")
    if url is not None and len(ids) > 1:
        raise click.UsageError("One address is that of one post: resolve them one by one.")
    if url is not None and not ADDRESS.fullmatch(url):
        raise click.BadParameter("it is no address: copy the one that the network shows, https://…", param_hint="--there")
    with opened(context, follow=False) as here:
        outcomes = [resolve_post(here.store, one, here.operator, here.clock, account=account, url=url, again=again) for one in ids]
        done = tuple(one for outcome in outcomes for one in outcome.done)
        tell(Outcome(done=done, refused=tuple(refusal for outcome in outcomes for refusal in outcome.refused)), "resolved")


@click.command()
@ids_argument
@click.pass_obj
def hold(context: Context, ids: tuple[int, ...]) -> None:
    """Keep posts back until they are released."""
    with opened(context) as here:
        tell(acts.hold(here.store, ids, here.operator, here.clock), "held")


@click.command()
@ids_argument
@click.pass_obj
def release(context: Context, ids: tuple[int, ...]) -> None:
    """Let held posts go; what is too late by now will be held for that."""
    with opened(context) as here:
        tell(acts.release(here.store, ids, here.operator, here.clock), "released")


@click.command()
@ids_argument
@click.pass_obj
def cancel(context: Context, ids: tuple[int, ...]) -> None:
    """Take posts out of the queue."""
    with opened(context) as here:
        tell(acts.cancel(here.store, ids, here.operator, here.clock), "cancelled")


@click.command()
@ids_argument
@click.pass_obj
def delete(context: Context, ids: tuple[int, ...]) -> None:
    """Throw drafts away; what has left is deleted where it stands, after 10 s in which `post undo` takes that back."""
    with opened(context) as here:
        tell(acts.delete(here.store, ids, here.operator, here.clock), "deleted")


@click.command()
@click.pass_obj
def undo(context: Context) -> None:
    """Take back your last hold, release, cancel, move, delete, boost or favourite that has not left."""
    with opened(context) as here:
        undone = undo_last(here.store, here.operator, here.clock)
        click.echo(f"{undone.post} is as it was before." if undone.post else f"The {undone.verb} is taken back.", err=True)


def _unposted(listed: Listed) -> list[Part]:
    return [part for delivery in listed.deliveries for part in delivery.parts if part.state is State.SCHEDULED]


def _whys(refused: Sequence[Refusal], *, undated: int) -> list[tuple[str, int]]:
    """Why drafts were left, once for all that have the same reason, and how many have it; the most common first."""
    whys = Counter(re.sub(rf"\b{one.post}\b", "ID", one.why.removeprefix(f"Post {one.post}: ")) for one in refused)
    if undated:
        whys["they have no time: each leaves when a person has filled it and approves it, or gives it a time with --at"] += undated
    return whys.most_common()


def _due(here: Opened, post: int) -> datetime | None:
    listed = show.one(here.store, post)
    return listed.post.draft.due if listed else None


COMMANDS = (approve_, move, retry, resolve, hold, release, cancel, delete, undo)
