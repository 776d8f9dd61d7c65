"""`livetweet count`: how long a text is on each network, and in how many parts it would leave."""

from __future__ import annotations

import sys

import click

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
    text = _read() if text in (None, "-") else text
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise WritingError("The text is not valid UTF-8: check the encoding of your terminal.") from error
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


def _read() -> str:
    """The text on stdin without the line end that echo and editors add."""
    if sys.stdin.isatty():
        raise WritingError("There is no text to count: write it after `livetweet count`, or send it through a pipe.")
    try:
        text = sys.stdin.buffer.read().decode("utf-8")
    except UnicodeDecodeError as error:
        raise WritingError("What came in on stdin is not UTF-8 text: convert it first.") from error
    return text.removesuffix("\n").removesuffix("\r")
