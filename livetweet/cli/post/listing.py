"""Posts as they stand: the outbox, one post whole, events as they happen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

import click

from livetweet.cli import context as cli
from livetweet.cli.context import Context, number, say_json
from livetweet.cli.opening import Opened, opened
from livetweet.cli.post.which import ids_argument, needed
from livetweet.inbox.literal import literal
from livetweet.model.part import State
from livetweet.outbox import show
from livetweet.outbox.show import Delivery, Listed
from livetweet.store import accounts
from livetweet.writing import rules
from livetweet.writing.compose import compose


@click.command("list")
@click.option(
    "--state", "states", multiple=True, type=click.Choice([state.value for state in State]), help="Only those in this state (may be repeated)."
)
@click.option("--session", metavar="ID", help="Only those about this session.")
@click.option("--all", "everything", is_flag=True, help="Also drafts that are not due within the hour.")
@click.option("--follow", is_flag=True, help="A plain line per event as it happens, for screen readers; ends with Ctrl+C.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def list_(context: Context, states: tuple[str, ...], session: str | None, everything: bool, follow: bool, as_json: bool) -> None:
    """The outbox: what is approved, and drafts due within the hour."""
    with opened(context) as here:
        if follow:
            _follow(here)
            return
        soon = here.clock.now() + timedelta(hours=1)
        listed = [
            one
            for one in show.everything(here.store)
            if (not states or one.state in states)
            and (session is None or one.post.draft.session == session)
            and (everything or states or one.state is not State.DRAFT or (one.post.draft.due is not None and one.post.draft.due <= soon))
        ]
        if as_json:
            say_json({"posts": [_as_json(here, one) for one in listed]})
            return
        titles = {session.id: session.title for session in here.programme().sessions}
        for one in listed:
            click.echo(_line(here, one, titles))
        hidden = (
            0
            if everything or states
            else sum(one.state is State.DRAFT for one in show.everything(here.store)) - sum(one.state is State.DRAFT for one in listed)
        )
        if hidden:
            click.echo(f"Not due within the hour: {number(hidden, 'draft')}, which --all shows.", err=True)


@click.command("show")
@ids_argument
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def show_(context: Context, ids: tuple[int, ...], as_json: bool) -> None:
    """Posts whole: the text for each account, states, reasons and addresses."""
    with opened(context) as here:
        found = [needed(here, one) for one in ids]
        if as_json:
            say_json({"posts": [_as_json(here, one) for one in found]})
            return
        for one in found:
            click.echo(_line(here, one))
            for name, text in _texts(here, one):
                click.echo(f"\n  {name}")
                for line in text.splitlines():
                    click.echo(f"    {literal(line)}")
            for delivery in one.deliveries:
                for part in delivery.parts:
                    reason = f": {literal(part.reason)}" if part.reason else ""
                    place = f" {part.number}/{len(delivery.parts)}" if len(delivery.parts) > 1 else ""
                    click.echo(f"  {cli.sign(part.state)} {delivery.account.name}{place} {part.state}{reason} {literal(part.url or '')}".rstrip())


def _texts(here: Opened, listed: Listed) -> list[tuple[str, str]]:
    """Account and text, whole; with no account yet, network and text."""
    if listed.deliveries:
        return [(delivery.account.name, "\n\n".join(part.text for part in delivery.parts)) for delivery in listed.deliveries]
    context, draft = here.workspace.context(here.programme()), listed.post.draft
    with here.store.reading() as db:
        known = accounts.every(db)
    wanted = [(one.name, rules.of(one)) for one in known if not draft.accounts or one.name in draft.accounts]
    found = []
    for name, by in wanted or [(one.network, one) for one in rules.every()]:
        composed = compose(draft, by, context)
        found.append((name, "\n\n".join(composed.texts) or composed.problem or "to be written: " + ", ".join(composed.missing)))
    return found


def _line(here: Opened, one: Listed, titles: Mapping[str, str] = MappingProxyType({})) -> str:
    """A post on one line; one without words of its own yet is told by the titles of its sessions, from TITLES. An "up next" begins to differ on its second line."""
    draft = one.post.draft
    when = draft.due.astimezone(here.workspace.hashtags.zone).strftime("%d %b %H:%M") if draft.due else " " * 12
    states = " ".join(f"{delivery.account.name} {cli.sign(delivery.state)}" for delivery in one.deliveries)
    about = " · ".join(filter(None, map(titles.get, draft.slot or (draft.session or "",))))
    text = one.deliveries[0].parts[0].text if one.deliveries else draft.texts.get("*") or about
    text = text if draft.slot else text.split("\n")[0]
    reasons = "; ".join(sorted({delivery.reason for delivery in one.deliveries if delivery.reason and delivery.state is one.state}))
    tail = " · ".join(filter(None, [draft.session and literal(draft.session), states, literal(reasons), literal(text, 60)]))
    return f"{cli.sign(one.state)} {one.post.id:>5} {when} {one.state:<9} {draft.kind:<10} {tail}"


def _follow(here: Opened) -> None:
    seen: dict[tuple[int, str], str] = {
        (one.post.id, delivery.account.name): delivery.state for one in show.everything(here.store) for delivery in one.deliveries
    }
    version = here.store.data_version()
    while True:
        here.clock.sleep(0.5)
        if (now := here.store.data_version()) == version:
            continue
        version = now
        for one in show.everything(here.store):
            for delivery in one.deliveries:
                key = (one.post.id, delivery.account.name)
                if seen.get(key) != delivery.state:
                    seen[key] = delivery.state
                    reason = f": {literal(delivery.reason)}" if delivery.reason else ""
                    click.echo(
                        f"{here.local(here.clock.now())} post {one.post.id} {one.post.draft.kind} on {delivery.account.name} {delivery.state}{reason}"
                    )


def _as_json(here: Opened, one: Listed) -> dict[str, object]:
    draft = one.post.draft
    return {
        "id": str(one.post.id),
        "kind": draft.kind.value,
        "state": one.state.value,
        "session": draft.session,
        "due": here.local(draft.due),
        "latest": here.local(draft.latest),
        "if_late": draft.if_late.value,
        "revision": one.post.revision,
        "touched": one.post.touched,
        "approved_by": one.post.approved_by,
        "approved_at": here.local(one.post.approved_at),
        "texts": dict(draft.texts),
        "fields": dict(draft.fields),
        "visibility": draft.visibility,
        "warning": draft.warning,
        "media": [{"file": one.file, "alt": one.alt} for one in draft.media],
        "reply_to": None if draft.reply_to is None else str(draft.reply_to),
        "deliveries": [_delivery_as_json(here, delivery) for delivery in one.deliveries],
    }


def _delivery_as_json(here: Opened, delivery: Delivery) -> dict[str, object]:
    return {
        "account": delivery.account.name,
        "network": delivery.account.network,
        "state": delivery.state.value,
        "reason": delivery.reason,
        "parts": [
            {
                "number": part.number,
                "state": part.state.value,
                "reason": part.reason,
                "text": part.text,
                "due": here.local(part.due),
                "latest": here.local(part.latest),
                "posted_at": here.local(part.posted_at),
                "deleted_at": here.local(part.gone_at),
                "url": part.url,
            }
            for part in delivery.parts
        ],
    }


COMMANDS = (list_, show_)
