"""`livetweet programme`: show, check, import, compare and change what is on."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from livetweet.cli.context import Context, number, say_json
from livetweet.cli.opening import opened
from livetweet.cli.sources import gather, loopback_option
from livetweet.errors import NotAllowedError, ProgrammeError, WorkspaceError
from livetweet.inbox.literal import literal
from livetweet.model.programme import Programme
from livetweet.model.session import Session
from livetweet.outbox.programme import Imported, change_programme, doubt_of, import_programme, known_tags, would_be
from livetweet.outbox.version import rezoned
from livetweet.programme import change, document, people
from livetweet.programme.check import check as check_programme
from livetweet.programme.check import needs_zone
from livetweet.programme.columns import NAMES
from livetweet.programme.diff import compare
from livetweet.programme.read import Source, find_columns, read
from livetweet.programme.times import find_zone
from livetweet.store import programmes
from livetweet.workspace import find
from livetweet.writing import handle_list, rules, speakers_file, zones
from livetweet.writing.check import check as check_posts
from livetweet.writing.speakers import strangers


def _read_maps(_context: click.Context, _option: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    """`start="Start time"`, several times: columns by field."""
    maps = {}
    for one in given:
        field, _, column = (part.strip() for part in one.partition("="))
        if not column:
            raise click.BadParameter(f'“{one}” is no field and column: write it like start="Start time".')
        if field not in NAMES:
            raise click.BadParameter(f"there is no field “{field}”: the fields are {', '.join(NAMES)}.")
        maps[field] = column
    return maps


map_option = click.option(
    "--map", "maps", multiple=True, callback=_read_maps, metavar='FIELD="COLUMN"', help="Which column of a table holds what (may be repeated)."
)
zone_option = click.option("--timezone", metavar="Z", help="The IANA zone, where the source names none.")
json_option = click.option("--json", "as_json", is_flag=True, help="As JSON.")


@click.group("programme")
def command() -> None:
    """Show, check, import, compare and change the programme."""


@command.command()
@click.argument("sources", nargs=-1, metavar="[SOURCE…]")
@zone_option
@map_option
@loopback_option
@json_option
@click.pass_obj
def show(context: Context, sources: tuple[str, ...], timezone: str | None, maps: dict[str, str], loopback: bool, as_json: bool) -> None:
    """What is on: of these files or addresses, or the imported one."""
    programme = _from(context, sources, timezone, maps, loopback=loopback)
    if as_json:
        say_json(document.to_document(programme))
        return
    click.echo(
        f"{literal(programme.title) or 'Without a title'} · {programme.timezone or 'no time zone'} · {len(programme.sessions)} sessions, {len(programme.rooms)} rooms"
    )
    wide = min(max((len(literal(one.id)) for one in programme.sessions), default=0), 24), min(max(map(len, programme.rooms), default=0), 24)
    day = None
    for session in map(partial(_localise, zone=find_zone(programme.timezone) if programme.timezone else None), programme.sessions):
        if session.start and session.start.date() != day:
            day = session.start.date()
            click.echo(f"\n{day:%A %d %B %Y}")
        click.echo(_line(session, *wide))
    if programme.people:
        click.echo("\nAnnounced: " + literal(", ".join(person.name for person in programme.people)))
    doubt = None if sources else zones.doubt(programme, find(context.folder).hashtags)
    for warning in (*programme.warnings, *([doubt.sentence()] if doubt else [])):
        click.echo(f"Note: {literal(warning)}", err=True)


@command.command()
@click.argument("sources", nargs=-1, metavar="[SOURCE…]")
@zone_option
@map_option
@loopback_option
@json_option
@click.pass_obj
def check(context: Context, sources: tuple[str, ...], timezone: str | None, maps: dict[str, str], loopback: bool, as_json: bool) -> None:
    """What is doubtful about it: zones, overlaps, missing ends, speakers in two rooms; titles, names, handles and hashtags that posts would suffer from."""
    programme = _from(context, sources, timezone, maps, loopback=loopback)
    found = list(dict.fromkeys([*programme.warnings, *check_programme(programme), *_posts_about(context, programme)]))
    if as_json:
        say_json({"warnings": found})
        return
    for sentence in found:
        click.echo(literal(sentence))
    click.echo(
        f"{number(len(found), 'thing')} to look at in {number(len(programme.sessions), 'session')}." if found else "Nothing to complain of.", err=True
    )


@command.command("import")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE…")
@zone_option
@map_option
@loopback_option
@click.option("--yes", is_flag=True, help="Do not ask, not even where it seems to be another event's.")
@click.pass_obj
def import_(context: Context, sources: tuple[str, ...], timezone: str | None, maps: dict[str, str], loopback: bool, yes: bool) -> None:
    """Make it the programme of this event; drafts follow, approved posts whose text tells what changed are held."""
    with opened(context) as here:
        source = " ".join(sources)
        with here.store.reading() as db:
            before = programmes.in_force(db)
        doubt = before and zones.doubt(before, here.workspace.hashtags)
        anew = timezone or maps or (doubt and doubt.sure)  # the same, read otherwise
        gathered = gather(sources, loopback=loopback, known={} if anew else known_tags(here.store, source))
        if gathered.unchanged:
            click.echo(f"Unchanged: {literal(source)} is what was imported last.", err=True)
            return
        columns = {**here.workspace.columns, **maps}
        found = find_columns(gathered.sources, columns, maps)
        programme = _read(gathered.sources, timezone, here.workspace.hashtags.timezone, columns)
        if needs_zone(programme):
            raise ProgrammeError("The programme names no time zone: say it with --timezone, for instance --timezone Europe/Paris.")
        risk = None if yes else doubt_of(here.store, programme, source, here.workspace.context, here.operator, here.clock)
        if risk and not _goes_on(risk):
            return
        done = import_programme(
            here.store,
            programme,
            source,
            here.workspace.context,
            here.operator,
            here.clock,
            fetched=gathered.fetched,
            keep=rezoned(here.store, programme),
        )
        if found:
            here.workspace.keep_columns(found)
        for warning in programme.warnings:
            click.echo(f"Note: {literal(warning)}", err=True)
        click.echo(
            f"Imported: {len(programme.sessions)} sessions, {len(programme.rooms)} rooms, {sum(1 for _ in programme.speakers())} speakers.", err=True
        )
        for sentence in strangers(here.workspace.speakers, programme):
            click.echo(f"Note: {literal(sentence)}", err=True)
        _tell(done)
        if not done.differences:
            click.echo("`livetweet plan` proposes what to post.", err=True)


@command.command()
@click.argument("old", metavar="[OLD] NEW")
@click.argument("new", required=False, metavar="")
@zone_option
@map_option
@loopback_option
@json_option
@click.pass_obj
def diff(context: Context, old: str, new: str | None, timezone: str | None, maps: dict[str, str], loopback: bool, as_json: bool) -> None:
    """What changed from OLD (the programme in force, if left out) to NEW. Changes nothing."""
    before = _from(context, (old,) if new else (), timezone, maps, loopback=loopback)
    after = _from(context, (new or old,), timezone or (before.timezone if new else None), maps, loopback=loopback)
    if new is None:  # as an import would have it
        with opened(context) as here:
            after = would_be(here.store, after)
    found = compare(before, after)
    if as_json:
        say_json(
            {
                "differences": [
                    {"what": one.what.value, "session": one.session.id, "title": one.session.title, "sentence": one.sentence()} for one in found
                ]
            }
        )
        return
    for one in found:
        click.echo(literal(one.sentence()))
    if not found:
        click.echo("Nothing changed.", err=True)


@command.command("change")
@click.argument("session")
@click.option("--cancel", is_flag=True, help="It does not take place.")
@click.option("--title", metavar="TEXT", help="Another title, such as a shorter one.")
@click.option("--start", metavar="T", help="Another start (14:30 or 2027-03-18T14:30); it lasts as long as before.")
@click.option("--room", metavar="R", help="Another room.")
@click.option("--speaker", "speakers", metavar="NAME", multiple=True, help="Other speakers (may be repeated).")
@click.option("--late", metavar="MIN", type=int, help="It runs so many minutes late.")
@click.pass_obj
def change_(
    context: Context, session: str, cancel: bool, title: str | None, start: str | None, room: str | None, speakers: tuple[str, ...], late: int | None
) -> None:
    """Change a session by hand, at once; kept over later imports until the source says the same."""
    if not (cancel or title or start or room or speakers or late is not None):
        raise click.UsageError("Say what changes: --cancel, --title, --start, --room, --speaker or --late.")
    with opened(context) as here:
        changes = change.make(here.needed_programme(), session, cancel=cancel, title=title, start=start, room=room, speakers=speakers, late=late)
        _tell(change_programme(here.store, changes, here.workspace.context, here.operator, here.clock))


@command.command()
@click.argument("file", metavar="[FILE.csv]", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def handles(context: Context, file: Path | None) -> None:
    """The speakers whose handles nobody knows yet, as a CSV table to send them; with FILE.csv, what they wrote into it goes to speakers.toml.

    An empty cell says nothing; a - says that there is none.
    """
    with opened(context) as here:
        programme = here.needed_programme()
        if file is None:
            networks = list(dict.fromkeys(account.network for account in here.workspace.hashtags.accounts)) or [one.network for one in rules.every()]
            lacking = handle_list.missing(programme, here.workspace.speakers, networks)
            click.echo(handle_list.to_csv(lacking, networks).encode(), nl=False)
            click.echo(f"{number(len(lacking), 'speaker')} without a handle on {' or '.join(rules.get(one).name for one in networks)}.", err=True)
            return
        try:
            answers = handle_list.from_csv(file.read_text("utf-8-sig"), file.name, programme)
        except UnicodeDecodeError as error:
            raise WorkspaceError(f"{file.name} is not UTF-8 text: save it as “CSV UTF-8” and try again.") from error
        except OSError as error:
            raise WorkspaceError(f"{file} cannot be read: {error.strerror}.") from error
        here.workspace.change_speakers(lambda text: speakers_file.put(text, answers))
        count = sum(len(one.handles) for one in answers)
        click.echo(
            f"{number(count, 'handle')} of {number(len(answers), 'speaker')} written to speakers.toml: `livetweet plan apply` brings the drafts up to date.",
            err=True,
        )


def _from(context: Context, sources: tuple[str, ...], timezone: str | None, maps: Mapping[str, str], *, loopback: bool) -> Programme:
    if sources:
        parts = gather(sources, loopback=loopback).sources
        columns = {**_workspace_columns(context), **maps}
        if maps:
            find_columns(parts, columns, maps)
        return _read(parts, timezone, _workspace_zone(context), columns)
    with opened(context) as here:
        return here.needed_programme()


def _read(sources: Sequence[Source], timezone: str | None, workspace: str | None, columns: Mapping[str, str]) -> Programme:
    """SOURCES as one programme. Where they name no zone it is TIMEZONE, as a person says, else that of the WORKSPACE, which may prove wrong."""
    programme = read(sources, timezone or workspace, columns)
    return replace(programme, assumed_zone=None) if timezone and timezone != workspace else programme


def _posts_about(context: Context, programme: Programme) -> list[str]:
    """What this workspace's posts about PROGRAMME would suffer from."""
    try:
        workspace = find(context.folder)
    except WorkspaceError:
        return []  # files can be looked at outside a workspace
    return check_posts(workspace.context(people.unite(programme)))


def _workspace_columns(context: Context) -> Mapping[str, str]:
    try:
        return find(context.folder).columns
    except WorkspaceError:
        return {}  # files can be looked at outside a workspace


def _workspace_zone(context: Context) -> str | None:
    try:
        return find(context.folder).hashtags.timezone
    except WorkspaceError:
        return None  # files can be looked at outside a workspace


def _localise(session: Session, zone: ZoneInfo | None) -> Session:
    """SESSION with its times in ZONE, as far as they have an offset."""
    if zone is None or session.start is None or session.start.tzinfo is None:
        return session
    return replace(session, start=session.start.astimezone(zone), end=session.end and session.end.astimezone(zone))


def _line(session: Session, of_id: int, of_room: int) -> str:
    """A session on one line; OF_ID and OF_ROOM are the columns' widths. The id is never cut: `programme change` and hashtags.toml want it whole."""
    time = (
        f"{session.start:%H:%M}–{session.end:%H:%M}"
        if session.start and session.end
        else f"{session.start:%H:%M}      "
        if session.start
        else "no time    "
    )
    names = ", ".join(person.name for person in session.speakers)
    words = literal(f"{session.title} · {names}" if names else session.title)
    return f"  {time}  {literal(session.id):>{of_id}}  {literal(session.room or '', of_room):<{of_room}}  {'CANCELLED ' if session.cancelled else ''}{words}"


def _goes_on(doubt: str) -> bool:
    """Whether somebody wants it imported in spite of DOUBT."""
    if not sys.stdin.isatty():
        raise NotAllowedError(f"{doubt} Say --yes if that is meant.")
    click.echo(doubt, err=True)
    return click.confirm("Import it?", err=True)


def _tell(done: Imported) -> None:
    for difference in done.differences:
        click.echo(literal(difference.sentence()))
    for one in done.settled:
        click.echo(f"The source now says itself what was changed by hand: {literal(one.session)}, {one.field}.", err=True)
    followed = done.followed
    for ids, noun, what in (
        (followed.moved, "post", "moved with the session, still approved"),
        (followed.held, "post", "held: programme changed"),
        (followed.changed, "draft", "changed"),
        (followed.dropped, "draft", "dropped"),
        (followed.added, "new draft", "in place of others, or of what is new"),
        (followed.corrected, "correction", "drafted as a reply to what has left"),
    ):
        if ids:
            click.echo(f"{number(len(ids), noun)} {what}: {', '.join(map(str, ids[:12]))}{' …' if len(ids) > 12 else ''}", err=True)
