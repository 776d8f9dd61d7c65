"""`livetweet worker`: run the process that delivers and collects, or stop it. It is started as a process, never imported."""

from __future__ import annotations

import subprocess
import sys

import click

from livetweet.cli.context import Context
from livetweet.cli.opening import opened
from livetweet.clock import RealClock
from livetweet.errors import StoreError, WorkerBusyError
from livetweet.store import gates
from livetweet.store.lock import alone

ENDS_WITHIN = 60.0  # seconds: a call that has been made is answered first


@click.group("worker", invoke_without_command=True)
@click.option("--once", is_flag=True, help="Deliver what is due and end.")
@click.option("--install", "verb", flag_value="install", help="Start it now and at every login (systemd, launchd).")
@click.option("--uninstall", "verb", flag_value="uninstall", help="End that.")
@click.option("--print", "verb", flag_value="print", help="Print what --install would tell the system, for whoever wants to do it by hand.")
@click.pass_context
def command(ctx: click.Context, once: bool, verb: str | None) -> None:
    """Run the process that delivers and collects; a second one says so and ends. Ctrl+C ends it, and loses nothing."""
    if ctx.invoked_subcommand is not None:
        return
    with opened(ctx.obj) as here:
        folder = str(here.workspace.folder)
    if verb is not None:
        _pass_on(subprocess.run([sys.executable, "-m", "livetweet.worker.install", verb, folder], check=False).returncode)
        return
    if not once:
        click.echo("The worker delivers and collects from here on. Ctrl+C ends it, and loses nothing.", err=True)
    process = subprocess.Popen([sys.executable, "-m", "livetweet.worker", *(["--once"] if once else []), folder])
    while True:
        try:
            code = process.wait()
            break
        except KeyboardInterrupt:
            pass  # it got the same signal, and ends once what it has sent is answered
    _pass_on(code)


def _pass_on(code: int) -> None:
    if code:
        raise click.exceptions.Exit(1 if code < 0 else code)  # below 0: a signal ended it


@command.command()
@click.pass_obj
def stop(context: Context) -> None:
    """Ask the worker to end, and wait until it has."""
    with opened(context, follow=False) as here:
        with here.store.writing() as db:
            gates.ask_to_stop(db, here.clock.now())
        waited = 0.0
        while waited < ENDS_WITHIN:
            try:
                with alone(here.workspace.folder):
                    click.echo("No worker runs.", err=True)
                    subprocess.run([sys.executable, "-m", "livetweet.worker.install", "remind", str(here.workspace.folder)], check=False)
                    return
            except WorkerBusyError:
                RealClock().sleep(0.2)  # in a rehearsal that runs fast, too, the worker needs real time to end
                waited += 0.2
        raise StoreError("The worker has not ended yet: it waits for an answer from a network; try again in a minute.")
