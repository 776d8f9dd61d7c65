"""`livetweet post`: write, list, approve, move, hold, cancel and resolve posts."""

from __future__ import annotations

import click

from livetweet.cli.post import byhand, listing, steps, writing


@click.group("post")
def command() -> None:
    """Write, list, approve, move, hold, cancel and resolve posts."""


for _one in (*writing.COMMANDS, *listing.COMMANDS, *steps.COMMANDS, byhand.byhand):
    command.add_command(_one)
