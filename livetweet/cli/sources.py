"""Files and addresses that a person names as the parts of a programme, brought in. `programme` alone calls it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from livetweet.inbox.literal import literal
from livetweet.programme.fetch import Fetched, fetch, is_address
from livetweet.programme.read import Source, load
from livetweet.programme.tag import Tag

loopback_option = click.option(
    "--allow-loopback", "loopback", is_flag=True, envvar="LIVETWEET_ALLOW_LOOPBACK", help="An address may be on this very machine."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """`sources` in the order named. `fetched` is what came from an address, where that is the only source. `unchanged`: it is the version imported last."""

    sources: Sequence[Source]
    fetched: Fetched | None = None

    @property
    def unchanged(self) -> bool:
        return self.fetched is not None and self.fetched.data is None


def gather(named: Sequence[str], *, loopback: bool, known: Mapping[str, Tag] | None = None) -> Gathered:
    """What NAMED, files and addresses, hold; of an only address nothing where the server says that it is still what KNOWN names."""
    if len(named) == 1 and is_address(named[0]):
        fetched = fetch(named[0], known=known, loopback=loopback)
        if fetched.address != named[0]:
            click.echo(f"Found the programme at {literal(fetched.address)}.", err=True)
        return Gathered(sources=[fetched.source], fetched=fetched)
    return Gathered(sources=[fetch(one, loopback=loopback).source if is_address(one) else load(Path(one)) for one in named])
