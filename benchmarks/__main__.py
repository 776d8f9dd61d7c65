"""`python -m benchmarks [NAME…]`: runs every benchmark, or those named, and prints one table. A missed goal or a broken benchmark is a line, not an exit code."""

from __future__ import annotations

import pkgutil
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module

import benchmarks
from benchmarks.row import Row

HEAD = ("benchmark", "ours", "theirs", "ratio", "goal", "", "")


def measure(names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The cells of each row of the benchmarks named, of all where none is."""
    for module in pkgutil.iter_modules(benchmarks.__path__):
        if module.name.startswith("_") or (names and module.name not in names):
            continue
        try:
            run = getattr(import_module(f"benchmarks.{module.name}"), "run", None)
            rows: list[Row] = list(run()) if run else []
        except Exception as error:  # noqa: BLE001  # one that breaks leaves the others standing
            yield (module.name, "", "", "", "", "BROKEN", f"{type(error).__name__}: {error}")
        else:
            yield from (row.cells() for row in rows)


def main(names: Sequence[str]) -> None:
    lines = [HEAD, *measure(names)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


if __name__ == "__main__":
    main(sys.argv[1:])
