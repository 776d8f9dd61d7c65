"""`livetweet rehearse`: this event's day on a copy, with a simulated audience. Nothing leaves this machine."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import click

from livetweet.cli.context import Context, say_json
from livetweet.cli.desk import run_desk
from livetweet.cli.opening import opened
from livetweet.cli.telling import Teller
from livetweet.clock import RealClock
from livetweet.rehearse import Counts, Rehearsal, count, prepare, run
from livetweet.timeline import document, exporters, record
from livetweet.workspace import Workspace

LEVELS = ("none", "some", "many")
LONGEST_SILENCE = 1.5  # real seconds
TELL_EVERY = 0.25  # real seconds
BEFORE_FIRST = timedelta(minutes=12)  # session with speakers: where one sits down at the desk


@click.command("rehearse")
@click.option(
    "--speed",
    type=click.FloatRange(min=1),
    metavar="N",
    help="Simulated seconds a second (default: 60 at the desk, 600 line by line, where long silences are cut short).",
)
@click.option("--seed", type=int, metavar="N", help="The same seed gives the same day (default: a new one, told).")
@click.option("--faults", type=click.Choice(LEVELS), default="some", show_default=True, help="How often networks fail.")
@click.option("--lines", is_flag=True, help="A line for each thing that happens, instead of the desk; so it is without a terminal.")
@click.option("--headless", is_flag=True, help="As fast as it goes, without a line on the way.")
@click.option("--json", "as_json", is_flag=True, help="The count as JSON (implies --headless).")
@click.pass_obj
def command(context: Context, speed: float | None, seed: int | None, faults: str, lines: bool, headless: bool, as_json: bool) -> None:
    """Rehearse this event on a copy, in `.rehearsal/`, itself a workspace: at the desk, from shortly before the first talk on, or without it.

    Exit 1 if anything was doubled, lost, late or early.
    """
    with opened(context) as here:
        workspace = here.workspace
    seed = random.randrange(1_000_000) if seed is None else seed
    rehearsal = prepare(workspace, seed=seed, faults=faults)
    try:
        before, left = 0, 0
        if headless or as_json:
            counts = run(rehearsal)
        elif at_terminal() and not lines:
            counts, before, left = sit(rehearsal, speed=speed or 60.0, operator=context.operator)
        else:
            counts = tell(rehearsal, Pace(speed=speed or 600.0).moved, lambda: None)
        if as_json:
            say_json(counts.as_dict())
        else:
            say_counts(counts, seed, before)
        path = export(rehearsal)
        click.echo(f"The timeline: {path}", err=True)
    finally:
        rehearsal.close()
    end(counts, left)


def at_terminal() -> bool:
    """Whether a person can sit at the desk here."""
    return sys.stdin.isatty() and sys.stdout.isatty()


@dataclass(slots=True, kw_only=True)
class Pace:
    """Lets simulated time pass at `speed` simulated seconds a second from one telling to the next; a long silence is cut short."""

    speed: float
    _last: datetime | None = None

    def moved(self, at: datetime) -> None:
        if self._last is not None:
            RealClock().sleep(min((at - self._last).total_seconds() / self.speed, LONGEST_SILENCE))
        self._last = at


def tell(rehearsal: Rehearsal, moved: Callable[[datetime], None], pause: Callable[[], None]) -> Counts:
    """Run REHEARSAL, a line for each thing that happens; MOVED (after lines) and PAUSE (after each) wait."""
    teller = Teller(store=rehearsal.store, zone=rehearsal.workspace.hashtags.zone, pause=pause)

    def both(at: datetime) -> None:
        if teller.moved(at):
            moved(at)

    counts = run(rehearsal, moved=both)
    teller.moved(rehearsal.clock.now())
    return counts


def sit(rehearsal: Rehearsal, *, speed: float, operator: str) -> tuple[Counts, int, int]:
    """Let REHEARSAL pass up to the first morning of the event, then open the desk on it, SPEED simulated seconds a second, until it is left.

    What came of it, how many questions had been answered before the desk opened, and the desk's exit code.
    """
    starts = (session.start for session in rehearsal.programme.sessions if session.start and session.start.tzinfo and session.speakers)
    zone = rehearsal.workspace.hashtags.zone
    passing = Passing(zone=zone)
    passed = run(rehearsal, until=min(starts, default=rehearsal.clock.now()) - BEFORE_FIRST, moved=passing.moved)
    passing.end()
    folder = rehearsal.workspace.folder
    driver = subprocess.Popen([sys.executable, "-m", "livetweet.rehearse", str(folder), str(speed)])
    try:
        left = run_desk(folder, operator)
    finally:
        driver.send_signal(signal.SIGINT)
        driver.wait()
    return count(rehearsal, over=False), passed.answered, left


def end(counts: Counts, left: int) -> None:
    """Exit 1 where the desk did not end as it should, LEFT being its exit code, or the promise was not kept."""
    if left:
        click.echo(f"The desk ended with an error (exit code {left}).", err=True)
    if left or not counts.kept_its_promise:
        raise click.exceptions.Exit(1)


@dataclass(slots=True, kw_only=True)
class Passing:
    """Tells on a terminal which day of the weeks before the event it is, a few times a second."""

    zone: ZoneInfo
    _told: float = -1.0

    def moved(self, at: datetime) -> None:
        now = RealClock().monotonic()
        if sys.stderr.isatty() and now - self._told >= TELL_EVERY:
            self._told = now
            click.echo(f"\rThe weeks before it pass… {at.astimezone(self.zone):%d %B %Y}  ", nl=False, err=True)

    def end(self) -> None:
        if sys.stderr.isatty():
            click.echo(err=True)


def export(rehearsal: Rehearsal) -> str:
    """Write the timeline into the rehearsal's folder; its path."""
    workspace: Workspace = rehearsal.workspace
    hashtags = workspace.hashtags
    told = record.read(rehearsal.store, rehearsal.programme, event=hashtags.event, zone=hashtags.zone, language=hashtags.language)
    path = workspace.folder / "timeline.md"
    document.write(path, exporters.every()["md"](told, False))
    return str(path)


def say_counts(counts: Counts, seed: int, before: int = 0) -> None:
    """The count at the end, in three lines. BEFORE the desk opened, so many questions had been answered by nobody who sits there."""
    click.echo(
        f"\n{counts.sessions} sessions, {counts.drafted} posts drafted, {counts.planned} parts planned: {counts.posted} posted, {counts.held} held, "
        f"{counts.skipped} skipped, {counts.failed} failed, {counts.unknown} unknown, {counts.cancelled} cancelled"
        + (f"; {counts.ahead} were still to leave." if counts.ahead else ".")
    )
    simulated = f" ({before} by a simulated operator, before the desk opened)" if before else ""
    click.echo(f"{counts.incoming} posts came in, {counts.questions} were questions, {counts.answered} were answered{simulated}.")
    promise = f"{counts.duplicates} doubled, {counts.lost} lost, {counts.late} late, {counts.early} early"
    click.echo(click.style(promise, fg="green" if counts.kept_its_promise else "red", bold=True) + f" (by the network's own log; seed {seed}).")
