"""`livetweet count`: how long a text is on each network, and in how many parts it would leave."""

from __future__ import annotations

import sys

import click

from livetweet.cli.context import Context
from livetweet.cli.opening import opened
from livetweet.cli.reading import check_text, read_stdin
from livetweet.errors import NotFoundError, WritingError
from livetweet.store import accounts
from livetweet.writing import rules as networks
from livetweet.writing.rules.rule import Rules
from livetweet.writing.split import settle, split


@click.command()
@click.argument("text", required=False)
@click.option("--network", metavar="N", help="Only this network: mastodon, bluesky or x.")
@click.option("--account", metavar="A", help="As this account of the workspace would post it: its server's limits, its links.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def command(context: Context, text: str | None, network: str | None, account: str | None, as_json: bool) -> None:
    """Measure TEXT as each network counts it (-: read it from stdin)."""
    chosen = [_of_account(context, account)] if account else [networks.get(network)] if network else networks.every()
    if text in (None, "-"):
        if sys.stdin.isatty():
            raise WritingError("There is no text to count: write it after `livetweet count`, or send it through a pipe.")
        text = read_stdin()
    check_text(text)
    said = {rules.network: settle(text, rules) for rules in chosen}
    counts = {
        rules.network: {
            "length": rules.length(said[rules.network]),
            "limit": rules.limit,
            "fits": rules.fits(said[rules.network]),
            "parts": len(split(text, rules)),
        }
        for rules in chosen
    }
    if as_json:
        from livetweet.cli.context import say_json

        say_json(counts)
        return
    for rules in chosen:
        count = counts[rules.network]
        verdict = "fits" if count["fits"] else f"{_excess(count['length'] - count['limit'])}, {count['parts']} parts"
        click.echo(f"{rules.sign} {rules.name:<9}{count['length']:>6} / {count['limit']:<5}{verdict}")


def _of_account(context: Context, name: str) -> Rules:
    with opened(context) as here, here.store.reading() as db:
        found = accounts.get(db, name)
    if found is None:
        raise NotFoundError(f"There is no account {name} in hashtags.toml.")
    return networks.of(found)


def _excess(over: int) -> str:
    return f"{over} over" if over > 0 else "too many bytes"
