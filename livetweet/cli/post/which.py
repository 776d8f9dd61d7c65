"""Which posts a command is about, and what several commands do with them."""

from __future__ import annotations

import re
from collections.abc import Sequence

import click

from livetweet.cli.inbox import ID
from livetweet.cli.opening import Opened
from livetweet.errors import NotFoundError
from livetweet.outbox import show
from livetweet.outbox.approve import approve
from livetweet.outbox.outcome import Outcome
from livetweet.outbox.show import Listed

ADDRESS = re.compile(r"https?://[!-~]+")

ids_argument = click.argument("ids", nargs=-1, required=True, type=ID, metavar="ID…")


def needed(here: Opened, post: int) -> Listed:
    """POST with its deliveries; NotFoundError where there is none."""
    found = show.one(here.store, post)
    if found is None:
        raise NotFoundError(f"There is no post {post}: `livetweet post list` shows those there are.")
    return found


def approve_drafts(here: Opened, ids: Sequence[int]) -> Outcome:
    """What has words, time and pictures leaves when it is due; the others are refused, each with why."""
    return approve(here.store, ids, here.workspace.context(here.programme()), here.workspace.folder / "media", here.operator, here.clock)
