"""`livetweet post`: write, list, approve, move, hold, cancel and resolve posts."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import zip_longest
from pathlib import Path
from types import MappingProxyType

import click

from livetweet.cli import context as cli
from livetweet.cli.context import Context, number, say_json
from livetweet.cli.inbox import ID
from livetweet.cli.opening import Opened, opened, tell
from livetweet.cli.reading import check_text, read_stdin
from livetweet.errors import NotAllowedError, NotFoundError
from livetweet.inbox.literal import literal
from livetweet.model.part import Part, State
from livetweet.model.post import Draft, IfLate, Kind, Media, lateness
from livetweet.outbox import acts, clipboard, drafts, sheet, show
from livetweet.outbox import byhand as by_hand
from livetweet.outbox.approve import approve
from livetweet.outbox.byhand import Handed
from livetweet.outbox.outcome import Outcome, Refusal
from livetweet.outbox.show import Delivery, Listed
from livetweet.store import accounts, gates
from livetweet.writing import rules
from livetweet.writing.compose import choose_language, compose, known_fields

_VISIBILITIES = tuple(dict.fromkeys(one for network in rules.every() for one in network.visibilities))
YEAR = 366 * 24 * 60  # minutes
_ADDRESS = re.compile(r"https?://[!-~]+")

ids_argument = click.argument("ids", nargs=-1, required=True, type=ID, metavar="ID…")


@click.group("post")
def command() -> None:
    """Write, list, approve, move, hold, cancel and resolve posts."""


@command.command()
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
            outcome = _approve(here, [post])
            if outcome.done:
                with here.store.reading() as db:
                    leaves = here.local(now + gates.grace(db))
                click.echo(f"It leaves at {leaves}; `livetweet post cancel {post}` takes it back.", err=True)
            tell(Outcome(refused=outcome.refused, warnings=outcome.warnings), "approved")
        else:
            click.echo(f"A draft{f', due {here.local(due)}' if due else ''}: it leaves once approved (`livetweet post approve {post}`).", err=True)
            if due and due < now:
                click.echo(f"Note: that time has passed: it is {here.local(now)}.", err=True)


@command.command("list")
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


@command.command("show")
@ids_argument
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def show_(context: Context, ids: tuple[int, ...], as_json: bool) -> None:
    """Posts whole: the text for each account, states, reasons and addresses."""
    with opened(context) as here:
        found = [_needed(here, one) for one in ids]
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


@command.command()
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


@command.command("approve")
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
        outcome = _approve(here, ids or [post.id for post in drafted if post.draft.due])
        if everything:
            if left := len(drafted) - len(outcome.done):
                click.echo(f"Left as they are: {number(left, 'draft')}", err=True)
            for why, count in _whys(outcome.refused, undated=sum(post.draft.due is None for post in drafted)):
                click.echo(f"  {count:>3}  {literal(why)}", err=True)
            outcome = Outcome(done=outcome.done, warnings=outcome.warnings)
        tell(outcome, "approved")


@command.command()
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


@command.command()
@ids_argument
@click.option("--latest", metavar="ISO", help="Until when it may leave (default, where it is late: 15 min from now).")
@click.pass_obj
def retry(context: Context, ids: tuple[int, ...], latest: str | None) -> None:
    """Send failed, skipped or held posts all the same."""
    with opened(context) as here:
        outcome = acts.retry(here.store, ids, here.operator, here.clock, latest=here.instant(latest, "--latest") if latest else None)
        for one in outcome.done:
            until = max((part.latest for part in _unposted(_needed(here, one)) if part.latest), default=None)
            if until:
                click.echo(f"{one} may leave until {here.local(until)}.", err=True)
        tell(outcome, "scheduled")


@command.command()
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
    if url is not None and not _ADDRESS.fullmatch(url):
        raise click.BadParameter("it is no address: copy the one that the network shows, https://…", param_hint="--there")
    with opened(context, follow=False) as here:
        outcomes = [acts.resolve(here.store, one, here.operator, here.clock, account=account, url=url, again=again) for one in ids]
        done = tuple(one for outcome in outcomes for one in outcome.done)
        tell(Outcome(done=done, refused=tuple(refusal for outcome in outcomes for refusal in outcome.refused)), "resolved")


@command.command()
@click.argument("post", metavar="ID", type=ID)
@click.option("--url", metavar="URL", help="It is posted: its address.")
@click.option("--account", metavar="A", help="On which account, where several come into question.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def byhand(context: Context, post: int, url: str | None, account: str | None, as_json: bool = False) -> None:
    """Post it yourself: the text is counted, copied and its page opened; --url says where it stands then."""
    if url is not None and not _ADDRESS.fullmatch(url):
        raise click.BadParameter("it is no address: copy the one that the network shows, https://…", param_hint="--url")
    with opened(context, follow=False) as here:
        if url is None:
            handed: Handed | None = by_hand.begin(here.store, post, here.operator, here.clock, account=account)
        else:
            handed = by_hand.confirm(here.store, post, url, here.operator, here.clock, account=account)
            click.echo(f"{post} is posted{' as far as that' if handed else ''}: {url}", err=True)
        if handed is None:
            return
        if as_json:
            say_json(_handed_as_json(here, handed))
            return
        click.echo("\n".join(literal(line) for line in handed.text.splitlines()))
        _hand_over(here, handed)


@command.command()
@ids_argument
@click.pass_obj
def hold(context: Context, ids: tuple[int, ...]) -> None:
    """Keep posts back until they are released."""
    with opened(context) as here:
        tell(acts.hold(here.store, ids, here.operator, here.clock), "held")


@command.command()
@ids_argument
@click.pass_obj
def release(context: Context, ids: tuple[int, ...]) -> None:
    """Let held posts go; what is too late by now will be held for that."""
    with opened(context) as here:
        tell(acts.release(here.store, ids, here.operator, here.clock), "released")


@command.command()
@ids_argument
@click.pass_obj
def cancel(context: Context, ids: tuple[int, ...]) -> None:
    """Take posts out of the queue."""
    with opened(context) as here:
        tell(acts.cancel(here.store, ids, here.operator, here.clock), "cancelled")


@command.command()
@ids_argument
@click.pass_obj
def delete(context: Context, ids: tuple[int, ...]) -> None:
    """Throw drafts away; what has left is deleted where it stands, after 10 s in which `post undo` takes that back."""
    with opened(context) as here:
        tell(acts.delete(here.store, ids, here.operator, here.clock), "deleted")


@command.command()
@click.pass_obj
def undo(context: Context) -> None:
    """Take back your last hold, cancel, delete, boost or favourite that has not left."""
    with opened(context) as here:
        undone = acts.undo(here.store, here.operator, here.clock)
        click.echo(f"{undone.post} is as it was before." if undone.post else f"The {undone.verb} is taken back.", err=True)


@command.command()
@click.argument("file", metavar="FILE.csv", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def export(context: Context, file: Path) -> None:
    """Texts out to colleagues, as a table: FILE.csv is replaced."""
    with opened(context) as here:
        written = sheet.write(here.store, file, here.workspace.context(here.programme()), here.workspace.hashtags.zone)
        click.echo(f"{number(written, 'post')} in {file}: let the texts be edited there, then `livetweet post import {file}`.", err=True)


@command.command("import")
@click.argument("file", metavar="FILE.csv", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def import_(context: Context, file: Path) -> None:
    """Texts back in from FILE.csv, never states: what was changed is a draft again."""
    with opened(context) as here:
        tell(sheet.read(here.store, file, here.workspace.context(here.programme())), "changed")


# ---- what is shared


def _hand_over(here: Opened, handed: Handed) -> None:
    """On a terminal the text is copied and the page opened; what to do is said in any case."""
    place = f", part {handed.number} of {handed.parts}" if handed.parts > 1 else ""
    click.echo(f"{handed.network} ({handed.account}){place}: {handed.length} of {handed.limit}", err=True)
    if sys.stdout.isatty():
        click.echo(clipboard.sequence(handed.text), nl=False)
        copied = clipboard.copy(handed.text)
        click.echo("It is in the clipboard." if copied else "It is in the clipboard, if your terminal lets programs copy.", err=True)
        if handed.page:
            click.launch(handed.page)
    for picture in handed.media:
        described = f": {literal(picture.alt)}" if picture.alt else ""
        click.echo(f"Picture {here.workspace.media / picture.file}{described}", err=True)
    if handed.answers:
        click.echo(f"It answers {literal(handed.answers)}", err=True)
    if handed.page:
        click.echo(f"Post it at {literal(handed.page)}", err=True)
    click.echo(f"Then say where it stands: livetweet post byhand {handed.post} --account {handed.account} --url …", err=True)


def _handed_as_json(here: Opened, handed: Handed) -> dict[str, object]:
    return {
        "id": str(handed.post),
        "account": handed.account,
        "number": handed.number,
        "parts": handed.parts,
        "text": handed.text,
        "length": handed.length,
        "limit": handed.limit,
        "page": handed.page,
        "answers": handed.answers,
        "media": [{"file": str(here.workspace.media / picture.file), "alt": picture.alt} for picture in handed.media],
    }


def _unposted(listed: Listed) -> list[Part]:
    return [part for delivery in listed.deliveries for part in delivery.parts if part.state is State.SCHEDULED]


def _whys(refused: Sequence[Refusal], *, undated: int) -> list[tuple[str, int]]:
    """Why drafts were left, once for all that have the same reason, and how many have it; the most common first."""
    whys = Counter(re.sub(rf"\b{one.post}\b", "ID", one.why.removeprefix(f"Post {one.post}: ")) for one in refused)
    if undated:
        whys["they have no time: each leaves when a person has filled it and approves it, or gives it a time with --at"] += undated
    return whys.most_common()


def _approve(here: Opened, ids: Sequence[int]) -> Outcome:
    return approve(here.store, ids, here.workspace.context(here.programme()), here.workspace.folder / "media", here.operator, here.clock)


def _check_fields(here: Opened, post: int, filled: Mapping[str, str]) -> None:
    """NotAllowedError naming the fields that POST has, where one of FILLED is none of them."""
    if not filled:
        return
    draft = _needed(here, post).post.draft
    context = here.workspace.context(here.programme())
    known = known_fields(draft.kind, choose_language(draft, context.agenda.sessions.get(draft.session or ""), context), context)
    for name in filled:
        if name.split(":")[0] not in known:
            raise NotAllowedError(f"Post {post} has no field {name}: {'it has ' + ', '.join(sorted(known)) if known else 'it has none; use --text'}.")


def _due(here: Opened, post: int) -> datetime | None:
    listed = show.one(here.store, post)
    return listed.post.draft.due if listed else None


def _needed(here: Opened, post: int) -> Listed:
    found = show.one(here.store, post)
    if found is None:
        raise NotFoundError(f"There is no post {post}: `livetweet post list` shows those there are.")
    return found


def _check_accounts(here: Opened, names: Sequence[str]) -> None:
    known = [account.name for account in here.workspace.hashtags.accounts]
    for name in names:
        if name not in known:
            raise NotFoundError(f"There is no account {name} in hashtags.toml, only {', '.join(known) or 'none at all'}.")


def _check_incoming(here: Opened, incoming: int | None) -> None:
    if incoming is not None and not show.has_incoming(here.store, incoming):
        raise NotFoundError(f"There is no incoming post {incoming}: `livetweet inbox list` shows those there are.")


def _texts(here: Opened, listed: Listed) -> list[tuple[str, str]]:
    """Account (of a draft: network) and text, whole."""
    if listed.deliveries:
        return [(delivery.account.name, "\n\n".join(part.text for part in delivery.parts)) for delivery in listed.deliveries]
    context = here.workspace.context(here.programme())
    found = []
    with here.store.reading() as db:
        known = accounts.every(db)
    for network in sorted({account.network for account in known} or {one.network for one in rules.every()}):
        composed = compose(listed.post.draft, rules.on(network, known), context)
        text = "\n\n".join(composed.texts) or composed.problem or "to be written: " + ", ".join(composed.missing)
        found.append((network, text))
    return found


def _line(here: Opened, one: Listed, titles: Mapping[str, str] = MappingProxyType({})) -> str:
    """A post on one line; one without words of its own yet is told by its session's title, from TITLES."""
    draft = one.post.draft
    when = draft.due.astimezone(here.workspace.hashtags.zone).strftime("%d %b %H:%M") if draft.due else " " * 12
    states = " ".join(f"{delivery.account.name} {cli.sign(delivery.state)}" for delivery in one.deliveries)
    text = (one.deliveries[0].parts[0].text if one.deliveries else draft.texts.get("*") or titles.get(draft.session or "") or "").split("\n")[0]
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
