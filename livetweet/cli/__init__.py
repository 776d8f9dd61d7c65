"""The command line: finds the command that was named, and turns every error into one sentence and an exit code.

One file a noun stands beside this one (`post.py` is `livetweet post`), each with a `command`. A noun is imported when it is
called: this module imports click alone, so that `livetweet --help` costs little more than click.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from livetweet.errors import LivetweetError

COMMANDS = {
    "demo": "Watch a day of the example event pass, on nobody's account.",
    "rehearse": "Rehearse this event's day on a copy, with a simulated audience.",
    "init": "Make a workspace: one folder for one event.",
    "programme": "Show, check, import, compare and change the programme.",
    "plan": "Propose session scripts and the campaign, as posts with dates.",
    "post": "Write, list, approve, move, hold, cancel and resolve posts.",
    "pause": "Stop everything that would leave, at once.",
    "resume": "Let leave what a pause has kept.",
    "status": "Say in a few lines where things stand.",
    "live": "Go live: from now on approved posts really leave.",
    "worker": "Run the process that delivers and collects, or stop it.",
    "account": "List, add, check and remove the accounts of this event.",
    "doctor": "Look for what could keep a post from leaving, with the cure.",
    "inbox": "List, show and mark what came in.",
    "question": "Keep the questions for the stage.",
    "stage": "Open the web page for speaker, hall and moderator.",
    "export": "Write the timeline down, to keep and to share.",
    "count": "Measure a text as each network counts it.",
}

DONE, FAILED, MISUSED = 0, 1, 2
INTERRUPTED, PIPE_CLOSED = 130, 141  # what a shell reports after SIGINT and SIGPIPE


class Commands(click.Group):
    """Knows each command by name and line from `COMMANDS`, and imports it when it is called."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.commands:
            return None
        command: click.Command = import_module(f"{__name__}.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def say_version(context: click.Context, _: click.Parameter, asked: bool) -> None:
    if asked and not context.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"livetweet {version('livetweet')}")
        context.exit()


@click.group("livetweet", cls=Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "-C",
    "folder",
    metavar="DIR",
    default=".",
    type=click.Path(exists=True, file_okay=False),
    help="The workspace: DIR or a folder above it (default: here).",
)
@click.option("--as", "operator", metavar="NAME", help="Who acts (default: $LIVETWEET_OPERATOR, else your login name).")
@click.option("--no-worker", is_flag=True, help="Open the desk without starting a worker.")
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=say_version, help="Say which livetweet this is.")
@click.pass_context
def commands(context: click.Context, folder: str, operator: str | None, no_worker: bool) -> None:
    """The desk for promoting a conference and live-posting it, from a terminal.

    Without a command it opens the desk of this workspace. `livetweet demo` shows what it does, `livetweet init` starts your own event.
    """
    from livetweet.cli.context import Context

    if os.environ.get("NO_COLOR"):
        context.color = False
    context.obj = Context.of(folder, operator)
    if context.invoked_subcommand is None:
        if sys.stdin.isatty() and sys.stdout.isatty():
            context.exit(import_module("livetweet.cli.desk").open_desk(context.obj, worker=not no_worker))
        context.invoke(import_module("livetweet.cli.status").command)


for _name, _line in COMMANDS.items():  # stand-ins, so that click knows the names: for "did you mean" and for those who list them
    commands.add_command(click.Command(_name, short_help=_line))


def run(arguments: Sequence[str]) -> int:
    """Carry out ARGUMENTS; the exit code: 0 done, 1 an error, told in one sentence on stderr, 2 wrong usage."""
    try:
        with commands.make_context("livetweet", list(arguments)) as context:
            commands.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as asked:
        return asked.exit_code
    except click.UsageError as error:
        error.show()
        return MISUSED
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else Python complains when it flushes at the end
        return PIPE_CLOSED
    except click.ClickException as error:
        return fail(error.format_message())
    except LivetweetError as error:
        return fail(str(error))
    except Exception as error:  # noqa: BLE001  # a defect of ours: a person gets a sentence all the same
        if os.environ.get("LIVETWEET_DEBUG"):
            import traceback

            traceback.print_exc()
        words = " ".join(f"{type(error).__name__}: {error}".split()).rstrip(".")
        return fail(f"livetweet did not foresee this ({words}): run it again with LIVETWEET_DEBUG=1 and report what it prints.")
    return DONE


def fail(sentence: str) -> int:
    from livetweet.inbox.literal import literal

    click.echo(f"Error: {literal(sentence)}", err=True)
    return FAILED


def main() -> None:
    """What the `livetweet` script and `python -m livetweet` call."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a locale that lacks a sign or a letter costs that one, not the command
    sys.exit(run(sys.argv[1:]))
