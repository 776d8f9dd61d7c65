"""What most commands begin with: the workspace, its store, its clock and who acts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import click

from livetweet.cli.context import Context
from livetweet.clock import Clock, RealClock
from livetweet.errors import ProgrammeError
from livetweet.inbox.literal import literal
from livetweet.model.programme import Programme
from livetweet.outbox import accounts
from livetweet.outbox.outcome import Outcome
from livetweet.programme.times import read_wanted
from livetweet.store import gates, programmes
from livetweet.store.connect import Store
from livetweet.store.upgrade import open_store
from livetweet.workspace import Workspace, find


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """`clock` is the simulated one in a rehearsal."""

    workspace: Workspace
    store: Store
    clock: Clock
    operator: str

    def programme(self) -> Programme:
        """The programme in force; without one, an empty programme of the event's name, for there is much to announce before it is known."""
        with self.store.reading() as db:
            found = programmes.in_force(db)
        hashtags = self.workspace.hashtags
        return found or Programme(title=hashtags.event, timezone=hashtags.timezone)

    def needed_programme(self) -> Programme:
        with self.store.reading() as db:
            found = programmes.in_force(db)
        if found is None:
            raise ProgrammeError("No programme is imported yet: run `livetweet programme import SOURCE`.")
        return found

    def local(self, instant: datetime | None) -> str | None:
        """INSTANT as ISO 8601 in the event's zone, to the second."""
        return instant.astimezone(self.workspace.hashtags.zone).isoformat(timespec="seconds") if instant else None

    def instant(self, text: str, option: str, day_of: datetime | None = None) -> datetime:
        """TEXT as a person writes a time: ISO 8601, or `18:30` today (or on the day of DAY_OF); without an offset, in the event's zone."""
        found = read_wanted(text, day_of or self.clock.now(), self.workspace.hashtags.zone)
        if found is None:
            raise click.BadParameter(f"{text!r} is no time: write 2027-03-18T10:15, or 10:15 for today.", param_hint=option)
        return found.astimezone(UTC)


@contextmanager
def opened(context: Context, *, follow: bool = True) -> Iterator[Opened]:
    """The workspace at or above the folder chosen with -C, its store made or migrated where need be, its accounts as hashtags.toml names them.

    FOLLOW=False for what must be possible whatever hashtags.toml says just now.
    """
    workspace = find(context.folder)
    store = open_store(workspace.store_path, RealClock())
    try:
        with store.reading() as db:
            clock: Clock = (gates.simulated_time(db) if store.rehearsal else None) or RealClock()
        if follow:
            accounts.follow(store, workspace.hashtags.accounts, clock)
        yield Opened(workspace=workspace, store=store, clock=clock, operator=context.operator)
    finally:
        store.close()


def tell(outcome: Outcome, done: str) -> None:
    """Say on stderr what became of a command on several posts; exit 1 if it left any as it was. DONE is a participle: `approved`."""
    if outcome.done:
        shown = ", ".join(map(str, outcome.done[:12])) + (f" and {len(outcome.done) - 12} more" if len(outcome.done) > 12 else "")
        click.echo(f"{len(outcome.done)} {done}: {shown}", err=True)
    for warning in outcome.warnings:
        click.echo(f"Note: {literal(warning)}", err=True)
    for refusal in outcome.refused:
        click.echo(f"Error: {literal(refusal.why)}", err=True)
    if outcome.refused:
        raise click.exceptions.Exit(1)
