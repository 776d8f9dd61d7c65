"""`livetweet stage`: open the page that speaker, hall and moderator see. It is started as a process, never imported."""

from __future__ import annotations

import subprocess
import sys

import click

from livetweet.cli.context import Context
from livetweet.cli.opening import opened
from livetweet.inbox import links

PORT = 8627


@click.command("stage")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at; 0.0.0.0 for everyone on this network.")
@click.option("--port", default=PORT, show_default=True, type=click.IntRange(0, 65535), help="The port; 0 takes a free one.")
@click.option("--renew", is_flag=True, help="Make new links for moderator and follower: the old ones end at once.")
@click.pass_obj
def command(context: Context, host: str, port: int, renew: bool) -> None:
    """Open the web page for speaker, hall and moderator, until Ctrl+C. Screens change nothing; the moderator's link does."""
    with opened(context) as here:
        folder = here.workspace.folder
    if renew:
        links.renew(folder)
    process = subprocess.Popen([sys.executable, "-m", "livetweet.stage", str(folder), context.operator, host, str(port)])
    while True:
        try:
            code = process.wait()
            break
        except KeyboardInterrupt:
            pass  # it got the same signal
    raise click.exceptions.Exit(1 if code < 0 else code)  # below 0: a signal ended it
