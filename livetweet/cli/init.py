"""`livetweet init`: makes a workspace, one folder for one event."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from livetweet.cli.context import Context
from livetweet.errors import WorkspaceError
from livetweet.store.connect import create
from livetweet.workspace import make
from livetweet.writing.hashtags import LANGUAGES


@click.command()
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(file_okay=False, path_type=Path))
@click.option("--timezone", metavar="Z", help="The venue's IANA zone, such as Europe/Paris.")
@click.option("--language", type=click.Choice(LANGUAGES), help="The language of posts.")
@click.pass_obj
def command(context: Context, folder: Path | None, timezone: str | None, language: str | None) -> None:
    """Make a workspace in DIR, by default here."""
    place = context.folder / (folder or ".")
    timezone = timezone or _ask("The venue's time zone (IANA)", "--timezone", "Europe/Paris")
    language = language or _ask("The language of posts (en or fr)", "--language", "en")
    workspace = make(place.resolve(), timezone=timezone, language=language)
    create(workspace.store_path, "live")
    click.echo(
        f"The workspace {workspace.folder} is ready: put tags and accounts in hashtags.toml, then `livetweet programme import FILE`.", err=True
    )


def _ask(question: str, option: str, example: str) -> str:
    if not sys.stdin.isatty():
        raise WorkspaceError(f"{question} is not given: add {option}, for example {option} {example}.")
    return str(click.prompt(question, default=example, err=True))
