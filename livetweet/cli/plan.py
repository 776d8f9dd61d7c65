"""`livetweet plan`: session scripts and the campaign, as posts with dates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import click

from livetweet.cli.context import Context, number, say_json
from livetweet.cli.opening import opened
from livetweet.inbox.literal import literal
from livetweet.model.post import Draft
from livetweet.model.programme import Programme
from livetweet.outbox.plan import apply_plan
from livetweet.store import accounts
from livetweet.writing import rules
from livetweet.writing.compose import compose
from livetweet.writing.plan import plan


@click.group("plan", invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """Propose session scripts and the campaign, as posts with dates. Nothing is stored until `plan apply`."""
    if ctx.invoked_subcommand is not None:
        return
    with opened(ctx.obj) as here:
        context = here.workspace.context(here.programme())
        made = plan(context.programme, context.hashtags, context.speakers, here.clock.now())
        with here.store.reading() as db:
            known = accounts.every(db)
        by = [rules.on(network, known) for network in sorted({account.network for account in known})] or list(rules.every())

        def shown(draft: Draft) -> dict[str, object]:
            composed = {of.network: compose(draft, of, context) for of in by}
            return {
                "key": draft.key,
                "kind": draft.kind.value,
                "session": draft.session,
                "due": here.local(draft.due),
                "latest": here.local(draft.latest),
                "if_late": draft.if_late.value,
                "missing": list(composed[by[0].network].missing),
                "problem": next((one.problem for one in composed.values() if one.problem), None),
                "texts": {network: list(one.texts) for network, one in composed.items()},
            }

        if as_json:
            say_json({"posts": [shown(draft) for draft in made.drafts], "warnings": list(made.warnings)})
            return
        for draft in made.drafts:
            row = shown(draft)
            when = draft.due.astimezone(context.hashtags.zone).strftime("%a %d %b %H:%M") if draft.due else "when filled".ljust(16)
            first = compose(draft, by[0], context).texts
            session = context.agenda.sessions.get(draft.session or "")
            about = f"{session.title}: " if session else ""
            what = row["problem"] or (
                " ".join(first[0].split()) if first else f"{about}{', '.join(compose(draft, by[0], context).missing)} to be written"
            )
            click.echo(f"{when}  {draft.kind:<10} {literal(str(what), 100)}")
        if not made.drafts:
            click.echo(_why_nothing(context.programme), err=True)
            _note(made.warnings)
            return
        kinds = ", ".join(f"{number} {kind}" for kind, number in Counter(draft.kind.value for draft in made.drafts).items())
        click.echo(f"{number(len(made.drafts), 'post')} ({kinds}). `livetweet plan apply` makes them drafts.", err=True)
        _note(made.warnings)


@command.command()
@click.pass_obj
def apply(context: Context) -> None:
    """Make the plan drafts. What is there already follows it; what a person wrote stays."""
    with opened(context) as here:
        writing = here.workspace.context(here.programme())
        made = plan(writing.programme, writing.hashtags, writing.speakers, here.clock.now())
        followed = apply_plan(here.store, made, writing, here.operator, here.clock)
        _note(made.warnings)
        became = (
            (followed.added, "draft", "added"),
            (followed.changed, "draft", "changed"),
            (followed.dropped, "draft", "dropped"),
            (followed.moved, "post", "moved"),
            (followed.held, "post", "held: programme changed"),
        )
        happened = ", ".join(f"{number(len(ids), noun)} {what}" for ids, noun, what in became if ids)
        click.echo(f"{happened}." if happened else "All drafts are as planned already." if made.drafts else _why_nothing(writing.programme), err=True)
        if made.drafts:
            click.echo("`livetweet post list --all` shows them, `livetweet post approve --all` approves what wants nothing more.", err=True)


def _why_nothing(programme: Programme) -> str:
    """Why no post is planned for PROGRAMME."""
    if not programme.sessions:
        return "There is nothing to plan yet: `livetweet programme import FILE` brings the sessions in."
    if any(session.start for session in programme.sessions if not session.cancelled):
        return "All sessions are over, so nothing is proposed."
    return "No session that takes place has a time yet, so nothing is proposed."


def _note(warnings: Sequence[str]) -> None:
    for warning in warnings:
        click.echo(f"Note: {literal(warning)}", err=True)
