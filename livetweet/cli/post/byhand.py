"""A post that a person puts where no program may: counted, copied, its page opened, and confirmed with its address."""

from __future__ import annotations

import sys

import click

from livetweet.cli.context import Context, say_json
from livetweet.cli.inbox import ID
from livetweet.cli.opening import Opened, opened
from livetweet.cli.post.which import ADDRESS
from livetweet.inbox.literal import literal
from livetweet.outbox import byhand as by_hand
from livetweet.outbox import clipboard
from livetweet.outbox.byhand import Handed


@click.command()
@click.argument("post", metavar="ID", type=ID)
@click.option("--url", metavar="URL", help="It is posted: its address.")
@click.option("--account", metavar="A", help="On which account, where several come into question.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def byhand(context: Context, post: int, url: str | None, account: str | None, as_json: bool = False) -> None:
    """Post it yourself: the text is counted, copied and its page opened; --url says where it stands then."""
    if url is not None and not ADDRESS.fullmatch(url):
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
