"""`livetweet` as a whole: finding commands, exit codes, and that no traceback ever reaches a person."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click
import pytest

import livetweet.cli
from livetweet.cli import COMMANDS, commands, run
from livetweet.cli.context import Context, say_json, sign
from livetweet.errors import ProgrammeError
from livetweet.model.part import State

FOLDER = Path(livetweet.cli.__file__).parent


@pytest.fixture
def stub() -> Iterator[click.Group]:
    """The command line with one more command per way a command may end."""
    names = set(commands.commands)
    endings: dict[str, BaseException] = {
        "sentence": ProgrammeError("programs/a.xml is empty: save it again."),
        "file": click.FileError("talks.csv", "no such file"),
        "usage": click.UsageError("--at needs an instant."),
        "interrupt": KeyboardInterrupt(),
        "abort": click.Abort(),
        "defect": ValueError("two\nlines."),
        "one": click.exceptions.Exit(1),
        "pass": click.exceptions.Exit(0),
    }

    def ending(error: BaseException) -> click.Command:
        def end() -> None:
            raise error

        return click.Command("end", callback=end)

    made = {name: ending(error) for name, error in endings.items()}
    for name, command in made.items():
        commands.add_command(command, name)
        sys.modules[f"livetweet.cli.{name}"] = type(sys)(f"livetweet.cli.{name}")
        sys.modules[f"livetweet.cli.{name}"].command = command  # type: ignore[attr-defined]  # a module made here
    yield commands
    for name in set(commands.commands) - names:
        del commands.commands[name], sys.modules[f"livetweet.cli.{name}"]


@pytest.mark.parametrize(
    ("name", "code", "err"),
    [
        ("sentence", 1, "Error: programs/a.xml is empty: save it again.\n"),
        ("file", 1, "Error: Could not open file 'talks.csv': no such file\n"),
        ("interrupt", 130, ""),
        ("abort", 130, ""),
        (
            "defect",
            1,
            "Error: livetweet did not foresee this (ValueError: two lines): run it again with LIVETWEET_DEBUG=1 and report what it prints.\n",
        ),
        ("one", 1, ""),
        ("pass", 0, ""),
    ],
)
@pytest.mark.usefixtures("stub")
def test_run_ends_with_one_sentence_and_a_code(name: str, code: int, err: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert (run([name]), *capsys.readouterr()) == (code, "", err)


@pytest.mark.usefixtures("stub")
def test_run_tells_wrong_usage_with_two(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["usage"]) == 2
    assert capsys.readouterr().err.endswith("Error: --at needs an instant.\n")


@pytest.mark.usefixtures("stub")
def test_run_shows_the_traceback_only_on_request(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("LIVETWEET_DEBUG", "1")
    assert run(["defect"]) == 1
    assert "Traceback (most recent call last)" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["programe"], ["--nonsense"], ["-C", "no-such-folder", "status"]])
def test_run_refuses_wrong_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("Usage: livetweet ")


def test_help_names_every_command_without_importing_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    shown = [line.split() for line in capsys.readouterr().out.partition("Commands:\n")[2].splitlines()]
    assert [(words[0], " ".join(words[1:])) for words in shown] == list(COMMANDS.items())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_named_is_there_and_explains_itself(name: str) -> None:
    command = import_module(f"livetweet.cli.{name}").command
    assert isinstance(command, click.Command)
    assert command.help


def test_every_command_of_the_room_is_named() -> None:
    files = {file.stem for file in FOLDER.iterdir() if file.suffix == ".py" or (file / "__init__.py").exists()} - {"__init__"}
    assert {name for name in files if hasattr(import_module(f"livetweet.cli.{name}"), "command")} == set(COMMANDS)


def test_version_is_that_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == "livetweet 0.1.0\n"


def test_operator_is_named_by_option_then_environment_then_login(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIVETWEET_OPERATOR", "Léa")
    assert Context.of("here", "Noé") == Context(folder=Path("here"), operator="Noé")
    assert Context.of("here", None) == Context(folder=Path("here"), operator="Léa")
    monkeypatch.delenv("LIVETWEET_OPERATOR")
    monkeypatch.setenv("LOGNAME", "nolwenn")
    assert Context.of("here", None) == Context(folder=Path("here"), operator="nolwenn")


def test_json_is_utf8_and_not_escaped(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    say_json({"title": "Qui maintient nos outils ?", "hostile": "\ud800"})
    assert json.loads(capsysbinary.readouterr().out) == {"title": "Qui maintient nos outils ?", "hostile": "?"}


def test_every_state_has_a_sign_of_its_own() -> None:
    assert len({click.unstyle(sign(state)) for state in State}) == len(State)


def test_reader_that_leaves_early_hears_nothing() -> None:
    process = subprocess.Popen([sys.executable, "-m", "livetweet", "--help"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout
    process.stdout.close()
    assert process.stderr
    err = process.stderr.read()
    process.stderr.close()
    assert (process.wait(), err) == (141, b"")


def test_interrupt_ends_quietly() -> None:
    script = (
        "import sys, time, types, click, livetweet.cli as cli\n"
        "module = types.ModuleType('livetweet.cli.nap')\n"
        "module.command = click.Command('nap', callback=lambda: (print('asleep', flush=True), time.sleep(30)))\n"
        "sys.modules['livetweet.cli.nap'] = module\n"
        "cli.commands.add_command(module.command)\n"
        "sys.argv[1:] = ['nap']\n"
        "cli.main()\n"
    )
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "asleep\n"
    process.send_signal(signal.SIGINT)
    assert (process.communicate(timeout=20)[1], process.returncode) == ("", 130)


def test_narrow_locale_costs_a_letter_and_not_the_command() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    script = "import livetweet.cli as cli, sys\ncli.COMMANDS['demo'] = 'Day \\u25c7'\nsys.argv[1:] = ['--help']\ncli.main()"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, env=environment, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"Day ?" in done.stdout
