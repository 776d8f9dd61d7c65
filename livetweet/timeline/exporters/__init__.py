"""The forms a record can leave in. A module here is one of them, found by its presence: nothing else names it.

Each has `NAME`, what `export --format` calls it, and `render(record, anonymous)`, the whole document as text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TypeAlias

from livetweet.timeline.record import Record

Render: TypeAlias = Callable[[Record, bool], str]


@cache
def every() -> Mapping[str, Render]:
    """Name to exporter, by name."""
    modules = [import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)]
    return {module.NAME: module.render for module in sorted(modules, key=lambda module: str(module.NAME))}
