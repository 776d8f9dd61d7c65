"""`livetweet export`: the timeline, to keep and to share."""

from __future__ import annotations

from pathlib import Path

import click

from livetweet.cli.context import Context
from livetweet.cli.opening import opened
from livetweet.errors import WorkspaceError
from livetweet.timeline import document, exporters, record


@click.command("export")
@click.option("--format", "form", type=click.Choice(tuple(exporters.every())), default="md", show_default=True, help="The form it leaves in.")
@click.option(
    "-o", "path", type=click.Path(path_type=Path), metavar="PATH", help="The file to write, in place of what is there (default: to the screen)."
)
@click.option("--anonymous", is_flag=True, help="Leave out the names and handles of the audience.")
@click.pass_obj
def command(context: Context, form: str, path: Path | None, anonymous: bool) -> None:
    """Write the timeline down: what left, what came in, what was asked, by session."""
    with opened(context) as here:
        hashtags = here.workspace.hashtags
        if path is not None and path.resolve() == here.store.path.resolve():
            raise WorkspaceError(f"{path} is this event's store: name another file.")
        told = record.read(here.store, here.programme(), event=hashtags.event, zone=hashtags.zone, language=hashtags.language)
    text = exporters.every()[form](told, anonymous)
    if path is None:
        click.echo(text, nl=False)
        return
    replaced = document.write(path, text)
    click.echo(f"{'Replaced' if replaced else 'Wrote'} {path}.", err=True)
