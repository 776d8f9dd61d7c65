"""What `livetweet --help` costs over an empty click program: the price of looking anything up at all."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

from benchmarks.row import Row
from benchmarks.stopwatch import race

OURS = "from livetweet.cli import main; import sys; sys.argv = ['livetweet', '--help']; main()"
EMPTY = "import click, sys; sys.argv = ['empty', '--help']; click.group()(lambda: None)()"


def run() -> list[Row]:
    ours, theirs = race(starting(OURS), starting(EMPTY))
    return [Row(name="livetweet --help / empty click program", ours=ours * 1000, theirs=theirs * 1000, unit="ms", goal=1.5)]


def starting(code: str) -> Callable[[], object]:
    return lambda: subprocess.run([sys.executable, "-c", code], stdout=subprocess.DEVNULL, check=True)
