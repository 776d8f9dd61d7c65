"""`livetweet count`: how long a text is on each network, and in how many parts it would leave."""

from __future__ import annotations

import sys

import click

from livetweet.cli.reading import check_text, read_stdin
from livetweet.errors import WritingError
from livetweet.writing import rules as networks
from livetweet.writing.split import split


@click.command()
@click.argument("text", required=False)
@click.option("--network", metavar="N", help="Only this network: mastodon, bluesky or x.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(text: str | None, network: str | None, as_json: bool) -> None:
    """Measure TEXT as each network counts it (-: read it from stdin)."""
    chosen = [networks.get(network)] if network else networks.every()
    if text in (None, "-"):
        if sys.stdin.isatty():
            raise WritingError("There is no text to count: write it after `livetweet count`, or send it through a pipe.")
        text = read_stdin()
    check_text(text)
    counts = {
        rules.network: {"length": rules.length(text), "limit": rules.limit, "fits": rules.fits(text), "parts": len(split(text, rules))}
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


def _excess(over: int) -> str:
    return f"{over} over" if over > 0 else "too many bytes"
