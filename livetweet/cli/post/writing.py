"""Posts written and changed: one by one, or as a table that colleagues edit."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from pathlib import Path

import click

from livetweet.cli.context import Context, number
from livetweet.cli.inbox import ID
from livetweet.cli.opening import Opened, opened, tell
from livetweet.cli.post.which import approve_drafts, ids_argument, needed
from livetweet.cli.reading import check_text, read_stdin
from livetweet.errors import NotAllowedError, NotFoundError
from livetweet.model.post import Draft, IfLate, Kind, Media, lateness
from livetweet.outbox import drafts, sheet, show
from livetweet.outbox.outcome import Outcome, Refusal
from livetweet.store import gates
from livetweet.writing import rules
from livetweet.writing.compose import choose_language, known_fields

_VISIBILITIES = tuple(dict.fromkeys(one for network in rules.every() for one in network.visibilities))


@click.command()
@click.argument("text", required=False)
@click.option("--session", metavar="ID", help="The session it is about: it joins that session's thread.")
@click.option("--at", "at", metavar="ISO|now", help="When it leaves. `now`: approved at once, leaves in 10 s.")
@click.option("--latest", metavar="ISO", help="The instant after which it must not leave.")
@click.option("--if-late", type=click.Choice(["skip", "ask"]), default="ask", show_default=True, help="What becomes of it when it is too late.")
@click.option("--account", "accounts", multiple=True, metavar="A", help="Only on this account (may be repeated; default: all).")
@click.option("--reply-to", type=ID, metavar="ID", help="The incoming post it answers.")
@click.option("--media", multiple=True, metavar="F", help="A picture in media/ (may be repeated), each with --alt.")
@click.option("--alt", multiple=True, metavar="T", help="What the picture shows, in the order of --media.")
@click.option("--no-alt", is_flag=True, help="The pictures without --alt show nothing that needs words.")
@click.option(
    "--visibility",
    type=click.Choice(_VISIBILITIES),
    default=_VISIBILITIES[0],
    show_default=True,
    help="Who may read it, where a network offers that.",
)
@click.option("--warning", metavar="T", help="A content warning before the text, where a network knows such a thing.")
@click.pass_obj
def add(
    context: Context,
    text: str | None,
    session: str | None,
    at: str | None,
    latest: str | None,
    if_late: str,
    accounts: tuple[str, ...],
    reply_to: int | None,
    media: tuple[str, ...],
    alt: tuple[str, ...],
    no_alt: bool,
    visibility: str,
    warning: str | None,
) -> None:
    """Write a post: TEXT, or from standard input with - or without TEXT. It is a draft until it is approved."""
    if text in {None, "-"}:
        text = "" if sys.stdin.isatty() and text is None else read_stdin()
    words = (text or "").strip()
    if not words:
        raise click.UsageError("There is no text: give it as an argument or on standard input.")
    check_text(words, *media, *alt, warning or "")
    if len(alt) > len(media) or (len(alt) < len(media) and not no_alt):
        raise click.UsageError("Each --media needs its --alt: what the picture shows, for those who cannot see it (--no-alt: it needs no words).")
    with opened(context) as here:
        if session is not None and session not in {one.id for one in here.needed_programme().sessions}:
            raise NotFoundError(f"There is no session {session}: `livetweet programme show` shows those there are.")
        _check_accounts(here, accounts)
        _check_incoming(here, reply_to)
        now = here.clock.now()
        kind = Kind.REPLY if reply_to else Kind.LIVE
        due = None if at in {None, "now"} else here.instant(str(at), "--at")
        last = here.instant(latest, "--latest") if latest else (lateness(kind, due)[0] if due else None)
        if last and last < (due or now):
            raise click.UsageError(f"It would be too late before it is due: --latest {here.local(last)} is before {here.local(due or now)}.")
        post = drafts.add(
            here.store,
            Draft(
                kind=kind,
                session=session,
                due=due,
                latest=last,
                if_late=IfLate(if_late),
                texts={"*": words},
                accounts=accounts,
                reply_to=reply_to,
                media=tuple(Media(file=file, alt=words_of or "", waived=words_of is None) for file, words_of in zip_longest(media, alt)),
                visibility=visibility,
                warning=warning,
            ),
            here.operator,
            here.clock,
        )
        click.echo(str(post))
        if at == "now":
            outcome = approve_drafts(here, [post])
            if outcome.done:
                with here.store.reading() as db:
                    leaves = here.local(now + gates.grace(db))
                click.echo(f"It leaves at {leaves}; `livetweet post cancel {post}` takes it back.", err=True)
            tell(Outcome(refused=outcome.refused, warnings=outcome.warnings), "approved")
        else:
            click.echo(f"A draft{f', due {here.local(due)}' if due else ''}: it leaves once approved (`livetweet post approve {post}`).", err=True)
            if due and due < now:
                click.echo(f"Note: that time has passed: it is {here.local(now)}.", err=True)


@click.command()
@ids_argument
@click.option("--text", help="The text for every account, instead of the template's.")
@click.option("--on", "per_network", nargs=2, multiple=True, metavar="NETWORK TEXT", help="The text for one network.")
@click.option("--field", "fields", multiple=True, metavar="NAME=TEXT", help="A field that a person fills: quote=…")
@click.option("--at", metavar="ISO", help="Another time.")
@click.option("--latest", metavar="ISO", help="The instant after which it must not leave.")
@click.pass_obj
def edit(
    context: Context,
    ids: tuple[int, ...],
    text: str | None,
    per_network: tuple[tuple[str, str], ...],
    fields: tuple[str, ...],
    at: str | None,
    latest: str | None,
) -> None:
    """Change a text, its fields or its time: it is a draft again until it is approved."""
    if any("=" not in field for field in fields):
        raise click.BadParameter("write NAME=TEXT", param_hint="--field")
    texts = {rules.get(network).network: words for network, words in per_network} | ({"*": text} if text is not None else {})
    filled = dict(field.split("=", 1) for field in fields)
    check_text(*texts.values(), *fields)
    with opened(context) as here:
        due, last = (here.instant(at, "--at") if at else None), (here.instant(latest, "--latest") if latest else None)
        done: list[int] = []
        refused: list[Refusal] = []
        for one in dict.fromkeys(ids):
            try:
                _check_fields(here, one, filled)
                refused += drafts.edit(here.store, one, texts=texts, fields=filled, due=due, latest=last).refused
                done.append(one)
            except (NotAllowedError, NotFoundError) as error:
                refused.append(Refusal(post=one, account=None, why=str(error)))
        for one in done:
            click.echo(f"{one} is a draft again: approve it when it is right.", err=True)
        tell(Outcome(refused=tuple(refused)), "changed")


@click.command()
@click.argument("file", metavar="FILE.csv", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def export(context: Context, file: Path) -> None:
    """Texts out to colleagues, as a table: FILE.csv is replaced. In a French event its columns are divided by semicolons, as a French Excel wants them."""
    with opened(context) as here:
        written = sheet.write(here.store, file, here.workspace.context(here.programme()), here.workspace.hashtags.zone)
        click.echo(f"{number(written, 'post')} in {file}: let the texts be edited there, then `livetweet post import {file}`.", err=True)


@click.command("import")
@click.argument("file", metavar="FILE.csv", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def import_(context: Context, file: Path) -> None:
    """Texts back in from FILE.csv, never states: what was changed is a draft again."""
    with opened(context) as here:
        tell(sheet.read(here.store, file, here.workspace.context(here.programme())), "changed")


def _check_fields(here: Opened, post: int, filled: Mapping[str, str]) -> None:
    """NotAllowedError naming the fields that POST has, where one of FILLED is none of them."""
    if not filled:
        return
    draft = needed(here, post).post.draft
    context = here.workspace.context(here.programme())
    known = known_fields(draft.kind, choose_language(draft, context.agenda.sessions.get(draft.session or ""), context), context)
    for name in filled:
        if name.split(":")[0] not in known:
            raise NotAllowedError(f"Post {post} has no field {name}: {'it has ' + ', '.join(sorted(known)) if known else 'it has none; use --text'}.")


def _check_accounts(here: Opened, names: Sequence[str]) -> None:
    known = [account.name for account in here.workspace.hashtags.accounts]
    for name in names:
        if name not in known:
            raise NotFoundError(f"There is no account {name} in hashtags.toml, only {', '.join(known) or 'none at all'}.")


def _check_incoming(here: Opened, incoming: int | None) -> None:
    if incoming is not None and not show.has_incoming(here.store, incoming):
        raise NotFoundError(f"There is no incoming post {incoming}: `livetweet inbox list` shows those there are.")


COMMANDS = (add, edit, export, import_)
