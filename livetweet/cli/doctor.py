"""`livetweet doctor`: what could keep a post from leaving, and what to do about it. It asks the networks, hence is a process of its own."""

from __future__ import annotations

import subprocess
import sys

import click

from livetweet.cli.context import Context
from livetweet.workspace import find


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def command(context: Context, as_json: bool) -> None:
    """Look for whatever could keep a post from leaving: accounts, clocks, disk, network, worker. Exit 1 if something is broken."""
    folder = str(find(context.folder).folder)
    code = subprocess.run([sys.executable, "-m", "livetweet.worker.doctor", *(["--json"] if as_json else []), folder], check=False).returncode
    if code:
        raise click.exceptions.Exit(1 if code < 0 else code)
