"""`livetweet demo`: a throw-away rehearsal of the example event that ships with livetweet."""

from __future__ import annotations

import shutil
import tempfile
from importlib import resources
from pathlib import Path

import click

from livetweet.cli.context import Context
from livetweet.cli.rehearse import at_terminal, end, export, say_counts, sit, tell
from livetweet.clock import RealClock
from livetweet.errors import WorkspaceError
from livetweet.outbox.programme import import_programme
from livetweet.programme.read import load, read
from livetweet.rehearse import prepare
from livetweet.store.connect import Store, create
from livetweet.workspace import find

PROGRAMME = "pycon-exemple-2027.xml"
SEED = 2027
LINE = 0.05  # seconds a line, on a terminal
SPEED = 12.0  # simulated seconds a second, at the desk: a talk of half an hour takes two and a half minutes


@click.command("demo")
@click.option("--headless", is_flag=True, help="Its days pass line by line, as fast as they go; so they do without a terminal.")
@click.option("--lines", is_flag=True, help="Its days pass line by line, slowly enough to read.")
@click.option("--speed", type=click.FloatRange(min=1), default=SPEED, show_default=True, metavar="N", help="Simulated seconds a second, at the desk.")
@click.pass_obj
def command(context: Context, headless: bool, lines: bool, speed: float) -> None:
    """Sit at the desk of an invented conference, from shortly before its first talk on, on nobody's account."""
    folder = Path(tempfile.mkdtemp(prefix="livetweet-demo-"))
    example = _example()
    for name in ("hashtags.toml", "speakers.toml"):
        shutil.copyfile(example / name, folder / name)
    shutil.copytree(example / "programs", folder / "programs")
    workspace = find(folder)
    create(workspace.store_path, "live")
    store = Store(workspace.store_path)
    try:
        source = folder / "programs" / PROGRAMME
        import_programme(store, read([load(source)]), str(source), workspace.context, context.operator, RealClock())
    finally:
        store.close()
    click.echo(
        f"A rehearsal of {workspace.hashtags.event}: an invented event, a simulated audience, networks that fail now and then. Nothing leaves this machine."
    )
    rehearsal = prepare(workspace, seed=SEED, faults="some")
    before, left = 0, 0
    try:
        if at_terminal() and not headless and not lines:
            counts, before, left = sit(rehearsal, speed=speed, operator=context.operator)
        else:
            counts = tell(rehearsal, lambda _: None, (lambda: RealClock().sleep(LINE)) if at_terminal() and not headless else (lambda: None))
        say_counts(counts, SEED, before)
        click.echo(f"The timeline: {export(rehearsal)}")
    finally:
        rehearsal.close()
    end(counts, left)


def _example() -> Path:
    """Where the example event lies: beside the package in a checkout, inside it in a wheel."""
    package = Path(str(resources.files("livetweet")))
    for folder in (package / "example", package.parent):
        if (folder / "hashtags.toml").is_file() and (folder / "programs").is_dir():
            return folder
    raise WorkspaceError("The example event is missing from this installation: install livetweet again.")
